"""Takes away what namespaces left in the real servers: a broker of small memory suffers from thousands of topics."""

import re
from collections.abc import Collection

from pymongo import AsyncMongoClient
from redis.asyncio import Redis

from shared.adapters.clock import SystemClock
from shared.adapters.kafka.link import Link
from shared.adapters.kafka.reaching import administrator
from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.settings import MongoSettings
from shared.batches import batches
from tests.stack.kafka import settings
from tests.stack.servers import addresses

MANY = 10_000  # keys deleted at once
_NAMESPACE = re.compile(r"test-[0-9a-f]{12}")  # found rather than tried: a search may use thousands


async def leave_nothing(namespaces: Collection[str]) -> None:
    """Delete topics, keys and collections of these namespaces, in the servers that were asked for."""
    if "kafka" in addresses:
        async with administrator(Link(settings(), ""), SystemClock()) as admin:
            await admin.delete_topics(_of(namespaces, await admin.list_topics()))
    if "redis" in addresses:
        async with Redis.from_url(addresses["redis"], encoding="latin-1", decode_responses=True) as client:  # any bytes
            async for some in batches(client.scan_iter(count=MANY), MANY):
                if keys := _of(namespaces, some):
                    await client.unlink(*keys)
    if "mongodb" in addresses:
        mongodb: AsyncMongoClient[Document] = AsyncMongoClient(addresses["mongodb"])
        async with mongodb:
            database = mongodb[MongoSettings().database]
            for collection in _of(namespaces, await database.list_collection_names()):
                await database.drop_collection(collection)


def _of(namespaces: Collection[str], names: Collection[str]) -> list[str]:
    return [name for name in names if (found := _NAMESPACE.search(name)) and found.group() in namespaces]
