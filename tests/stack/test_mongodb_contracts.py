"""The host store on a real server of MongoDB's protocol keeps the promises that all adapters keep."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import cast

import pytest
from pydantic import SecretStr
from pymongo import MongoClient

from shared.adapters.mongodb.connect import open_mongodb
from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.mongodb.store import MongoHostStore
from shared.ports import HostStore
from tests.contracts.conftest import New
from tests.contracts.test_guarded_writes import *  # noqa: F403 - its tests run here again
from tests.contracts.test_host_search import *  # noqa: F403
from tests.contracts.test_host_store import *  # noqa: F403
from tests.contracts.test_listings import *  # noqa: F403
from tests.stack.reopened import Reopened
from tests.stack.servers import new_namespace, server

pytestmark = pytest.mark.stack


@contextmanager
def empty_store() -> Iterator[HostStore]:
    """Give an empty host store."""
    url, name = server("mongodb"), new_namespace()
    settings = MongoSettings(url=SecretStr(url), database=name)

    @asynccontextmanager
    async def opened() -> AsyncIterator[MongoHostStore]:
        async with open_mongodb(settings) as store:
            yield store

    yield cast("HostStore", Reopened(MongoHostStore, opened))
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
