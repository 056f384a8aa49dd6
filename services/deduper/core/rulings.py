"""Rulings as identifiers: `link` is a key of both records, `unlink` two values of one exclusive identifier."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from services.deduper.core.identifiers import LINK, UNLINK, Identifier
from shared.contracts.ruling import Ruling

RULING_CODES = (UNLINK.code, LINK.code)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ruling as identity sees it: the two record ids, what was decided, and what orders it among the pair's."""

    left: str
    right: str
    verdict: Literal["link", "unlink", "forget"]
    version: bytes

    @classmethod
    def of(cls, ruling: Ruling) -> "Verdict":
        """Return what identity sees of `ruling`."""
        return cls(ruling.left, ruling.right, ruling.verdict, ruling.order)

    @property
    def pair(self) -> str:
        """Return the pair's text."""
        return f"{self.left}|{self.right}"

    @property
    def name(self) -> bytes:
        """Return the pair's short name in the index."""
        return blake2b(self.pair.encode("utf-8", "replace"), digest_size=10, person=b"pair").digest()


Keys = tuple[bytes, ...]


def rule(verdict: Verdict, left: Keys, right: Keys) -> tuple[Keys, Keys]:
    """Return the two records' keys after the verdict: it replaces what was ruled of this pair before."""
    link = Identifier(LINK, verdict.pair).key
    apart = [Identifier(UNLINK, f"{verdict.pair}/{side}").key for side in ("left", "right")]
    gained: dict[str, list[Keys]] = {"link": [(link,), (link,)], "unlink": [(apart[0],), (apart[1],)]}
    new = gained.get(verdict.verdict, [(), ()])
    old = {link, *apart}
    return tuple(sorted({*left} - old | {*new[0]})), tuple(sorted({*right} - old | {*new[1]}))
