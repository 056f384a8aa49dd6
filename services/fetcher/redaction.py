"""No secret in what a vendor said: not in its answers when they are read, not in an error's words when they are told.

A whole secret is taken out of the answer itself, so that none is in a host, a cursor or a dead letter; that is before
anything is cut or spelt otherwise. Out of an error goes each part of a secret too. It would not do for hosts: six
letters of a secret may be there by chance, and so may be a password that is a word.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from services.fetcher.boundary import Unreadable
from services.fetcher.core import Answer, Ask
from shared.errors import RollcallError
from shared.redaction.bodies import without_secrets
from shared.redaction.known import KNOWN
from shared.redaction.redactor import Redactor
from shared.settings import Settings

SURE, FAIRLY_SURE = 16, 8  # characters of any secret, and of one that isn't of letters alone
CREDENTIALS = ("authorization", "token", "x-apikeys")  # headers that let us in


def secrets_of(settings: Settings, ask: Ask) -> list[str]:
    """Return what no message may hold: the settings' secrets, and what headers make of them."""
    sent = [part for name in CREDENTIALS for part in _parts(ask.headers.get(name, ""))]
    return [*settings.secrets, *filter(None, sent)]


def readable(answer: Answer, secrets: Iterable[str]) -> Answer:
    """Return an answer without any whole secret: where one was are stars."""
    redactor = Redactor(filter(_is_unmistakable, secrets))
    headers = {name: without_secrets(value.encode(), redactor).decode() for name, value in answer.headers.items()}
    return Answer(answer.status, headers, without_secrets(answer.body, redactor), answer.asked)


@contextmanager
def without(secrets: Iterable[str], *kept: str) -> Iterator[None]:
    """Take secrets, and parts of them, out of an error's message and dead letter; `kept` are words of ours."""
    try:
        yield
    except RollcallError as error:
        redactor = Redactor(secrets, kept)
        error.args = (redactor.redacted(str(error)),)
        if isinstance(error, Unreadable):
            error.head = redactor.redacted(error.head)
        raise


def given(secrets: list[str], token: str) -> None:
    """Remember a token that a vendor gave us."""
    secrets.append(token)
    KNOWN.learn([token])


def _is_unmistakable(secret: str) -> bool:
    """Tell whether a text in a host that is like this secret can only be it: `simulator` may be a word."""
    return len(secret) >= SURE or (len(secret) >= FAIRLY_SURE and not secret.isalpha())


def _parts(header: str) -> Iterator[str]:
    """Return what is secret in a header: what is after `Basic`, and the values of `accessKey=…;secretKey=…`."""
    value = header.rpartition(" ")[2]
    yield value
    for pair in value.split(";") if ";" in value else ():
        yield pair.partition("=")[2]
