"""The file answers as if it looked at every host, by whichever way it goes, and its counts are those of counting."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.deduper.core.merging import merge
from services.visualizer.web.questions import QUESTIONS, Moment
from shared.adapters.memory import MemoryHostStore
from shared.adapters.sqlite import Database, SqliteHostStore
from shared.contracts.host import MergedHost
from shared.contracts.parts import Agent, OperatingSystem
from shared.contracts.query import Condition, HostQuery
from shared.contracts.record import HostRecord
from shared.ports import HostStore

DAY = datetime(2026, 1, 31, tzinfo=UTC)
Writes = list[tuple[list[HostRecord], int, bool]]

words = st.sampled_from(["", "web", "web-1", "web-10", "w", "db", "tag", "prod", "eu"])
days = st.none() | st.integers(0, 3).map(lambda many: DAY - timedelta(days=many))
records = st.builds(
    HostRecord,
    vendor=st.sampled_from(["crowdstrike", "qualys"]),
    vendor_id=st.sampled_from(["1", "2", "10", "web"]),
    hostname=words.map(lambda word: word or None),
    fqdn=st.none() | words.map(lambda word: f"{word}.example.net"),
    os=st.builds(OperatingSystem, family=st.sampled_from(["linux", "windows"]), name=st.sampled_from(["CentOS", None])),
    agents=st.sampled_from([(), (Agent(kind="edr", vendor="x"),)]),
    tags=st.lists(words.filter(bool), max_size=1).map(tuple),
    first_seen=days,
    last_seen=days,
    last_scan=days,
)
conditions = st.one_of(
    st.builds(Condition, st.sampled_from(["vendors", "agents"]), st.sampled_from(["has", "lacks"]), st.just("qualys")),
    st.builds(Condition, st.just("family"), st.just("is"), st.just("linux")),
    st.builds(Condition, st.just("system"), st.just("under"), st.sampled_from([("centos",), ()])),
    st.builds(Condition, st.sampled_from(["conflicts", "spare_records"]), st.just("over"), st.integers(0, 1)),
    st.builds(
        Condition,
        st.sampled_from(["first_seen", "last_seen", "last_scan", "quiet_since"]),
        st.sampled_from(["before", "since", "not_since"]),
        st.integers(0, 3).map(lambda many: DAY - timedelta(days=many)),
    ),
)
queries = st.builds(
    HostQuery,
    text=words | st.sampled_from(["web.", "web-1.e", "tag:p", "crowd"]),
    exact=st.booleans(),
    where=st.lists(conditions, max_size=2).map(tuple),
    sort=st.sampled_from(["name", "system", "first_seen", "last_seen"]),
    descending=st.booleans(),
    limit=st.integers(1, 3),
    counted=st.just(value=True),
)
writes = st.lists(
    st.tuples(
        st.lists(records, min_size=1, max_size=2, unique_by=lambda one: one.id), st.integers(1, 3), st.booleans()
    ),
    max_size=12,
)


async def write(store: HostStore, events: Writes) -> None:
    """Write hosts and deletions, some of them too late."""
    for said, revision, gone in events:
        host = merge(said)
        await store.put_records(said)
        await store.put_hosts([] if gone else [MergedHost(revision=revision, host=host)], [(host.id, revision)] * gone)


async def every_page(store: HostStore, query: HostQuery) -> tuple[list[str], int | None, bool]:
    """Return the ids of all pages, and what the first says of their number."""
    ids: list[str] = []
    first = page = await store.search(query)
    while True:
        ids += [host.id for host in page.hosts]
        if page.next is None:
            return ids, first.total, first.is_least
        page = await store.search(replace(query, after=page.next))


COUNTED = """SELECT hosts, count(number) FROM kinds LEFT JOIN facts USING (kind) GROUP BY kind"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A file; each example empties it."""
    with Database(tmp_path_factory.mktemp("inventory") / "rollcall.sqlite") as database:
        yield database


def emptied(file: Database) -> Database:
    """Return the file without hosts and records."""
    for table in ("facts", "kinds", "terms", "hosts", "records", "vendors"):
        file.run(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
    return file


SHORT = [HostRecord(vendor="qualys", vendor_id="1", hostname="web", fqdn="web.example.net")]


@settings(max_examples=settings().max_examples // 4)
@example(events=[(SHORT, 1, False)], query=HostQuery("web.", counted=True), few=0)
@given(events=writes, query=queries, few=st.sampled_from([0, 1, 2, 100]))
def test_every_way_to_a_page_gives_the_same_hosts(file: Database, events: Writes, query: HostQuery, few: int) -> None:
    """Whatever counts as few: the file's pages are those of a store that looks at every host; so are its counts.

    Each kind has as many hosts as there are, and one without any is gone.
    """

    async def scenario() -> None:
        there, wanted = SqliteHostStore(emptied(file), few), MemoryHostStore()
        for store in (there, wanted):
            await write(store, events)
        ids, total, is_least = await every_page(there, query)
        assert ids == (await every_page(wanted, query))[0]
        assert total is not None
        assert len(ids) >= total if is_least else len(ids) == total
        assert await there.counts() == await wanted.counts()
        assert all(counted == found > 0 for counted, found in file.rows(COUNTED))

    asyncio.run(scenario())


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_counted_from_indexes(tmp_path: Path, name: str) -> None:
    """No row of a host is read for it, however many there are: kinds alone, or an index that has all that is asked."""
    statements: list[str] = []
    with Database(tmp_path / "rollcall.sqlite") as database:
        database._connection.set_trace_callback(statements.append)
        query = HostQuery(where=QUESTIONS[name].where(Moment(DAY, 30)), limit=0, counted=True)
        asyncio.run(SqliteHostStore(database).search(query))
        database._connection.set_trace_callback(None)
        plans = [step[3] for one in statements for step in database.rows(f"EXPLAIN QUERY PLAN {one}")]

    assert plans
    of_hosts = [step for step in plans if "facts" in step]
    assert [step for step in of_hosts if "SEARCH facts USING COVERING INDEX facts_by_" not in step] == []
