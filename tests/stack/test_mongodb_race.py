"""Two workers make the same document at one moment: MongoDB tells the slower of a duplicate, also if it was newer."""

import asyncio

import pytest
from pydantic import SecretStr
from pymongo import AsyncMongoClient
from pymongo.errors import BulkWriteError

from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.table import Table, taken_of
from shared.errors import Temporary
from tests.stack.servers import new_namespace, server

pytestmark = pytest.mark.stack


class Overtaken(Table):
    """A table in which another worker makes an older document between the search of an upsert and its insertion."""

    async def _replace(self, documents: list[Document], *, upsert: bool) -> list[int]:  # type: ignore[override]
        if not upsert:
            return await super()._replace(documents, upsert=False)
        await self.collection.insert_one({"_id": "a", "order": 1, "value": "older"})
        return [0]  # what MongoDB says then


def test_the_newer_one_stands_when_an_upsert_was_overtaken() -> None:
    """A duplicate is tried once more, on the document that is there by then."""

    async def scenario() -> None:
        client: AsyncMongoClient[Document] = AsyncMongoClient(SecretStr(server("mongodb")).get_secret_value())
        async with client:
            database = client[new_namespace()]
            await Overtaken(database["hosts"]).put([{"_id": "a", "order": 2, "value": "newer"}])
            assert await database["hosts"].find_one() == {"_id": "a", "order": 2, "value": "newer"}
            await client.drop_database(database)

    asyncio.run(scenario())


def test_only_duplicates_are_taken() -> None:
    """Another failure in the same bulk isn't passed over."""
    duplicate = {"index": 3, "code": 11000, "errmsg": "E11000"}
    full = {"index": 4, "code": 14031, "errmsg": "no space"}
    assert taken_of(BulkWriteError({"writeErrors": [duplicate], "writeConcernErrors": []})) == [3]
    with pytest.raises(Temporary, match="disk is full"):
        taken_of(BulkWriteError({"writeErrors": [duplicate, full], "writeConcernErrors": []}))
