"""`rollcall audit`: a whole inventory is found whole, and what is taken away at any stage is named."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.audit import Audit, Missing, Stage, audit
from services.cli import main
from services.cli.audit import audit_text
from services.deduper.core.clusters import record_ref
from services.deduper.core.merging import host_id
from services.wiring import Ports
from shared.contracts.host import MergedHost
from shared.contracts.raw import AnyPage
from shared.contracts.topics import MERGED, NORMALIZED, RAW, Message
from shared.runtime.dead_letters import Author, head_letter
from tests.payloads.recorded import hosts, page, read
from tests.pipeline.inside import Inside, in_memory, on_file, pages

UNREADABLE = {"hostname": "without-an-id"}
RECORD = read("crowdstrike", hosts("crowdstrike")[0])[0]


def refused_page() -> AnyPage:
    """Return a page of a host that can be read and one that can't."""
    return page("crowdstrike", hosts("crowdstrike")[0], UNREADABLE).model_copy(update={"sync_id": "s-2"})


@pytest.fixture
def inside() -> Inside:
    """An inventory in memory that is whole, with dead letters."""
    world = in_memory(partitions=2)
    world.put(*pages(), refused_page())
    world.garble()
    world.run()
    return world


def audited(ports: Ports) -> Audit:
    """Return what an audit says."""
    return asyncio.run(audit(ports))


def missing(ports: Ports) -> dict[str, list[str]]:
    """Return the ids that are missing at each stage."""
    return {stage.name: [lack.id for lack in stage.missing] for stage in audited(ports).stages if stage.missing}


def test_a_whole_inventory_is_whole(inside: Inside) -> None:
    """Nothing is missing or on its way; raw hosts are readable ones and refused ones, exactly."""
    result = audited(inside.ports)

    assert result.is_whole
    assert sum(stage.on_their_way for stage in result.stages) == 0
    counts = result.stages[0].counts
    assert counts["raw hosts"] == counts["readable"] + counts["unreadable"] == len(pages()) + 2
    assert (counts["unreadable"], counts["dead letters"]) == (1, 2)


def test_an_answer_that_could_not_be_read_is_no_host(inside: Inside) -> None:
    """Its beginning is among the dead letters, and is counted apart."""
    author = Author("fetcher", "1.2", inside.ports.clock.now())
    letters = [head_letter(f"qualys/s/{error}", b"{", 9, error, "why", author) for error in ("Unfit", "Unreadable")]
    asyncio.run(inside.ports.log.append(RAW.dead_letter, letters))

    counts = audited(inside.ports).stages[0].counts
    assert (counts["unfit hosts"], counts["unreadable answers"]) == (1, 1)


def test_a_raw_host_without_a_record_is_named() -> None:
    """Its page was read by somebody who lost it."""
    world = in_memory()
    world.put(refused_page())
    asyncio.run(world.ports.log.seek(RAW.name, "normalizer", 1_000))

    lacks = audited(world.ports).stages[0].missing

    assert lacks[0].id == RECORD.id
    assert "can't be read and is no dead letter" in lacks[1].what


def test_what_waits_to_be_read_is_on_its_way(inside: Inside) -> None:
    """Pages that the normalizer hasn't come to aren't missing; the lag says so."""
    late = page("crowdstrike", {**hosts("crowdstrike")[0], "device_id": "f" * 32})
    inside.put(late.model_copy(update={"sync_id": "s-3"}))

    result = audited(inside.ports)

    assert result.is_whole
    assert result.lag["normalizer"] == 1
    assert result.stages[0].on_their_way == 1


def _acknowledged(ports: Ports, topic: str, group: str, message: Message) -> None:
    """Append a message that its reader takes for read."""

    async def work() -> None:
        await ports.log.append(topic, [message])
        await ports.log.seek(topic, group, 1_000_000)

    asyncio.run(work())


def test_a_record_that_the_store_lacks_is_named(inside: Inside) -> None:
    """It is in the topic, acknowledged, and nowhere else."""
    lost = RECORD.model_copy(update={"vendor_id": "lost"})
    _acknowledged(inside.ports, NORMALIZED.name, "deduper", NORMALIZED.message(lost))

    assert missing(inside.ports) == {"records → store and index": [lost.id]}


def test_a_version_that_the_store_lacks_is_named(inside: Inside) -> None:
    """The store has the record, and not the latest that is in the topic."""
    later = RECORD.model_copy(update={"observed_at": RECORD.observed_at.replace(year=2030)})
    _acknowledged(inside.ports, NORMALIZED.name, "deduper", NORMALIZED.message(later))

    assert missing(inside.ports) == {"records → store and index": [later.id]}


