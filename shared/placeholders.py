"""Values that stand where none is known: makers' placeholders, a missing value written as text, digits that count up.

The normalizer shows none of them as a fact, and the deduper identifies no machine by one. Data, each with its reason;
what a list can't name is known by its shape.
"""

import re
import unicodedata
from functools import lru_cache

from shared.smbios import canonical_uuid

WORDS = {
    "tobefilledbyoem": "AMI's placeholder",
    "tobefilledbyoemtobefilledbyoem": "AMI's placeholder",
    "systemserialnumber": "a maker's placeholder",
    "serialnumber": "a maker's placeholder",
    "chassisserialnumber": "a maker's placeholder",
    "baseboardserialnumber": "a maker's placeholder",
    "testserialnumber": "seen in recorded payloads of scanners",
    "defaultstring": "AMI's placeholder",
    "default": "a placeholder",
    "none": "a missing value written as text",
    "null": "a missing value written as text",
    "unknown": "a missing value written as text",
    "undefined": "a missing value written as text",
    "invalid": "a missing value written as text",
    "notspecified": "dmidecode's word for nothing",
    "notapplicable": "a missing value written as text",
    "notavailable": "a missing value written as text",
    "notprovided": "a missing value written as text",
    "notsettable": "a firmware's word for nothing",
    "empty": "a missing value written as text",
    "oem": "a placeholder",
    "sernum": "a placeholder",
    "systemproductname": "another field's placeholder",
    "0123456789": "counted up by the maker",
    "123456789": "counted up by the maker",
    "1234567890": "counted up by the maker",
    "12345678": "counted up by the maker",
    "1234567": "counted up by the maker",
    "123456": "counted up by the maker",
    "12345": "counted up by the maker",
    "1234": "counted up by the maker",
    "123456789abcdef": "counted up by the maker",
    "0123456789abcdef": "counted up by the maker",
    "unspecified": "a missing value written as text",
    "notpresent": "a missing value written as text",
    "noserialnumber": "a missing value written as text",
    "na": "a missing value written as text",
    "nil": "a missing value written as text",
    "noasset": "a placeholder",
    "noassettag": "a placeholder",
    "noassetinformation": "a placeholder",
    "assettag": "a placeholder",
    "notdefined": "a missing value written as text",
    "notfound": "a missing value written as text",
    "notset": "a missing value written as text",
    "notknown": "a missing value written as text",
    "invalidchassistype": "a sensor's word for a number that SMBIOS doesn't have",
    "badindex": "dmidecode's word for a text that isn't there",
    "outofspec": "dmidecode's word for a number that SMBIOS doesn't have",
    "productname": "another field's placeholder",
    "systemname": "a maker's placeholder",
    "systemmanufacturer": "a maker's placeholder",
    "systemversion": "a maker's placeholder",
    "systemsku": "a maker's placeholder",
    "manufacturer": "a maker's placeholder",
    "baseboardmanufacturer": "a maker's placeholder",
    "chassismanufacturer": "a maker's placeholder",
    "chassismanufacture": "a maker's placeholder",
    "chassisversion": "a maker's placeholder",
    "biosversion": "a maker's placeholder",
    "type1productconfigid": "a maker's placeholder",
    "type2boardproductname1": "a maker's placeholder",
    "unidentified": "a missing value written as text",
}
SERIALS = WORDS | {
    "vmware": "the hypervisor's name",
    "virtualbox": "the hypervisor's name",
    "parallels": "the hypervisor's name",
}
INSTANCES = {
    "none": "a missing value written as text",
    "null": "a missing value written as text",
    "unknown": "a missing value written as text",
    "i-00000000": "a placeholder",
    "i-00000000000000000": "a placeholder",
    "i-1234567890abcdef0": "the example in AWS' documents",
}
UUIDS = {
    "03000200-0400-0500-0006-000700080009": "AMI's default, on many makers' boards",
    "12345678-1234-5678-90ab-cddeefaabbcc": "a maker's default",
    "01234567-89ab-cdef-0123-456789abcdef": "counted up by the maker",
    "12345678-1234-1234-1234-123456789abc": "counted up by the maker",
    "11111111-2222-3333-4444-555555555555": "counted up by the maker",
    "4c4c4544-0000-2010-8020-80c04f202020": "Dell, when the service tag is empty",
    "4c4c4544-0000-2010-8020-a0c04f202020": "Dell, when the service tag is empty",
    "efbeadde-0000-0000-0000-000000000000": "a placeholder (dead beef)",
    "fefefefe-fefe-fefe-fefe-fefefefefefe": "unset flash",
}
USERS = {
    "reboot": "a line of `last` that is no user",
    "shutdown": "a line of `last` that is no user",
    "runlevel": "a line of `last` that is no user",
    "system": "Windows itself",
    "local service": "Windows itself",
    "network service": "Windows itself",
    "anonymous logon": "Windows' word for nobody",
}

