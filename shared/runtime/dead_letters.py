"""A refused message as a dead letter and back: the original bytes, and headers that say what happened. Pure."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from shared.contracts.topics import Message
from shared.ports import Rejection

VERSION = version("rollcall")
REASON = 500  # characters of the reason that a header holds: it may quote what a vendor sent
ATTEMPT = "attempt"
_LONGEST_COUNT = 10  # digits of a number of attempts
TRUNCATED = "truncated-from"  # its letter holds only the head of what no message could hold: it can't be given back
HEADERS = (
    "error-class",
    "error-message",
    "source-topic",
    "source-partition",
    "source-offset",
    "service",
    "service-version",
    "time",
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes a dead letter, and when."""

    service: str
    version: str
    time: datetime

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that say so."""
        return {"service": self.service, "service-version": self.version, "time": self.time.isoformat()}


def letter_of(rejection: Rejection, author: Author) -> Message:
    """Return the dead letter of a rejection. `attempt` counts how often this message was refused, from 1."""
    delivery, message = rejection.delivery, rejection.message
    headers = {
        "error-class": type(rejection.reason).__name__,
        "error-message": str(rejection.reason)[:REASON],
        "source-topic": delivery.topic,
        "source-partition": str(delivery.partition),
        "source-offset": str(delivery.offset),
        **author.headers,
        ATTEMPT: str(_attempts(delivery.message) + 1),
    }
    return Message(message.key, message.value, message.headers | headers)


def head_letter(key: str, head: bytes, length: int, error: str, reason: str, author: Author) -> Message:
    """Return the dead letter of what no message could hold: its beginning alone, which can't be given back.

    Args:
        key: of the letter
        head: the beginning
        length: of the whole, characters or bytes
        error: what went wrong, a class by its name
        reason: the same in a sentence
        author: who writes it

    """
    headers = {"error-class": error, "error-message": reason, TRUNCATED: str(length), ATTEMPT: "1"}
    return Message(key, head, author.headers | headers)


def _attempts(message: Message) -> int:
    """Return how often a message was refused before; 0 where its header is no number, as none of ours is."""
    count = message.headers.get(ATTEMPT, "0")
    return int(count) if count.isdecimal() and len(count) < _LONGEST_COUNT else 0


def message_of(letter: Message) -> Message:
    """Return the message that a dead letter was made of, for its source topic; it remembers its attempts."""
    kept = {name: value for name, value in letter.headers.items() if name not in HEADERS}
    return Message(letter.key, letter.value, kept)
