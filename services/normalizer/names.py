"""Host names: what is one, its short form, its domain."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from services.normalizer.limits import MAX_NAME

_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?|_?[\w-]+")
_PUBLIC = re.compile(r"^ec2-[\d-]+\.|\.compute(?:-\d+)?\.amazonaws\.com$|\.cloudapp\.azure\.com$")
_INSTANCE = re.compile(r"^i-[0-9a-f]{8,17}$")
_NO_DOMAINS = {"workgroup", "localdomain", "mshome", "home"}  # Windows' and resolvers' words for none


@dataclass(frozen=True, slots=True)
class Names:
    """A host's names, lower case."""

    short: str | None = None
    fqdn: str | None = None
    domain: str | None = None
    every: tuple[str, ...] = ()


def clean_name(text: str | None) -> str | None:
    """Return a name in lower case without a final dot, or None if it is no host name (an address, a sentence)."""
    folded = unicodedata.normalize("NFKC", text or "").strip().rstrip(".").lower()
    if not folded or len(folded) > MAX_NAME or _is_address(folded):
        return None
    return folded if all(_LABEL.fullmatch(label) for label in folded.split(".")) else None


def read_names(candidates: Iterable[str | None], domain: str | None = None) -> Names:
    """Return the names of a host from candidates, best first.

    A cloud's public DNS name or an instance id is kept among all names, but isn't what the host calls itself.
    """
    every = list(dict.fromkeys(name for text in candidates if (name := clean_name(text))))
    own = [name for name in every if not _PUBLIC.search(name) and not _INSTANCE.fullmatch(name)]
    zone = clean_name(domain)
    zone = None if zone in _NO_DOMAINS else zone
    if not own:
        return Names(domain=zone, every=tuple(every))
    short = own[0].partition(".")[0]
    full = next((name for name in own if _has_domain(name) and name.partition(".")[0] == short), None)
    if full is None and zone:
        full = f"{short}.{zone}"
    return Names(short, full, zone or (full.partition(".")[2] if full else None), tuple(every))


def _has_domain(name: str) -> bool:
    return "." in name and name.partition(".")[2] not in _NO_DOMAINS


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
