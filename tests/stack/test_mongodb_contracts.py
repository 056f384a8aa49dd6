"""The host store on a real server of MongoDB's protocol keeps the promises that all adapters keep."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from typing import cast

import pytest
from pydantic import SecretStr
from pymongo import MongoClient

from shared.adapters.mongodb.connect import open_mongodb
from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.mongodb.software import MongoSoftware
from shared.adapters.mongodb.store import MongoHostStore
from shared.ports import HostStore
from shared.ports.software import SoftwareStore
from tests.contracts.conftest import New
from tests.contracts.test_guarded_writes import *  # noqa: F403 - its tests run here again
from tests.contracts.test_host_search import *  # noqa: F403
from tests.contracts.test_host_store import *  # noqa: F403
from tests.contracts.test_listings import *  # noqa: F403
from tests.contracts.test_search_of_left import *  # noqa: F403
from tests.contracts.test_software_store import *  # noqa: F403
from tests.stack.reopened import Reopened
from tests.stack.servers import new_namespace, server

pytestmark = pytest.mark.stack


@contextmanager
def empty_store() -> Iterator[HostStore]:
    """Give an empty host store."""
    with empty_database() as opened:
        yield cast("HostStore", Reopened(MongoHostStore, opened))


@contextmanager
def empty_software() -> Iterator[SoftwareStore]:
    """Give an empty store of software."""
    with empty_database() as opened:

        @asynccontextmanager
        async def software() -> AsyncIterator[MongoSoftware]:
            async with opened() as store:
                yield store.software

        yield cast("SoftwareStore", Reopened(MongoSoftware, software))


@contextmanager
def empty_database() -> Iterator[Callable[[], AbstractAsyncContextManager[MongoHostStore]]]:
    """Give what opens the host store of an empty database."""
    url, name = server("mongodb"), new_namespace()
    yield partial(open_mongodb, MongoSettings(url=SecretStr(url), database=name))
    client: MongoClient[Document] = MongoClient(url)
    with client:
        client.drop_database(name)


@pytest.fixture
def new_store() -> New[HostStore]:
    """What opens an empty host store."""
    return empty_store


@pytest.fixture
def store() -> Iterator[HostStore]:
    """An empty host store."""
    with empty_store() as empty:
        yield empty


@pytest.fixture
def new_software() -> New[SoftwareStore]:
    """What opens an empty store of software."""
    return empty_software


@pytest.fixture
def software() -> Iterator[SoftwareStore]:
    """An empty store of software."""
    with empty_software() as empty:
        yield empty
