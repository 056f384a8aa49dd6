"""What MongoDB's errors mean to Rollcall."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo import errors

from shared.adapters.tls import wrong_setting
from shared.errors import RollcallError, SettingError, Temporary

_REFUSED = {13: "may not do this", 18: "isn't let in", 8000: "isn't let in", 31: "has a role that isn't known"}
_NOT_PRIMARY = {10107, 13435, 10058, 189, 13436, 11602}
_PASSING = {
    6: "host unreachable",
    7: "host not found",
    50: "took too long",
    64: "too few members took the write in time",
    89: "network time-out",
    91: "is shutting down",
    100: "has too few members for MONGODB_WRITE_CONCERN",
    112: "write conflict",
    262: "took too long",
    9001: "connection lost",
    11600: "is shutting down",
    14031: "its disk is full",
}


@contextmanager
def explained() -> Iterator[None]:
    """Raise what an error of MongoDB means; a fault of our own commands is raised as it is.

    Raises:
        Temporary: MongoDB can't be reached, isn't primary, or can't do it now.
        SettingError: it refuses user or password; the address isn't shown, it may hold a password.

    """
    try:
        yield
    except errors.PyMongoError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error


def meaning_of(code: int, said: str) -> RollcallError | None:
    """Return what an error's code means, or None for a fault of our own."""
    if code in _REFUSED:
        return SettingError(f"MONGODB_URL: the user {_REFUSED[code]}; MongoDB says: {said}")
    if code in _NOT_PRIMARY:
        return Temporary(
            f"MongoDB is not primary: a write must go to the primary, so MONGODB_URL should name the replica set, "
            f"without directConnection; it says: {said}"
        )
    if code in _PASSING:
        return Temporary(f"MongoDB: {_PASSING[code]}; it says: {said}")
    return None


def _meaning(error: errors.PyMongoError) -> RollcallError | None:
    code = error.code if isinstance(error, errors.OperationFailure) else None
    if isinstance(error, errors.NotPrimaryError):
        details = error.details if isinstance(error.details, dict) else {}
        code = details.get("code", 10107)
        return meaning_of(code, str(error)) or meaning_of(10107, str(error))
    if code is not None and (meaning := meaning_of(code, str(error))):
        return meaning
    if isinstance(error, (errors.ConnectionFailure, errors.WTimeoutError)):
        away = Temporary(f"MongoDB can't be reached: {_first_words(error)}; see MONGODB_URL")
        return wrong_setting("MONGODB", "MONGODB_URL", error) or away
    return None


def _first_words(error: errors.PyMongoError) -> str:
    return str(error).split(", Timeout:")[0]  # a description of the whole topology follows
