"""The one boundary around reading a vendor's answer: whatever is raised inside is an error of that source's sync."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.fetcher.core import Answer, Cursor
from services.fetcher.decoding.unfit import HEAD
from shared.contracts.topics import Message
from shared.errors import RollcallError, Temporary
from shared.runtime.dead_letters import Author, head_letter

# What the use of a place may raise that came from a vendor: it is no place of ours, so the sync begins anew.
UNUSABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
SHOWN = 300  # characters of what was raised


class Unreadable(Temporary):
    """Reading an answer raised what no vendor's module foresaw. The answer's beginning is kept as a dead letter."""

    def __init__(self, message: str, head: str, length: int) -> None:
        super().__init__(message)
        self.head, self.length = head, length


@contextmanager
def reading(vendor: str, what: str, answer: Answer | None = None) -> Iterator[None]:
    """Make whatever is raised here an error that is declared.

    Raises:
        Unreadable: something was raised that isn't.

    """
    try:
        yield
    except RollcallError:
        raise
    except Exception as error:
        raise _unreadable(vendor, what, answer, error) from error


def _unreadable(vendor: str, what: str, answer: Answer | None, error: Exception) -> Unreadable:
    said = " ".join(str(error).split())[:SHOWN]
    status = f" of status {answer.status}" if answer else ""
    message = f"{vendor}: {what}{status} can't be read: {type(error).__name__}: {said}"
    body = answer.body if answer else b""
    return Unreadable(message, body[:HEAD].decode(errors="replace"), len(body))


def letter(source: str, cursor: Cursor, error: Unreadable, author: Author) -> Message:
    """Return the dead letter of an answer."""
    key = f"{source}/{cursor.sync_id}/{cursor.sequence}.unreadable"
    head = error.head.encode(errors="replace")
    return head_letter(key, head, error.length, type(error).__name__, str(error), author)
