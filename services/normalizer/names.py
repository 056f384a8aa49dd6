"""Host names: what is one, its short form, its domain."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from services.normalizer.limits import MAX_NAME

# Names that a cloud or a scanner gives to a host: kept among all names, but not what the host calls itself.
_GIVEN = re.compile(
    r"ec2-\d+-\d+-\d+-\d+\..*"  # AWS' public names
    r"|.*\.compute(?:-\d+)?\.amazonaws\.com(?:\.cn)?"
    r"|.*\.cloudapp\.(?:azure\.com|net)"  # Azure's
    r"|.*\.bc\.googleusercontent\.com"  # Google's
    r"|i-[0-9a-f]{8,17}"  # an instance id
    r"|\d{15,20}"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
)
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
    every = [
        name for name in dict.fromkeys(map(fold, candidates)) if 0 < len(name) <= MAX_NAME and not _is_address(name)
    ]
    own = sorted((name for name in every if _is_name(name) and not _GIVEN.fullmatch(name)), key=_says_nothing)
    zone = clean_name(domain)
    zone = None if zone in _NO_DOMAINS else zone
    if not own:
        return Names(domain=zone, every=tuple(every))
    short = own[0].partition(".")[0]
    full = next((name for name in own if _has_domain(name) and name.partition(".")[0] == short), None)
    if full is None and zone and "." in zone:  # one label alone is Windows' short name of a domain
        full = f"{short}.{zone}"
    return Names(short, full, zone or (full.partition(".")[2] if full else None), tuple(every))


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
