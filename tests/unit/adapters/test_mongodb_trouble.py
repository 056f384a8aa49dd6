"""What a MongoDB in trouble means: wait, or stop with the variable's name; never a password in the message."""

import asyncio
import gc
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

from shared.adapters.clock import ManualClock
from shared.adapters.mongodb.connect import open_mongodb
from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.mongodb.store import MongoHostStore
from shared.errors import RollcallError, SettingError, Temporary, Unreachable
from tests.contracts.conftest import NOON
from tests.contracts.documents import record
from tests.unit.adapters.mongo_double import Answer, refusing

PASSWORD = "hunter2-secret"  # noqa: S105 - of nobody


@pytest.fixture(autouse=True)
def _sockets() -> Iterator[None]:
    """A driver that is closed while it still connects leaves a socket to the garbage collector: it is called here."""
    yield
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()


def write_error(code: int, words: str) -> Answer:
    """Return the answer to a bulk whose first write failed."""
    return {"ok": 1.0, "n": 0, "nModified": 0, "writeErrors": [{"index": 0, "code": code, "errmsg": words}]}


def failed(code: int, words: str) -> Answer:
    """Return the answer of a command that failed."""
    return {"ok": 0.0, "code": code, "codeName": words, "errmsg": words}


def failure(answer: Answer) -> Exception:
    """Return what a write to a server that answers so raises."""

    async def scenario() -> None:
        async with refusing(answer) as address:
            client: AsyncMongoClient[Document] = AsyncMongoClient(f"mongodb://{address}")
            async with client:
                await MongoHostStore(client["rollcall"]).put_records([record(1)])

    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is what is asked
        asyncio.run(scenario())
    return raised.value


def opening(url: str | None, **more: Any) -> RollcallError:
    """Return what opening a store there raises."""

    async def scenario() -> None:
        settings = MongoSettings(url=None if url is None else SecretStr(url), **{"timeout": 5.0, **more})
        async with open_mongodb(settings, clock=ManualClock(NOON)):
            pass

    with pytest.raises(RollcallError) as raised:
        asyncio.run(scenario())
    assert PASSWORD not in f"{raised.value}{raised.value.__cause__}"
    return raised.value


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failed(10107, "NotWritablePrimary"), "is not primary"),
        (failed(189, "PrimarySteppedDown"), "is not primary"),
        (write_error(10107, "not primary"), "is not primary"),
        (failed(91, "ShutdownInProgress"), "is shutting down"),
        (failed(14031, "OutOfDiskSpace"), "its disk is full"),
        (write_error(14031, "no space"), "its disk is full"),
        (
            {"ok": 1.0, "n": 1, "nModified": 1, "writeConcernError": {"code": 64, "errmsg": "waiting timed out"}},
            "too few members",
        ),
        (
            {"ok": 1.0, "n": 1, "nModified": 1, "writeConcernError": {"code": 100, "errmsg": "not enough"}},
            "MONGODB_WRITE_CONCERN",
        ),
    ],
)
def test_what_passes_is_waited_for(answer: Answer, words: str) -> None:
    """A server that isn't primary, ends, is full or lacks members is Temporary, each in its own words."""
    error = failure(answer)
    assert isinstance(error, Temporary)
    assert words in str(error)


def test_a_fault_of_our_own_is_not_hidden() -> None:
    """A command that MongoDB doesn't understand is a bug, not something to wait for."""
    assert isinstance(failure(failed(9, "FailedToParse")), OperationFailure)
    assert isinstance(failure(write_error(2, "BadValue")), OperationFailure)


@pytest.mark.parametrize("code", [18, 8000])
def test_a_wrong_password_is_a_setting(code: int) -> None:
    """The message names the variable and what MongoDB says."""

    async def address() -> RollcallError:
        async with refusing(failed(code, "Authentication failed.")) as where:
            return await asyncio.to_thread(opening, f"mongodb://somebody:{PASSWORD}@{where}/?authMechanism=PLAIN")

    error = asyncio.run(address())
    assert isinstance(error, SettingError)
    assert "MONGODB_URL: the user isn't let in" in str(error)


def test_a_user_without_rights_is_a_setting() -> None:
    """What roles refuse can't get better by waiting."""
    assert isinstance(failure(failed(13, "not authorized")), SettingError)


@pytest.mark.parametrize(
    "url",
    [
        f"mongodb://u:{PASSWORD}@host:port",
        f"mongodb://u:{PASSWORD}@/x@host",
        f"http://u:{PASSWORD}@h",
    ],
)
def test_an_address_that_is_none_is_a_setting(url: str) -> None:
    """It isn't shown, as it may hold a password."""
    error = opening(url)
    assert isinstance(error, SettingError)
    assert "MONGODB_URL: expected an address like mongodb://" in str(error)


def test_no_address_is_a_setting() -> None:
    """The message says what to set."""
    assert "got nothing" in str(opening(None))


def test_a_server_that_is_not_there_is_waited_for_and_given_up() -> None:
    """It is looked for again and again; the message says for how long, and which variables to correct."""
    error = opening("mongodb://127.0.0.1:1", patience=4, timeout=0.2)
    assert isinstance(error, Unreachable)
    assert "MONGODB_PATIENCE" in str(error)
    assert "MONGODB_URL" in str(error)
