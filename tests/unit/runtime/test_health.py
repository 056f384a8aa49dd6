"""Health is progress: who is idle is well, who hangs isn't, whatever else it says."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.errors import Temporary
from shared.ports import Delivery, Rejection
from shared.runtime.handling import Job
from shared.runtime.health import Progress, health, readiness
from shared.runtime.local import Loop
from shared.runtime.pulse import Pulse
from tests.unit.runtime.bench import Bench, Told

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LIMIT = 60.0


def later(seconds: float) -> datetime:
    """Return a time after noon."""
    return NOON + timedelta(seconds=seconds)


def test_a_loop_is_stuck_once_it_has_not_moved_for_longer_than_the_limit() -> None:
    """To the second; one that hangs makes the process unhealthy, and the answer names it and the setting."""
    well, hangs = Progress("well on a", later(61), ready=True), Progress("hangs on b", NOON, ready=True)
    assert health([well, hangs], later(60), LIMIT).good
    verdict = health([well, hangs], later(61), LIMIT)
    assert not verdict.good
    assert verdict.text == (
        "well on a: ok\n"
        "hangs on b: stuck: no progress since 2026-01-31T12:00:00+00:00, RUNTIME_STUCK_AFTER=60\n"
    )  # fmt: skip


def test_ready_is_who_has_joined_and_has_no_trouble() -> None:
    """One that can't reach its store is healthy for a while, and not ready; the answer says why."""
    waits = Progress("deduper", NOON, trouble="waits to try again: no route")
    assert health([waits], NOON, LIMIT).good
    verdict = readiness([waits, Progress("other", NOON, ready=True)], NOON, LIMIT)
    assert (verdict.good, verdict.text) == (False, "deduper: not ready; waits to try again: no route\nother: ok\n")
    assert not readiness([Progress("hangs", NOON, ready=True)], later(61), LIMIT).good
    assert readiness([Progress("well", NOON, ready=True)], NOON, LIMIT).good


def observed(bench: Bench, told: Told, rounds: int) -> list[Progress]:
    """Return the progress of a loop at each time that its processor is ticked, and at its end."""
    seen: list[Progress] = []
    stop = asyncio.Event()
    loop = Loop(Job(told, "told", 9), bench.log, bench.clock, bench.settings)

    async def tick() -> None:
        seen.append(loop.progress)
        if len(seen) == rounds:
            stop.set()

    told.tick = tick  # type: ignore[method-assign] # it looks at the loop in its midst
    asyncio.run(loop.run(stop))
    return [*seen, loop.progress]


def test_an_idle_loop_makes_progress(bench: Bench) -> None:
    """With nothing on the topic, each round moves it on."""
    start = bench.clock.now()
    first, second, end = observed(bench, Told(lambda _: []), rounds=2)
    assert not first.ready, "it has not come round yet"
    assert second.ready
    assert start < second.moved < end.moved


def test_a_loop_that_tries_again_makes_none_until_it_succeeds(bench: Bench) -> None:
    """While what it needs is away, the time of its last progress stands and the reason is there; then all is well."""
    bench.put("a")
    failures = iter([Temporary("no route", 40.0)] * 2)
    during: list[Progress] = []
    told = Told(lambda _: [])
    loop = Loop(Job(told, "told", 9), bench.log, bench.clock, bench.settings)
    start, stop = bench.clock.now(), asyncio.Event()

    def flaky(batch: Sequence[Delivery]) -> Sequence[Rejection]:
        during.append(loop.progress)
        for failure in failures:
            raise failure
        stop.set()
        assert batch
        return []

    told.act = flaky
    asyncio.run(loop.run(stop))

    assert [one.moved for one in during] == [start] * 3
    assert [one.trouble for one in during] == ["", *["waits to try again: no route"] * 2]
    assert not health(during[2:], bench.clock.now(), LIMIT).good
    assert loop.progress == Progress("told on things", bench.clock.now(), ready=True)


def test_a_pulse_beats_until_the_stop(bench: Bench) -> None:
    """What reads no topic is well for as long as its process turns."""
    stop, pulse = asyncio.Event(), Pulse("fetcher", bench.clock)
    assert not pulse.progress.ready

    async def scenario() -> None:
        beating = asyncio.ensure_future(pulse.run(stop))
        before = bench.clock.now()
        while bench.clock.now() < before + timedelta(seconds=5):
            await bench.clock.sleep(0)
        assert not health([pulse.progress], bench.clock.now(), 2).text.startswith("fetcher: stuck")
        stop.set()
        await beating

    asyncio.run(scenario())
    assert pulse.progress.ready
