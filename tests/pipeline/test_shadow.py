"""A shadow inventory: what today's normalizer makes of the pages wins, and nothing else is lost."""

import asyncio
import json
from pathlib import Path

import pytest

from services.replay import Selection
from services.shadow import build
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from shared.contracts.topics import NORMALIZED, RAW, RULINGS
from tests.payloads.recorded import READERS
from tests.pipeline.inside import Inside, in_memory, misreading, on_file, only, pages
from tests.pipeline.stage import Stage


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The inventory that the mended normalizer makes of the pages."""
    with on_file(tmp_path_factory.mktemp("right")) as inside:
        inside.put(*pages())
        inside.run()
        return inside.documents()


@pytest.fixture
def wrong(tmp_path: Path) -> Stage:
    """A stage on which a normalizer misread every host of both vendors; on some, its version is the greater."""
    with on_file(tmp_path) as inside:
        inside.put(*pages())
        inside.run(misreading(*READERS))
        asyncio.run(inside.ports.cursors.save("qualys", "{}"))
    return Stage(tmp_path)


def documents(stage: Stage) -> list[bytes]:
    """Return every host as its bytes, in order."""
    return [line.encode() for line in stage.rollcall("hosts", "--json").splitlines()]


def test_the_new_reading_of_a_page_wins_in_a_shadow(wrong: Stage, right: list[bytes]) -> None:
    """Read again in place, some hosts stay wrong; after the switch none is, to the byte; and it can be taken back."""
    wrong.rollcall("replay", "hosts.raw", "--offset", "0")
    with on_file(wrong.folder) as inside:
        inside.run()
        assert inside.documents() != right
    before = documents(wrong)

    said = wrong.rollcall("replay", "hosts.raw", "--into", "green")
    assert said.startswith(f"{len(pages())} pages read into namespace green, 0 records carried over\n")
    assert documents(wrong) == before
    wrong.rollcall("switch", "green")
    assert documents(wrong) == right

    wrong.rollcall("switch", "green")
    assert documents(wrong) == before


def test_after_a_switch_the_services_go_on(wrong: Stage, right: list[bytes]) -> None:
    """The new inventory has the pages, the places of the syncs and nothing unread; a later replay keeps it."""
    found = json.loads(wrong.rollcall("replay", "hosts.raw", "--into", "green", "--switch", "--json").splitlines()[0])
    assert found["difference"]["after"] == len(right)
    status = wrong.status()
    assert status["unfinished_syncs"] == ["qualys"]
    assert {group: lag for group, lag in status["lag"].items() if group != "visualizer"} == {
        "normalizer": 0,
        "deduper": 0,
        "rulings": 0,
        "syncs": 0,
        "reconciler": 0,
    }
    for topic in ("hosts.raw", "hosts.normalized"):
        wrong.rollcall("replay", topic, "--offset", "0")
    with on_file(wrong.folder) as inside:
        inside.run()
    assert documents(wrong) == right


def test_a_namespace_in_use_is_not_filled_by_accident(wrong: Stage) -> None:
    """A second shadow into the same name has to be asked for; it then changes nothing."""
    wrong.rollcall("replay", "hosts.raw", "--into", "green")
    again = wrong.run("services.cli", "replay", "hosts.raw", "--into", "green")
    assert again.returncode == 2
    assert "--into: expected a fresh namespace" in again.stderr
    said = wrong.rollcall("replay", "hosts.raw", "--into", "green", "--more", "--json")
    green = Stage(wrong.folder, {"ROLLCALL_NAMESPACE": "green"})
    assert json.loads(said)["difference"]["after"] == len(documents(green))


async def shadow_of(inside: Inside, selection: Selection) -> tuple[Inside, int]:
    """Return a shadow in memory, and how many records were carried over."""
    beside = in_memory()
    found = await build(inside.ports, beside.ports, selection, READERS, more=False)
    return beside, found.carried


def test_what_the_pages_do_not_give_is_carried_over() -> None:
    """One vendor's pages read again: the other vendors' records come as they are."""
    inside, expected = in_memory(), in_memory()
    inside.put(*pages())
    inside.run(misreading("qualys"))
    expected.put(*pages())
    expected.run()
    beside, carried = asyncio.run(shadow_of(inside, Selection(RAW.name, vendor="qualys")))
    others = {page.vendor for page in pages()} - {"qualys"}

    assert carried == sum(len(asyncio.run(stored(expected, vendor))) for vendor in others)
    assert beside.documents() == expected.documents()


def test_a_later_state_than_the_pages_is_kept() -> None:
    """A record that changed after the chosen pages isn't set back."""
    inside = in_memory()
    inside.put(*only(["qualys"]))
    inside.run()
    (record, *_) = asyncio.run(stored(inside, "qualys"))
    later = record.model_copy(update={"observed_at": record.observed_at.replace(year=2030), "status": "later"})
    asyncio.run(inside.ports.log.append(NORMALIZED.name, [NORMALIZED.message(later)]))
    inside.run()
    beside, carried = asyncio.run(shadow_of(inside, Selection(RAW.name)))

    assert carried == 1
    assert beside.documents() == inside.documents()


def test_rulings_hold_in_a_shadow() -> None:
    """What an operator decided is part of the new inventory."""
    inside = in_memory()
    inside.put(*pages())
    inside.run()
    left, right = sorted(record.id for record in asyncio.run(stored(inside, "qualys"))[:2])
    first = pages()[0].fetched_at
    ruling = Ruling(left=left, right=right, verdict="link", because="test", ruled_at=first)
    before = inside.documents()
    asyncio.run(inside.ports.log.append(RULINGS.name, [RULINGS.message(ruling)]))
    inside.run()
    assert inside.documents() != before
    beside, _ = asyncio.run(shadow_of(inside, Selection(RAW.name)))

    assert beside.documents() == inside.documents()


async def stored(inside: Inside, vendor: str) -> list[HostRecord]:
    """Return the records of a vendor."""
    return [record async for record in inside.ports.store.records() if record.vendor == vendor]
