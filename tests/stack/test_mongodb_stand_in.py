"""The stand-in for MongoDB keeps what it acknowledged, also when it is killed."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from shared.adapters.mongodb.connect import open_mongodb
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.mongodb.store import MongoHostStore
from tests.contracts.documents import merged, record
from tests.ports import free_port
from tests.stack.servers import SCRIPTS

pytestmark = pytest.mark.stack


def jars() -> str:
    """Return the folder of what the stand-in needs."""
    return subprocess.check_output([SCRIPTS / "mongodb", "jars"], text=True).strip()  # noqa: S603 - ours


@asynccontextmanager
async def stand_in(file: Path) -> AsyncIterator[MongoHostStore]:
    """Give a store on a stand-in of its own, which is killed at the end."""
    port = free_port()
    command = ["java", "-cp", f"{jars()}/*", "MongoStandIn", str(port), str(file)]
    process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.DEVNULL)
    try:
        url = SecretStr(f"mongodb://127.0.0.1:{port}")
        async with open_mongodb(MongoSettings(url=url, timeout=30)) as store:
            yield store
    finally:
        process.kill()
        await process.wait()


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    """Records, hosts and what deletions left are there after each of several kills, and can be written on."""

    async def scenario() -> None:
        file = tmp_path / "data"
        for step in range(1, 4):
            async with stand_in(file) as store:
                assert [one.vendor_id async for one in store.records()] == [str(number) for number in range(1, step)]
                assert (await store.counts()).hosts == step - 1
                await store.put_records([record(step)])
                await store.put_hosts([merged(step, 1), merged(99, step)], [(merged(99, 1).host.id, step + 1)])

    asyncio.run(scenario())
