"""Host names: what is one, its short form, its domain."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from services.normalizer.limits import MAX_NAME
from services.normalizer.types import CUT
from shared.networks import is_public

# Domains in which providers name what is seen from outside. In those they have inside (`ec2.internal`,
# `compute.internal`, `internal.cloudapp.net`, `c.PROJECT.internal`, `oraclevcn.com`) the host's own name is the first.
_OUTSIDE = re.compile(
    r"(?:.*\.)?(?:"
    r"amazonaws\.com(?:\.cn)?|on\.aws|awsglobalaccelerator\.com"
    r"|cloudapp\.azure\.(?:com|cn|us)|(?<!internal\.)cloudapp\.net|(?:usgov|china)cloudapp\.(?:net|cn)"
    r"|trafficmanager\.net|azurewebsites\.net"
    r"|googleusercontent\.com"
    r"|members\.linode\.com|linodeusercontent\.com|vultrusercontent\.com|your-server\.de|sl-reverse\.com"
    r"|instances\.scw\.cloud"
    r")"
)
# Names that a cloud or a scanner gives to a host: kept among all names, but not what the host calls itself.
_GIVEN = re.compile(
    r"ec2(?:-\d{1,3}){4}(?:\..*)?"  # AWS' public names, and what a scanner leaves of them
    r"|i-[0-9a-f]{8,17}"  # an instance id
    r"|\d{15,20}"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
)
# An address in a name with a domain: `static.7.100.51.198.clients.example.net`.
_ADDRESS_INSIDE = re.compile(r"(?:^|[a-z.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?=[.-].*\.)")
_NO_DOMAINS = {"workgroup", "localdomain", "mshome", "home"}  # Windows' and resolvers' words for none
_SAY_NOTHING = {"localhost", "localhost6", "unknown", "hostname", "host", "default"}  # taken if there is no other

_LABEL = r"(?:[^\W_](?:[\w-]*[^\W_])?|_?[\w-]+)"
_LABELS = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_HIDDEN = ("Cc", "Cf", "Cs")  # categories of characters that can't be seen


@dataclass(frozen=True, slots=True)
class Names:
    """A host's names, lower case."""

    short: str | None = None
    fqdn: str | None = None
    domain: str | None = None
    every: tuple[str, ...] = ()


def fold(text: str | None) -> str:
    """Return a name so that equal names are written alike: compatible characters, lower case, nothing hidden."""
    if not text:
        return ""
    folded = text.strip().rstrip(".")[: 4 * MAX_NAME]
    if not folded.isascii():
        seen = "".join(one for one in folded if unicodedata.category(one) not in _HIDDEN)
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).lower())
    return folded.lower().strip().rstrip(".").strip()


def clean_name(text: str | None) -> str | None:
    """Return a host name, folded, or None if it is none: an address, a sentence, too long."""
    folded = fold(text)
    return folded if _is_name(folded) else None


def read_names(candidates: Iterable[str | None], domain: str | None = None) -> Names:
    """Return the names of a host from candidates, best first.

    What a cloud or a scanner calls it is kept among all names, but isn't its hostname; nor is a sentence, though it
    may be found by it.
    """
    every = [name for name in dict.fromkeys(map(_cut, map(fold, candidates))) if name and not _is_address(name)]
    own = sorted((name for name in every if _is_name(name) and not is_given(name)), key=_says_nothing)
    zone = clean_name(domain)
    zone = None if zone in _NO_DOMAINS or _OUTSIDE.fullmatch(zone or "") else zone
    if not own:
        return Names(domain=zone, every=tuple(every))
    short = own[0].partition(".")[0]
    full = next((name for name in own if _has_domain(name) and name.partition(".")[0] == short), None)
    if full is None and zone and "." in zone:  # one label alone is Windows' short name of a domain
        full = f"{short}.{zone}"
    return Names(short, full, zone or (full.partition(".")[2] if full else None), tuple(every))


def _cut(folded: str) -> str:
    """Return a name, or what is kept of one that is longer than a name may be, with a sign at its end."""
    return folded if len(folded) <= MAX_NAME else f"{folded[: MAX_NAME - 1]}{CUT}"


@lru_cache(4096)  # a host says each of its names several times
def is_given(name: str) -> bool:
    """Tell whether a folded name is what a cloud, a provider or a scanner calls the host, not what it calls itself."""
    return bool(_GIVEN.fullmatch(name) or _OUTSIDE.fullmatch(name)) or _is_of_public_address(name)


def _is_of_public_address(name: str) -> bool:
    """Tell whether a name with a domain repeats an address of the internet, as providers name what they lend."""
    found = _ADDRESS_INSIDE.search(name)
    return found is not None and is_public(".".join(found.groups()))


@lru_cache(4096)  # a host says each of its names several times
def _is_name(folded: str) -> bool:
    return 0 < len(folded) <= MAX_NAME and not _is_address(folded) and bool(_LABELS.fullmatch(folded))


def _says_nothing(name: str) -> bool:
    return name.partition(".")[0] in _SAY_NOTHING


def _has_domain(name: str) -> bool:
    domain = name.partition(".")[2]
    return bool(domain) and domain not in _NO_DOMAINS


def _is_address(text: str) -> bool:
    if ":" not in text and not text.replace(".", "").isdecimal():
        return False  # nearly every name; what isn't sure is read
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