def test_a_record_beside_the_index_is_named(inside: Inside) -> None:
    """It is in the store alone: not in the topic, the index, or any host."""
    stray = RECORD.model_copy(update={"vendor_id": "stray"})
    asyncio.run(inside.ports.store.put_records([stray]))

    assert missing(inside.ports) == {
        "records → store and index": [stray.id, stray.id],
        "records → hosts": [stray.id],
    }


def test_a_host_that_was_published_and_is_not_stored_is_named(inside: Inside) -> None:
    """A greater revision is in hosts.merged than in the store."""
    merged = asyncio.run(_first(inside.ports))
    message = MERGED.message(merged.model_copy(update={"revision": 10_000}), {"revision": "10000"})
    for group in ("visualizer", "reconciler"):
        _acknowledged(inside.ports, MERGED.name, group, message)

    assert set(missing(inside.ports)["hosts → hosts.merged"]) == {merged.host.id}


async def _first(ports: Ports) -> MergedHost:
    return await anext(aiter(ports.store.hosts()))


@dataclass(frozen=True)
class Taken:
    """What is taken out of the file, and where that is noticed."""

    statement: str
    stages: tuple[str, ...]


TAKEN = {
    "a record of the store": Taken("DELETE FROM records WHERE id = :record", ("records → store and index",)),
    "an entry of the index": Taken("DELETE FROM entries WHERE name = :entry", ("records → store and index",)),
    "a host of the store": Taken("DELETE FROM hosts WHERE id = :host", ("records → hosts", "hosts → hosts.merged")),
    "a published host": Taken(
        "DELETE FROM messages WHERE topic = 'hosts.merged' AND key = :host", ("hosts → hosts.merged",)
    ),
    "a record of the topic": Taken(
        "DELETE FROM messages WHERE topic = 'hosts.normalized' AND key = :record",
        ("raw hosts → records", "records → store and index"),
    ),
    "a dead letter": Taken("DELETE FROM messages WHERE topic = 'hosts.raw.dead-letter'", ("raw hosts → records",)),
}


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_out_of_the_file_is_named(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command names it at its stage with exit code 1; before that all is whole, with exit code 0."""
    monkeypatch.setenv("ROLLCALL_DATA", str(tmp_path / "data"))
    with on_file(tmp_path) as world:
        world.put(refused_page())
        world.run()
    assert _audit(capsys) == (0, set())
    values = {"record": RECORD.id, "entry": record_ref(RECORD.id), "host": host_id(RECORD.id)}
    with closing(sqlite3.connect(tmp_path / "data" / "rollcall.sqlite")) as file, file:
        assert file.execute(TAKEN[what].statement, values).rowcount > 0

    assert _audit(capsys) == (1, set(TAKEN[what].stages))


def test_a_store_that_is_ahead_of_a_compacted_topic_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Compaction leaves the last message of a key, also where it is an older version that came late."""
    monkeypatch.setenv("ROLLCALL_DATA", str(tmp_path / "data"))
    newer = hosts("crowdstrike")[0]
    older = newer | {"modified_timestamp": "2001-01-01T00:00:00Z", "hostname": "former"}
    with on_file(tmp_path) as world:
        world.put(page("crowdstrike", newer), page("crowdstrike", older).model_copy(update={"sync_id": "s-2"}))
        world.run()
    first = "(SELECT min(place) FROM messages WHERE topic = 'hosts.normalized' AND key = :record)"
    compact = f"DELETE FROM messages WHERE topic = 'hosts.normalized' AND place = {first}"  # noqa: S608 - our own
    with closing(sqlite3.connect(tmp_path / "data" / "rollcall.sqlite")) as file, file:
        assert file.execute(compact, {"record": RECORD.id}).rowcount == 1

    assert _audit(capsys) == (0, set())


def _audit(capsys: pytest.CaptureFixture[str]) -> tuple[int, set[str]]:
    """Return the command's exit code and the stages at which something is missing."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["audit", "--json"])
    result = json.loads(capsys.readouterr().out)
    return int(ended.value.code or 0), {stage["name"] for stage in result["stages"] if stage["missing"]}


def test_the_words_name_a_few_and_count_the_rest() -> None:
    """Each stage has a line; of what is missing the first are shown, and nothing acts on the terminal."""
    lacks = tuple(Missing(id=f"qualys:{number}", what="lost\x1b[2J") for number in range(30))
    stages = (Stage(name="a", counts={"records": 3}), Stage(name="b", counts={}, missing=lacks, on_their_way=2))

    text = audit_text(Audit(stages=stages, lag={"normalizer": 0, "deduper": 5}))

    assert text.splitlines()[:3] == [
        "a: whole (3 records)",
        "b: 30 missing, 2 on their way (nothing there)",
        "  qualys:0: lost\\x1b[2J",
    ]
    assert text.splitlines()[-2:] == ["  and 10 more: `--json` has all", "to read: deduper 5"]
