"""When it draws."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.visualizer.charts import CHARTS
from services.visualizer.service import Visualizer
from services.visualizer.settings import VisualizerSettings
from services.visualizer.summary import Summary
from shared.adapters.clock import ManualClock
from shared.adapters.memory.log import MemoryEventLog
from shared.adapters.memory.store import MemoryHostStore
from shared.contracts.host import Host, MergedHost
from shared.contracts.topics import MERGED, Message
from shared.errors import SettingError, Temporary
from shared.ports import Delivery
from tests.unit.visualizer.hosts import REFERENCE, before
from tests.unit.visualizer.hosts import host as any_host

EVERY = 60.0


class Stage:
    """A visualizer, the log that it reads and the clock that it follows."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.clock = ManualClock(REFERENCE)
        self.log = MemoryEventLog(self.clock)
        values = {"folder": folder, "every": EVERY, "stale_days": 30} | settings
        found = VisualizerSettings.model_validate(values)
        self.visualizer = Visualizer(self.log, MemoryHostStore(), self.clock, found)

    async def put(self, *hosts: Host) -> None:
        """Tell of hosts."""
        await self.tell(*(MERGED.message(MergedHost(revision=1, host=host)) for host in hosts))

    async def tell(self, *messages: Message) -> None:
        """Append and deliver messages; none may be refused."""
        await self.log.append(MERGED.name, messages)
        consumer = await self.log.consumer(MERGED.name, "visualizer")
        assert await self.visualizer.handle(await consumer.poll(100, 0)) == []
        await consumer.commit()
        await consumer.close()

    async def drew(self) -> Summary | None:
        """Tick; return what was drawn, or None."""
        (self.folder / "summary.json").unlink(missing_ok=True)
        await self.visualizer.tick()
        return self.drawn()

    def drawn(self) -> Summary | None:
        """Return the numbers in the folder."""
        path = self.folder / "summary.json"
        return Summary.model_validate_json(path.read_bytes()) if path.exists() else None


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw one chart: that all are drawn is shown where they are saved."""
    for name in [*CHARTS][1:]:
        monkeypatch.delitem(CHARTS, name)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Return an empty stage."""
    return Stage(tmp_path)


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run a scene to its end."""
    asyncio.run(scene)


def host(number: int, days: float | None = 0) -> Host:
    """Return a host that was last seen so many days ago."""
    seen = None if days is None else before(days)
    return any_host(number, first_seen=seen, last_seen=seen)


def test_it_draws_what_changed_when_it_is_time(stage: Stage) -> None:
    """At the start, then not before its time, and at its time only if something changed."""

    async def scene() -> None:
        assert (found := await stage.drew())
        assert found.hosts == 0
        await stage.put(host(1))
        assert await stage.drew() is None, "changed, but drawn a moment ago"
        await stage.clock.sleep(EVERY - 1)
        assert await stage.drew() is None, "still too early"
        await stage.clock.sleep(1)
        assert (found := await stage.drew())
        assert found.hosts == 1
        await stage.clock.sleep(10 * EVERY)
        assert await stage.drew() is None, "nothing changed since"

    play(scene())


def test_the_last_drawing_of_a_run_waits_for_nothing(stage: Stage) -> None:
    """`render` draws at once, changed or not; the next one is counted from it."""

    async def scene() -> None:
        await stage.visualizer.render()
        await stage.put(host(1), host(2))
        files = await stage.visualizer.render()
        assert {path.suffix for path in files} == {".svg", ".png", ".json"}
        assert (found := stage.drawn())
        assert found.hosts == 2
        await stage.clock.sleep(EVERY)
        assert await stage.drew() is None

    play(scene())


def test_rubbish_is_refused_and_changes_nothing(stage: Stage) -> None:
    """What can't be read goes to the dead letters; it isn't counted and nothing is drawn for it."""

    async def scene() -> None:
        await stage.drew()
        await stage.clock.sleep(EVERY)
        rubbish = Delivery(Message("x", b"{"), MERGED.name, 0, 0, REFERENCE)
        assert [one.delivery for one in await stage.visualizer.handle([rubbish])] == [rubbish]
        assert await stage.drew() is None

    play(scene())


def test_a_new_day_is_drawn_too(stage: Stage) -> None:
    """Its folder is to have the numbers of the day, though nothing changed."""

    async def scene() -> None:
        await stage.drew()
        await stage.clock.sleep(24 * 3600)
        assert await stage.drew()
        assert {path.name for path in (stage.folder / "history").iterdir()} == {"2026-01-31", "2026-02-01"}

    play(scene())


def test_it_counts_what_another_visualizer_was_given(stage: Stage) -> None:
    """While the group has another member, each drawing is of the whole topic."""

    async def scene() -> None:
        await stage.put(host(1))
        await stage.drew()
        others = [await stage.log.consumer(MERGED.name, "visualizer") for _ in range(2)]
        await stage.log.append(MERGED.name, [MERGED.message(MergedHost(revision=1, host=host(2)))])
        await stage.clock.sleep(EVERY)
        assert (found := await stage.drew())
        assert found.hosts == 2
        for one in others:
            await one.close()

    play(scene())


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    """The error names the setting; when it is time again and the fault is gone, it is drawn."""
    stage = Stage(tmp_path / "charts")
    stage.folder.write_text("a file, no folder")

    async def scene() -> None:
        with pytest.raises(Temporary, match=r"VISUALIZER_FOLDER: expected a folder that can be written; got .*charts"):
            await stage.visualizer.tick()
        stage.folder.unlink()
        assert await stage.drew() is None, "not at once: a run that ends mustn't wait for it for ever"
        await stage.clock.sleep(EVERY)
        assert await stage.drew() is not None

    play(scene())


@pytest.mark.parametrize(
    ("setting", "days", "stale"),
    [("latest", 10, 1), ("now", 0, 2), (before(25).isoformat(), 25, 0)],
)
def test_ages_are_counted_from_the_reference_time(tmp_path: Path, setting: str, days: float, stale: int) -> None:
    """`latest` is when any host was last seen, but for clocks ahead of now; else it is now, or as set."""
    stage = Stage(tmp_path, reference_time=setting)

    async def scene() -> None:
        await stage.put(host(1, days=10), host(2, days=35), host(3, days=45), host(4, days=-900), host(5, days=None))
        await stage.visualizer.render()
        found = stage.drawn()
        assert found
        assert (found.reference_time, found.freshness.stale) == (before(days), stale)

    play(scene())


def test_others_run_while_it_draws(stage: Stage) -> None:
    """Drawing takes its time in a thread: the loop that all services share goes on."""

    async def scene() -> None:
        turns = 0
        drawing = asyncio.ensure_future(stage.visualizer.render())
        while not drawing.done():
            turns += 1
            await asyncio.sleep(0)
        await drawing
        assert turns > 20

    play(scene())


@pytest.mark.parametrize(
    ("variable", "value"),
    [("REFERENCE_TIME", "yesterday"), ("REFERENCE_TIME", "2026-01-31T12:00:00"), ("EVERY", "0"), ("STALE_DAYS", "1e9")],
)
def test_a_wrong_setting_is_named(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A time without a zone, no time at all, no interval, more days than anybody means: the variable is named."""
    monkeypatch.setenv(f"VISUALIZER_{variable}", value)

    with pytest.raises(SettingError, match=f"VISUALIZER_{variable}: .*{value}"):
        VisualizerSettings.load()


def test_an_instant_is_told_from_the_words() -> None:
    """The reference time may be an instant of any zone; `latest` is left to the data."""
    now = REFERENCE + timedelta(days=1)

    assert VisualizerSettings.model_validate({"reference_time": "2026-01-31T13:00:00+01:00"}).instant(now) == REFERENCE
    assert VisualizerSettings.model_validate({"reference_time": "now"}).instant(now) == now
    assert VisualizerSettings.model_validate({"reference_time": "latest"}).instant(now) is None
