"""A process that writes to every port and says a number only when all of that step was acknowledged. It never ends."""

import asyncio
import sys
from hashlib import blake2b
from itertools import count
from pathlib import Path

from shared.adapters.clock import SystemClock
from shared.adapters.sqlite import Database, SqliteCursors, SqliteEventLog, SqliteHostStore, SqliteIdentityIndex
from shared.contracts.topics import Message
from shared.ports import Change
from tests.contracts.documents import merged, record

CROWD = b"crowd".ljust(10)
TOPIC, GROUP, VENDOR = "t", "group", "qualys"


def name(step: int) -> bytes:
    """Return the name that a step writes to the index."""
    return blake2b(str(step).encode(), digest_size=10).digest()


async def write(database: Database) -> None:
    """Take steps for ever."""
    log, index = SqliteEventLog(database, SystemClock()), SqliteIdentityIndex(database)
    store, cursors = SqliteHostStore(database), SqliteCursors(database)
    consumer = await log.consumer(TOPIC, GROUP)
    for step in count(1):
        await log.append(TOPIC, [Message(str(step), b"1"), Message(str(step), b"2")])
        await consumer.poll(2, 0)
        await consumer.commit()
        change = Change({name(step): None}, {name(step): b"1"}, joins=[(CROWD, name(step))], dirty=[name(step)])
        await index.commit([change])
        await store.put_records([record(step)])
        await store.put_hosts([merged(step, step)], [])
        await cursors.save(VENDOR, str(step))
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    with Database(Path(sys.argv[1])) as opened:
        asyncio.run(write(opened))
