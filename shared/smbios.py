"""SMBIOS UUIDs: firmware and tools disagree on the byte order of the first three fields (SMBIOS 3.7, 7.2.1)."""

import re

_PREFIX = re.compile(r"^(?:vmware|googlecloud)-")
_BETWEEN = re.compile(r"[\s-]")
_DIGITS = re.compile(r"[0-9a-f]{32}")


def canonical_uuid(text: str | None) -> str | None:
    """Return a UUID in one of its two byte orders, the same for both; None if it is no UUID.

    Of the two the one that begins `ec2` (all of EC2's do, in one order), else the smaller. Takes also the serials
    that hide a UUID: `VMware-42 01 …`, `GoogleCloud-…`.
    """
    digits = _BETWEEN.sub("", _PREFIX.sub("", text[:64].lower().strip())) if text else ""
    if not _DIGITS.fullmatch(digits):
        return None
    first, second, third, rest = digits[:8], digits[8:12], digits[12:16], digits[16:]
    swapped = "".join("".join(reversed(re.findall("..", part))) for part in (first, second, third)) + rest
    best = min(digits, swapped, key=lambda form: (not form.startswith("ec2"), form))
    return "-".join((best[:8], best[8:12], best[12:16], best[16:20], best[20:]))
