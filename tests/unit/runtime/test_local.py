"""The loop around a processor: what each outcome does to the batch."""

import asyncio
import signal
from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.contracts.topics import Message
from shared.errors import Permanent, Temporary, TooManyDeadLetters
from shared.ports import Delivery, Rejection
from shared.runtime.handling import Job
from shared.runtime.local import Loop, retry_delay
from shared.runtime.stopping import stop_on_signals, together, unless_stopped
from tests.unit.runtime.bench import SOURCE, Bench, Told


def accept(batch: Sequence[Delivery]) -> Sequence[Rejection]:
    """Refuse nothing."""
    assert batch, "a processor is never given an empty batch"
    return []


def refuse_bad(batch: Sequence[Delivery]) -> Sequence[Rejection]:
    """Refuse each message whose key begins with `bad`."""
    bad = [one for one in batch if one.message.key.startswith("bad")]
    return [Rejection(one, one.message, Permanent("field os: expected text")) for one in bad]


def test_everything_is_handled_once_in_order_and_acknowledged(bench: Bench) -> None:
    """Batches of two give five messages in order; the group's offset is the end; the processor was ticked."""
    bench.put("a", "b", "c", "d", "e")
    told = Told(accept)

    bench.drain(told, batch=2)

    assert told.handled == ["a", "b", "c", "d", "e"]
    assert bench.committed() == 5
    assert told.ticks > 3, "after each batch and while quiet"


def test_drain_goes_on_while_a_processor_feeds_another(bench: Bench) -> None:
    """The second processor's topic is filled by the first; the run ends only when both are done."""
    bench.put("a", "b", "c")

    def forward(batch: Sequence[Delivery]) -> Sequence[Rejection]:
        for one in batch:
            bench.log._messages["further", 0].append(one)
        return []

    second = Told(accept, name="second", source="further")
    bench.drain(second, Told(forward), batch=1)

    assert second.handled == ["a", "b", "c"]


def test_a_refused_message_becomes_a_dead_letter_and_the_rest_goes_on(bench: Bench) -> None:
    """Its bytes are the original, its headers say why, where, by whom and how often."""
    bench.put("a", "bad", "b")
    told = Told(refuse_bad)

    bench.drain(told)

    (letter,) = bench.letters()
    assert (letter.key, letter.value) == ("bad", b"value of bad")
    assert letter.headers["error-class"] == "Permanent"
    assert letter.headers["error-message"] == "field os: expected text"
    assert (letter.headers["source-topic"], letter.headers["source-offset"]) == (SOURCE, "1")
    assert letter.headers["attempt"] == "1"
    assert told.handled == ["a", "bad", "b"]
    assert bench.committed() == 3


def test_a_permanent_error_is_pinned_on_the_message_that_causes_it(bench: Bench) -> None:
    """A processor that raises instead of returning a rejection loses one message, not its batch."""
    bench.put("a", "bad", "b")

    def choke(batch: Sequence[Delivery]) -> Sequence[Rejection]:
        if any(one.message.key == "bad" for one in batch):
            raise Permanent("choked")
        return []

    told = Told(choke)
    bench.drain(told)

    assert [letter.key for letter in bench.letters()] == ["bad"]
    assert told.handled == ["a", "b"]
    assert bench.committed() == 3


def test_a_temporary_error_delivers_the_same_batch_until_it_works(bench: Bench) -> None:
    """Nothing is dropped, nothing buried, and the waits grow from what the error asked for."""
    bench.put("a", "b")
    failures = iter([Temporary("down", 7.0)] * 3)
    seen: list[list[str]] = []

    def flaky(batch: Sequence[Delivery]) -> Sequence[Rejection]:
        seen.append([one.message.key for one in batch])
        for failure in failures:
            raise failure
        return []

    before = bench.clock.now()
    bench.drain(Told(flaky))

    assert seen == [["a", "b"]] * 4
    assert bench.letters() == []
    assert bench.committed() == 2
    assert bench.clock.now() - before >= timedelta(seconds=7 + 14 + 28)


