"""A stop gives what is under way its time, and no more."""

import asyncio
import os
import signal
from collections.abc import Sequence

import pytest

from shared.errors import Permanent
from shared.ports import Delivery, Rejection
from shared.runtime.handling import Job
from shared.runtime.local import Loop
from shared.runtime.settings import RuntimeSettings
from shared.runtime.stopping import over_in_time, stop_on_signals
from tests.unit.runtime.bench import SOURCE, Bench, Told


class Hanging(Told):
    """A processor whose handling never ends."""

    async def handle(self, batch: Sequence[Delivery]) -> Sequence[Rejection]:
        """Do as told, then hang."""
        self.act(batch)
        await asyncio.Event().wait()
        return []


def test_a_batch_that_hangs_is_given_up_and_comes_again(bench: Bench) -> None:
    """The loop ends although the handling doesn't; nothing is acknowledged, the group is left."""
    bench.put("a")
    stop = asyncio.Event()

    def stopping(batch: Sequence[Delivery]) -> Sequence[Rejection]:
        assert batch
        stop.set()
        return []

    hanging = Hanging(stopping)
    asyncio.run(Loop(Job(hanging, "told", 2), bench.log, bench.clock, RuntimeSettings(stop_timeout=0.01)).run(stop))

    assert bench.committed() == 0
    assert bench.log.of_group(SOURCE, "told") == []
    again = Told(lambda _: [])
    bench.drain(again)
    assert again.handled == ["a"]


def test_work_that_ends_by_itself_is_never_cut() -> None:
    """Before a stop there is no limit; after it, what ends in time ends in order, and an error is raised as it is."""
    done = []

    async def work(stop: asyncio.Event) -> None:
        await stop.wait()
        for _ in range(100):
            await asyncio.sleep(0)
        done.append(True)

    async def fail(stop: asyncio.Event) -> None:
        stop.set()
        raise Permanent("no")

    async def scenario() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_soon(stop.set)
        assert await over_in_time(stop, 60, work(stop))
        assert done == [True]
        with pytest.raises(Permanent):
            await over_in_time(stop, 60, fail(stop))

    asyncio.run(scenario())


@pytest.mark.parametrize("heard", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_that_ends_a_process_stops_it_in_order(heard: signal.Signals) -> None:
    """A closed terminal (SIGHUP) is heard as Ctrl-C is."""

    async def scenario() -> None:
        stop = asyncio.Event()
        with stop_on_signals(stop):
            os.kill(os.getpid(), heard)
            await stop.wait()

    asyncio.run(scenario())


def test_a_signal_that_is_ignored_stays_so() -> None:
    """`nohup` ignores SIGHUP before the process begins."""

    async def scenario() -> None:
        stop = asyncio.Event()
        with stop_on_signals(stop):
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0)
            assert not stop.is_set()

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        asyncio.run(scenario())
    finally:
        signal.signal(signal.SIGHUP, before)
