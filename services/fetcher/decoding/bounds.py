"""How much of an answer is taken, reckoned before anything is made of it: a small answer may be a great many objects.

An object of JSON takes ten to a hundred times the bytes that stand for it, so bytes alone don't bound memory.
"""

from services.fetcher.core import Answer
from shared.errors import Temporary

MOST_PARTS = 1_000_000  # objects, lists and commas of an answer; an object takes some 100 bytes of memory
PARTS_OF_A_HOST = 300  # of a host on average, where so many hosts were asked for that the bound has to grow
MOST_MENDED = 16_000_000  # bytes; mending takes up to ten times as many of memory
STRUCTURE = (b"{", b"[", b",")


LEAST_BYTES, BYTES_OF_A_HOST = 16_000_000, 4_000_000  # of an answer; a host of more than 0.9 MB fits no message


class Undecodable(ValueError):
    """An answer is no JSON or XML."""


class TooMuch(Temporary):
    """An answer is more than is taken."""


def most_parts(hosts: int) -> int:
    """Return how many parts the answer to a request for so many hosts may have."""
    return max(MOST_PARTS, hosts * PARTS_OF_A_HOST)


def most_bytes(hosts: int) -> int:
    """Return how many bytes the answer to a request for so many hosts may have."""
    return max(LEAST_BYTES, hosts * BYTES_OF_A_HOST)


def check_parts(answer: Answer) -> None:
    """See that an answer isn't a heap of tiny objects.

    Raises:
        TooMuch: it has more parts than it may.

    """
    most = most_parts(answer.asked)
    if len(answer.body) <= most:
        return
    parts = sum(map(answer.body.count, STRUCTURE))
    if parts > most:
        asked = f" of {answer.asked} hosts" if answer.asked else ""
        most_said = f"at most {most:,} values, got {parts:,}"
        raise TooMuch(f"expected an answer{asked} of {most_said}: ask for fewer hosts a page")


def check_mendable(answer: Answer) -> None:
    """See that an answer is small enough to be mended.

    Raises:
        TooMuch: it is longer than that.

    """
    if len(answer.body) > MOST_MENDED:
        size = f"{len(answer.body):,} bytes"
        raise TooMuch(f"the answer isn't valid, and of {size} too long to be mended: ask for fewer hosts a page")
