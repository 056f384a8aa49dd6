"""Opens the host store that is on MongoDB."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pymongo import AsyncMongoClient
from pymongo.errors import ConfigurationError, InvalidURI
from pymongo.write_concern import WriteConcern

from shared.adapters.clock import SystemClock
from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.faults import explained
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.mongodb.store import MongoHostStore
from shared.adapters.waiting import wait_for
from shared.errors import SettingError
from shared.ports import Clock


@asynccontextmanager
async def open_mongodb(
    settings: MongoSettings, namespace: str = "", clock: Clock | None = None
) -> AsyncIterator[MongoHostStore]:
    """Connect, as soon as there is a primary, and make the indexes; the collections are a namespace's.

    Raises:
        SettingError: the address is no address, or MongoDB refuses user or password.
        Unreachable: no primary answered within MONGODB_PATIENCE.

    """
    client = _client(settings)
    try:
        concern = WriteConcern(int(settings.write_concern) if settings.write_concern.isdigit() else "majority")
        store = MongoHostStore(client.get_database(settings.database, write_concern=concern), namespace)
        await wait_for("MONGODB", store.prepare, clock or SystemClock(), settings.patience)
        yield store
    finally:
        await client.close()


def _client(settings: MongoSettings) -> AsyncMongoClient[Document]:
    expected = "MONGODB_URL: expected an address like mongodb://host:27017"
    if settings.url is None:
        raise SettingError(f"{expected}; got nothing")
    milliseconds = int(settings.timeout * 1000)
    try:
        with explained():
            return AsyncMongoClient(
                settings.url.get_secret_value(),
                serverSelectionTimeoutMS=milliseconds,
                connectTimeoutMS=milliseconds,
                socketTimeoutMS=milliseconds,
            )
    except (ConfigurationError, InvalidURI, ValueError) as error:  # its words may hold the password
        raise SettingError(f"{expected}; got something else ({type(error).__name__})") from None
