"""`rollcall audit` on Kafka, Redis and MongoDB: all is there, and what is taken away is named."""

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from services.deduper.core.clusters import record_ref
from shared.adapters.mongodb.documents import Document
from shared.adapters.mongodb.settings import MongoSettings
from shared.contracts.topics import RAW
from shared.ports import Change
from tests.pipeline.stage import Stage
from tests.stack.deployment import Deployment
from tests.stack.fleet import fleet

pytestmark = pytest.mark.stack
RECORDS = "records → store and index"


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    """A deployment whose services have processed a few pages, and are stopped."""
    there = Deployment(tmp_path, random.Random(1), 0)  # noqa: S311 - nothing is left to chance here
    for service in ("normalizer", "deduper"):
        there.start(service)
    try:
        asyncio.run(_process(there))
        yield there
    finally:
        there.end()


async def _process(deployment: Deployment) -> None:
    async with deployment.ports() as ports:
        await ports.log.append(RAW.name, fleet(40, rounds=1))
        await deployment.drained(ports)


def audited(deployment: Deployment) -> tuple[int, dict[str, set[tuple[str, str]]]]:
    """Return the command's exit code, and what is missing at each stage."""
    done = Stage(deployment.folder, deployment.settings).run("services.cli", "audit", "--json")
    stages = json.loads(done.stdout)["stages"]
    lacks = {stage["name"]: {(lack["id"], lack["what"]) for lack in stage["missing"]} for stage in stages}
    return done.returncode, {name: missing for name, missing in lacks.items() if missing}


async def two_records(deployment: Deployment) -> tuple[str, str]:
    """Return the ids of the first two records of the store."""
    async with deployment.ports() as ports:
        records = aiter(ports.store.records())
        first, second = await anext(records), await anext(records)
    return first.id, second.id


def take_from_mongodb(deployment: Deployment, record: str) -> None:
    """Delete a record behind the pipeline's back."""
    with MongoClient[Document](deployment.settings["MONGODB_URL"]) as client:
        database = client[MongoSettings().database]
        records = database[f"{deployment.shared.namespace}.records"]
        assert records.delete_one({"_id": record}).deleted_count == 1


async def take_from_redis(deployment: Deployment, record: str) -> None:
    """Delete a record's entry of the index behind the pipeline's back."""
    ref = record_ref(record)
    async with deployment.ports() as ports:
        held = await ports.index.get_many([ref])
        assert await ports.index.commit([Change(expected=held, writes={ref: None})]) != [None]


def test_what_is_taken_from_the_servers_is_named(deployment: Deployment) -> None:
    """Whole after the services; then a record of MongoDB and an entry of Redis are missing, and nothing else is."""
    assert audited(deployment) == (0, {})
    stored, indexed = asyncio.run(two_records(deployment))

    take_from_mongodb(deployment, stored)
    asyncio.run(take_from_redis(deployment, indexed))

    missing = {(stored, "not in the store"), (indexed, "not in the index")}
    assert audited(deployment) == (1, {RECORDS: missing})