def test_any_other_error_ends_the_run_with_the_batch_unacknowledged(bench: Bench) -> None:
    """A bug is no reason to lose a message: the next run is given it again."""
    bench.put("a")

    def broken(batch: Sequence[Delivery]) -> Sequence[Rejection]:
        raise ZeroDivisionError(batch)

    with pytest.raises(ZeroDivisionError):
        bench.drain(Told(broken))
    assert bench.committed() == 0

    mended = Told(accept)
    bench.drain(mended)
    assert mended.handled == ["a"]


def test_too_many_refusals_stop_the_service_before_they_are_acknowledged(bench: Bench) -> None:
    """When everything is refused the topic isn't drained into the dead letters."""
    bench.put(*(f"bad{number}" for number in range(50)))

    with pytest.raises(TooManyDeadLetters, match=r"100% of the latest 50 .* field os: expected text"):
        bench.drain(Told(refuse_bad), batch=50)

    assert bench.committed() == 0
    assert bench.letters() == []


def test_refusals_add_up_over_batches(bench: Bench) -> None:
    """One message at a time: the service stops at the twentieth refusal in a row, the least that counts."""
    bench.put(*(f"bad{number}" for number in range(50)))

    with pytest.raises(TooManyDeadLetters):
        bench.drain(Told(refuse_bad), batch=1)

    assert len(bench.letters()) == bench.settings.dead_letter_minimum - 1
    assert bench.committed() == bench.settings.dead_letter_minimum - 1


def test_stop_finishes_the_batch_under_way(bench: Bench) -> None:
    """What was polled when the stop came is handled and acknowledged; nothing new is polled."""
    bench.put("a", "b", "c")
    stop = asyncio.Event()

    def stopping(batch: Sequence[Delivery]) -> Sequence[Rejection]:
        stop.set()
        return accept(batch)

    told = Told(stopping)
    asyncio.run(Loop(Job(told, "told", 2), bench.log, bench.clock, bench.settings).run(stop))

    assert told.handled == ["a", "b"]
    assert bench.committed() == 2
    assert bench.log.of_group(SOURCE, "told") == [], "it left the group"


def test_a_signal_stops_and_ends_the_wait_for_a_retry() -> None:
    """SIGTERM sets the stop; a wait of an hour ends at once, and what waited is cancelled."""
    cancelled = []

    async def hour() -> str:
        try:
            return await asyncio.sleep(3600, "done")
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def scenario() -> None:
        stop = asyncio.Event()
        with stop_on_signals(stop):
            asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGTERM)
            assert await unless_stopped(stop, hour()) is None
        assert stop.is_set()

    asyncio.run(scenario())
    assert cancelled == [True]


def test_work_that_ends_before_the_stop_gives_its_result_or_its_error() -> None:
    """`unless_stopped` is transparent when nobody stops."""

    async def answer() -> int:
        return 42

    async def fail() -> None:
        raise Permanent("no")

    async def scenario() -> None:
        assert await unless_stopped(asyncio.Event(), answer()) == 42
        with pytest.raises(Permanent):
            await unless_stopped(asyncio.Event(), fail())

    asyncio.run(scenario())


def test_the_first_failure_ends_the_others_and_is_raised_itself() -> None:
    """No exception group reaches the operator."""

    async def fail() -> None:
        raise Permanent("no")

    async def hour() -> None:
        await asyncio.sleep(3600)

    with pytest.raises(Permanent, match="no"):
        asyncio.run(together(hour(), fail()))


def test_waits_double_up_to_the_cap_and_never_undercut_what_was_asked() -> None:
    """1, 2, 4 … 60 seconds; a Retry-After over the cap is honoured; jitter adds up to a quarter; no overflow."""
    assert [retry_delay(1, number, 60, 0) for number in (1, 2, 3, 7, 5000)] == [1, 2, 4, 60, 60]
    assert retry_delay(600, 1, 60, 0) == 600
    assert retry_delay(4, 1, 60, 1) == 5


def test_a_message_without_value_can_be_refused(bench: Bench) -> None:
    """A tombstone has no bytes; its dead letter has none either."""
    asyncio.run(bench.log.append(SOURCE, [Message("bad", None)]))
    bench.drain(Told(refuse_bad))
    assert [(letter.key, letter.value) for letter in bench.letters()] == [("bad", None)]
