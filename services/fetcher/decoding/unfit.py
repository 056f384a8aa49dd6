"""A host that no message can hold, or that can't be read."""

from dataclasses import dataclass

HEAD = 10_000  # characters that are kept of it
REASON = 200  # characters of why


@dataclass(frozen=True, slots=True)
class Unfit:
    """A host that can't travel: the beginning of its text, its length in characters, and why."""

    head: str
    length: int
    reason: str


def unread(text: str, reason: object) -> Unfit:
    """Return a host whose text can't be read."""
    return Unfit(text[:HEAD], len(text), f"can't be read: {reason}"[:REASON])
