"""Connections to the real databases, each to a namespace of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr
from redis.asyncio import Redis

from shared.adapters.redis.place import Place
from tests.stack.servers import new_namespace, server


@asynccontextmanager
async def redis_place() -> AsyncIterator[Place]:
    """Give an empty place in Redis."""
    async with Redis.from_url(SecretStr(server("redis")).get_secret_value()) as client:
        yield Place(client, new_namespace())
