"""Vendors whose pages would have no end: the same hosts again and again, places that lead in a circle. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.fetcher.core import Endless, Page, RawHost

MOST_ALIKE = 50  # times that the hosts of one page may come again


@dataclass(frozen=True, slots=True)
class Repeats:
    """Finds out that the vendor's pages come again for ever, in a circle however long, whatever places it names.

    It remembers one page, a new one at each power of two. Pages without hosts aren't counted.
    """

    steps: int = 0
    mark: Sequence[RawHost] = ()
    again: int = 0

    def after(self, page: Page) -> "Repeats":
        """Return the same after one more page.

        Raises:
            Endless: the page came too often; a vendor that doesn't heed where a page begins has no end.

        """
        if not page.hosts:
            return self
        if not self.steps & (self.steps - 1):
            return Repeats(self.steps + 1, page.hosts)
        again = self.again + (page.hosts == self.mark)
        if again > MOST_ALIKE:
            raise Endless(
                f"a page came more than {MOST_ALIKE} times with the same hosts: is the place asked for heeded?"
            )
        return Repeats(self.steps + 1, self.mark, again)


@dataclass(frozen=True, slots=True)
class Course:
    """Finds out that the vendor's cursors go round in a circle, however long, and remembers but one (Brent's way)."""

    steps: int = 0
    mark: str = ""

    def after(self, asked: str, following: str | None) -> "Course":
        """Return the same after one more page.

        Raises:
            Endless: this place was asked for before; the sync would never end.

        """
        mark = self.mark if self.steps & (self.steps - 1) else asked  # a new one at each power of two
        if following == mark:
            raise Endless(f"the vendor leads us in a circle: after {asked!r:.200} it names {following!r:.200} again")
        return Course(self.steps + 1, mark)