_LONGEST = 256  # characters; a longer text is no placeholder
_BEGINS = ("tobefilledbyoem", "defaultstring", "systemproductname", "systemserialnumber", "notspecified")
_UP = "0123456789abcdef"
_RUNS = (_UP, _UP[::-1], "1234567890" * 3, "9876543210" * 3, "123456789abcdef0")
_SHORTEST_RUN = 6
_FEW = 2  # hexadecimal digits that a UUID consists of, which nobody has set
_PREFIXED = re.compile(r"[a-z]+-[0-9a-z]+$")
_WINDOWS = re.compile(r"(?:dwm|umfd)-\d+|.*\$")  # accounts of Windows' desktop, and a computer's own


@lru_cache(16_384)  # a fleet has few makers; of serials, a host's are asked for again when its next version comes
def says_nothing(text: str) -> bool:
    """Tell whether a text of a machine's firmware or make is a placeholder, by its words or by its shape."""
    bare = _letters(text)
    if bare in WORDS or bare.startswith(_BEGINS) or _is_repeated(bare) or _counts(bare):
        return True
    uuid = canonical_uuid(text)
    return uuid is not None and is_unset(uuid)


def serial_says_nothing(text: str) -> bool:
    """Tell whether a serial is a placeholder, or names the hypervisor instead of the machine."""
    return says_nothing(text) or _letters(text) in SERIALS


def is_missing(text: str) -> bool:
    """Tell whether a text is a word for nothing; digits say something, whatever their shape."""
    bare = _letters(text)
    return not bare or (bare in WORDS and not bare[0].isdigit())


def is_unset(uuid: str) -> bool:
    """Tell whether a UUID is one that nobody has set: of one or two digits alone, or a maker's default."""
    return len(set(uuid) - {"-"}) <= _FEW or uuid in _UNSET


def is_no_instance(text: str) -> bool:
    """Tell whether an id of a cloud, `i-…` or bare, is a placeholder."""
    bare = text.lower().rpartition("-")[2] if _PREFIXED.match(text.lower()) else text
    return text.lower() in INSTANCES or is_missing(text) or _is_repeated(_letters(bare))


def is_nobody(user: str) -> bool:
    """Tell whether a user's name stands for no person or account that logs on: the system's own, or a missing one."""
    name = user.lower().rpartition("\\")[2].strip()
    return name in USERS or bool(_WINDOWS.fullmatch(name)) or is_missing(name)


def known(text: str | None) -> str | None:
    """Return the text, or None where it says nothing."""
    return text if text and not says_nothing(text) else None


def _is_repeated(bare: str) -> bool:
    return not bare or (len(set(bare)) == 1 and (len(bare) > 2 or bare[0] == "0"))  # `000`, `FFFF`, `xxx`


def _counts(bare: str) -> bool:
    return len(bare) >= _SHORTEST_RUN and any(bare in run for run in _RUNS)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).lower()
    return "" if folded.isspace() else re.sub(r"[\W_]+", "", folded)


_UNSET = frozenset(UUIDS) | {canonical_uuid(uuid) for uuid in UUIDS}
