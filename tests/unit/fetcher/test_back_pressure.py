"""When the log is slow the fetcher slows: counted, not timed."""

import asyncio
from collections.abc import Sequence

import httpx

from shared.contracts.topics import Message
from tests.unit.fetcher.syncs import Log, World
from tests.unit.fetcher.world import Api, run

HOSTS = [{"id": number} for number in range(40)]


class SlowLog(Log):
    """A log that takes a page only when it is told to."""

    def __init__(self, world: World) -> None:
        super().__init__(world.clock)
        self.taken, self.waiting = 0, asyncio.Semaphore(0)

    async def append(self, topic: str, messages: Sequence[Message]) -> None:
        """Append once there is a turn."""
        await self.waiting.acquire()
        await super().append(topic, messages)
        self.taken += 1


def test_a_slow_log_slows_the_vendors_requests() -> None:
    """No page is asked for while another waits for the log: of each source one page is held at a time, however many."""
    world = World(Api({"qualys": HOSTS, "crowdstrike": HOSTS}), "qualys", "crowdstrike")
    log = world.log = SlowLog(world)
    answered = 0
    ahead: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal answered
        answered += int(request.url.params["skip"]) < len(HOSTS)  # the end isn't a page
        ahead.append(answered - log.taken)
        return world.api.answer(request)

    async def scenario() -> None:
        sync = asyncio.create_task(world.fetcher(answering=answer).sync_all())
        while not sync.done():
            for _ in range(50):
                await asyncio.sleep(0)  # all that can go on does
            assert answered - log.taken <= 2
            log.waiting.release()
        assert [report.hosts for report in sync.result()] == [40, 40]

    run(scenario())
    assert max(ahead) == 2
