"""Vendors whose pages would have no end: the same hosts again and again, places that lead in a circle. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.fetcher.core import Endless, Page, RawHost

MOST_ALIKE = 100  # pages in a row that may hold the same hosts


@dataclass(frozen=True, slots=True)
class Repeats:
    """The latest hosts, and how many pages in a row held just these; a page without any is between them, or nowhere."""

    hosts: Sequence[RawHost] = ()
    pages: int = 0

    def after(self, page: Page) -> "Repeats":
        """Return the same after one more page.

        Raises:
            Endless: the pages are too many; a vendor that doesn't heed where a page begins has no end.

        """
        if not page.hosts:
            return self
        pages = self.pages + 1 if page.hosts == self.hosts else 1
        if pages > MOST_ALIKE:
            raise Endless(f"more than {MOST_ALIKE} pages in a row hold the same hosts: does it heed the place asked?")
        return Repeats(page.hosts, pages)


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
