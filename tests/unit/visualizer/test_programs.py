"""Which programs are common, as the charts tell it."""

import asyncio
from pathlib import Path

import pytest

from services.visualizer.charts import draw
from services.visualizer.charts.drawing import style
from services.visualizer.charts.themes import LIGHT
from services.visualizer.core.ranking import SHOWN
from services.visualizer.core.summing import summarize
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import traits
from services.visualizer.service import Visualizer
from services.visualizer.settings import VisualizerSettings
from shared.adapters.clock import ManualClock
from shared.adapters.memory.log import MemoryEventLog
from shared.adapters.memory.software import MemorySoftware
from shared.adapters.memory.store import MemoryHostStore
from shared.contracts.software import Common, HostSoftware, Program
from tests.unit.visualizer.hosts import DAYS, REFERENCE, host


def test_the_most_common_programs_have_a_bar() -> None:
    """As many as have room, each with its maker if one is known, and their share of all hosts."""
    tally = Tally()
    for number in range(4):
        tally.apply(f"{number}", 1, traits(host(number)))
    programs = [Common(name="shell", maker="Example", hosts=3), *(Common(name=f"p{n}", hosts=1) for n in range(20))]
    summary = summarize(tally, REFERENCE, DAYS, programs)
    with style(LIGHT):
        said = [text.get_text() for text in draw("software", summary, LIGHT).texts]

    assert len(summary.software) == SHOWN
    assert {"shell (Example)", "3 · 75 %", "p0", "Most common: shell, on 3 of 4 hosts (75 %)."} <= set(said)


class Slow(MemorySoftware):
    """A store's software that takes its time to count."""

    def __init__(self, clock: ManualClock, seconds: float) -> None:
        super().__init__()
        self._clock, self._seconds = clock, seconds

    async def common(self, limit: int | None = None) -> list[Common]:
        """Count, and let time pass."""
        await self._clock.sleep(self._seconds)
        return await super().common(limit)


@pytest.mark.parametrize(("seconds", "seen"), [(0, [1, 2, 3]), (6, [1, 1, 3])])
def test_a_store_that_is_slow_is_asked_rarely(tmp_path: Path, seconds: float, seen: list[int]) -> None:
    """At each drawing if it answers at once; else after twenty times as long as it took."""
    clock, store = ManualClock(REFERENCE), MemoryHostStore()
    software = store.software = Slow(clock, seconds)
    settings = VisualizerSettings.model_validate({"folder": tmp_path})
    visualizer = Visualizer(MemoryEventLog(clock), store, clock, settings)

    async def scene() -> list[int]:
        found = []
        for number in range(3):
            told = HostSoftware(host=f"{number}", programs=(Program(name="shell"),))
            await software.put([told], {f"{number}": 1})
            await visualizer._look_at_software()
            found += [one.hosts for one in visualizer._software]
            await clock.sleep(60)
        return found

    assert asyncio.run(scene()) == seen
