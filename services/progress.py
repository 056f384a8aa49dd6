"""Bars on a terminal that show how far each vendor's sync is; nothing elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO, cast

from tqdm import tqdm
from tqdm.contrib import DummyTqdmFile


class Bars:
    """Implements the fetcher's `Progress` with a bar a vendor. How many hosts there are, no vendor says before."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[NoReturn]] = {}

    def __call__(self, vendor: str, hosts: int) -> None:
        """Show that a vendor's sync has so many hosts by now."""
        if vendor not in self._bars:
            self._bars[vendor] = tqdm(desc=vendor, unit=" hosts", disable=None, file=sys.stderr)
        bar = self._bars[vendor]
        if hosts < bar.n:
            bar.reset()  # the next sync
        bar.update(hosts - bar.n)

    def close(self) -> None:
        """Leave the bars as they are."""
        for bar in self._bars.values():
            bar.close()


@contextmanager
def bars() -> Iterator[Bars]:
    """Give bars that are closed at the end of the block."""
    shown = Bars()
    try:
        yield shown
    finally:
        shown.close()


def beside_bars() -> TextIO:
    """Return stderr for lines that mustn't break a bar."""
    return cast("TextIO", DummyTqdmFile(sys.stderr)) if sys.stderr.isatty() else sys.stderr
