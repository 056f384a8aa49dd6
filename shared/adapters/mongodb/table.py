"""A collection whose documents are replaced only by those that order after them."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from typing import Any

from pymongo import ReplaceOne
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError

from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.faults import explained, meaning_of

MANY = 500  # documents in one question
Order = Sequence[tuple[str, int]]
BY_ID: Order = (("_id", 1),)
_DUPLICATE = 11000


class Table:
    """Documents by `_id`, each with an `order`: the greatest stands, whatever the order of writing."""

    def __init__(self, collection: AsyncCollection[Document]) -> None:
        self.collection = collection

    async def put(self, documents: Sequence[Document]) -> None:
        """Write each document unless one that orders as high or higher is there."""
        for start in range(0, len(documents), MANY):
            part = documents[start : start + MANY]
            taken = await self._replace(part, upsert=True)
            if taken:
                # Either one as new is there, or another worker made an older one at the same moment: now it is there.
                await self._replace([part[place] for place in taken], upsert=False)

    async def get(self, ids: Iterable[str], *fields: str) -> AsyncIterator[Document]:
        """Give the documents that are there, with these fields."""
        every = sorted(set(ids))
        for start in range(0, len(every), MANY):
            for document in await self._page({"_id": {"$in": every[start : start + MANY]}}, fields, MANY):
                yield document

    async def drop(self, ids: Collection[str]) -> None:
        """Take documents out; an older one may be written again."""
        with explained():
            await self.collection.delete_many({"_id": {"$in": sorted(ids)}})

    async def pages(self, *fields: str, **wanted: Any) -> AsyncIterator[Document]:
        """Give all documents in order of their ids, with these fields.

        Holds no cursor between pages, so that none can time out and writes may go on meanwhile.
        """
        after = ""
        while page := await self._page({"_id": {"$gt": after}, **wanted}, fields, MANY):
            for document in page:
                yield document
            after = page[-1]["_id"]

    async def find(self, wanted: Document, limit: int, *fields: str, order: Order = BY_ID) -> list[Document]:
        """Return the first documents that are as wanted."""
        return await self._page(wanted, fields, limit, order)

    async def count(self, wanted: Document, most: int = 0) -> int:
        """Return how many documents are as wanted, and count no further than `most` if that is given."""
        with explained():
            if most:
                return await self.collection.count_documents(wanted, limit=most)
            return await self.collection.count_documents(wanted)

    async def _page(self, wanted: Document, fields: Sequence[str], limit: int, order: Order = BY_ID) -> list[Document]:
        with explained():
            found = self.collection.find(wanted, dict.fromkeys(fields, 1), sort=order, limit=limit)
            return await found.to_list()

    async def _replace(self, documents: Sequence[Document], *, upsert: bool) -> list[int]:
        """Replace what is older; return the places of those that an upsert found taken."""
        writes = [
            ReplaceOne({"_id": one["_id"], "order": {"$lt": one["order"]}}, one, upsert=upsert) for one in documents
        ]
        try:
            with explained():
                await self.collection.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            return taken_of(error)
        return []


def taken_of(error: BulkWriteError) -> list[int]:
    """Return the places of the writes whose `_id` was taken.

    Raises:
        Temporary: another write failed for now.
        BulkWriteError: it failed for another reason.

    """
    failed = [*error.details["writeErrors"], *error.details["writeConcernErrors"]]
    for one in failed:
        if one["code"] != _DUPLICATE:
            raise meaning_of(one["code"], one["errmsg"]) or error from error
    return [one["index"] for one in failed]
