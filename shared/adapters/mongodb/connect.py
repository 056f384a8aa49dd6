"""Opens the host store that is on MongoDB."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import ConfigurationError, InvalidURI
from pymongo.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

from shared.adapters.clock import SystemClock
from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.faults import explained
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.mongodb.store import MongoHostStore
from shared.adapters.tls import speaks_tls, trusting
from shared.adapters.waiting import wait_for
from shared.errors import SettingError, Temporary
from shared.ports import Clock


@asynccontextmanager
async def open_mongodb(
    settings: MongoSettings, namespace: str = "", clock: Clock | None = None
) -> AsyncIterator[MongoHostStore]:
    """Connect, as soon as there is a primary, and make the indexes; the collections are a namespace's.

    Raises:
        SettingError: the address is no address, or MongoDB refuses user, password or certificate.
        Unreachable: no primary answered within MONGODB_PATIENCE.

    """
    client = _client(settings)
    try:
        concern = WriteConcern(int(settings.write_concern) if settings.write_concern.isdigit() else "majority")
        store = MongoHostStore(client.get_database(settings.database, write_concern=concern), namespace)
        await wait_for("MONGODB", lambda: _prepare(store, settings), clock or SystemClock(), settings.patience)
        yield store
    finally:
        await client.close()


async def _prepare(store: MongoHostStore, settings: MongoSettings) -> None:
    """Prepare the store; of a server that can't be used without TLS, see whether it speaks it."""
    try:
        await store.prepare()
    except Temporary as error:
        uri = parse_uri(settings.url.get_secret_value()) if settings.url else {}
        asks_for_tls = settings.ca_file or settings.cert_file or uri.get("options", {}).get("tls")
        for host, port in [] if asks_for_tls else uri.get("nodelist", []):
            if port and await speaks_tls(host, port):
                raise SettingError(
                    "MONGODB_URL: expected TLS, as the server speaks it: add tls=true to it, or set MONGODB_CA_FILE"
                ) from error
        raise


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
                **_certificates(settings),
            )
    except (ConfigurationError, InvalidURI, ValueError) as error:  # its words may hold the password
        raise SettingError(f"{expected}; got something else ({type(error).__name__})") from None


def _certificates(settings: MongoSettings) -> dict[str, Any]:  # Any: keywords of the library
    """Return what the library is told of certificates.

    Raises:
        SettingError: a file isn't what it should be.

    """
    if settings.ca_file is settings.cert_file is None:
        return {}
    trusting("MONGODB", settings.ca_file, settings.cert_file)  # the library names no variable
    named = {"tlsCAFile": settings.ca_file, "tlsCertificateKeyFile": settings.cert_file}
    return {"tls": True} | {name: str(path) for name, path in named.items() if path}
