"""A vendor's tenant that fails time after time is left alone for a while, and whoever asks is told."""

from datetime import timedelta

import httpx
import structlog
from prometheus_client import REGISTRY

from services.fetcher.circuit import LONGEST, Circuit, Circuits
from services.fetcher.tenants import Tenants
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors
from shared.errors import Temporary
from tests.unit.fetcher.syncs import HOUR, World
from tests.unit.fetcher.world import NOON, Api, run

DOWN = httpx.Response(500)


def ruined(world: World, *, by_hand: bool = False) -> str:
    """Sync a vendor that is down, in a new process; return what the report says."""
    world.api.trouble["qualys"] = [DOWN] * 2
    (report,) = run(world.fetcher().sync_all(by_hand=by_hand))
    return str(report.error)


def is_open(source: str) -> float | None:
    """Return what the metric says of a source's circuit."""
    return REGISTRY.get_sample_value("rollcall_circuit_open", {"source": source})


def test_a_vendor_that_fails_again_and_again_is_left_alone() -> None:
    """From the second failure on, as set here, across processes; not a request is sent meanwhile."""
    world = World(Api())
    for _ in range(2):
        assert ruined(world).startswith("qualys answered 500")
    asked = len(world.api.asked)

    assert "not asked, its circuit is open: 2 failed syncs in a row, left alone until 2026-01-31 13:00" in ruined(world)
    assert len(world.api.asked) == asked


def test_after_a_while_one_sync_may_try() -> None:
    """Its failure leaves the vendor alone for twice as long; its success ends it."""
    world = World(Api({"qualys": [{"id": 1}]}))
    for _ in range(2):
        ruined(world)
    world.later()
    assert ruined(world).startswith("qualys answered 500")
    world.later()
    assert "3 failed syncs in a row, left alone until 2026-01-31 15:00" in ruined(world)
    world.later()
    world.api.trouble = {}
    assert [report.complete for report in world.sync()] == [True]
    assert run(world.cursors.load("qualys:circuit")) is None


def test_by_hand_it_is_asked_all_the_same() -> None:
    """An operator who has mended something isn't made to wait."""
    world = World(Api())
    for _ in range(2):
        ruined(world)

    assert ruined(world, by_hand=True).startswith("qualys answered 500")


def test_whoever_asks_is_told() -> None:
    """The log when it opens and closes, and the process's metric; other sources aren't named."""
    world = World(Api({"crowdstrike": []}), "qualys", "crowdstrike")
    with structlog.testing.capture_logs() as lines:
        for _ in range(2):
            ruined_too = Tenants([world.fetcher()])
            world.api.trouble["qualys"] = [DOWN] * 2
            run(ruined_too.sync_all())
        open_then = is_open("qualys")
        world.api.trouble = {}
        run(ruined_too.sync_all(by_hand=True))

    told = [line["event"] for line in lines if line["event"].startswith("circuit")]
    assert told == ["circuit_opened", "circuit_closed"]
    assert (open_then, is_open("qualys"), is_open("crowdstrike")) == (1, 0, 0)


def test_nobody_is_left_alone_for_ever() -> None:
    """However often it failed, a day later it is tried."""
    circuit = Circuit()
    for _ in range(100):
        circuit = circuit.after("down", NOON, 3, HOUR)

    assert circuit.until == NOON + LONGEST
    assert Circuit().after("down", NOON, 3, HOUR).until is None


def test_a_clock_that_was_ahead_leaves_nobody_alone() -> None:
    """It was set right meanwhile; a day is the longest that may be meant."""
    world = World(Api())
    world.clock = ManualClock(NOON + timedelta(days=400))
    for _ in range(2):
        ruined(world)
    world.clock = ManualClock(NOON)

    assert ruined(world).startswith("qualys answered 500")


def test_a_good_sync_forgets_the_failures_before() -> None:
    """They have to come in a row."""
    clock = ManualClock(NOON)
    circuits = Circuits(MemoryCursors(), clock, 2, timedelta(hours=1))

    async def scenario() -> None:
        for _ in range(3):
            await circuits.ended("qualys", Temporary("down"))
            await circuits.ended("qualys", None)
        assert await circuits.refusal("qualys") is None

    run(scenario())


def test_a_tenant_may_have_any_name() -> None:
    """What is kept of the vendor's other tenants beside their cursors is never taken for its place."""
    world = World(Api({"qualys": [{"id": 1}, {"id": 2}]}))
    ruined(world)
    kept = run(world.cursors.load("qualys:circuit"))
    for tenant in ("circuit", "held", "next", "failed", "complete"):
        (report,) = world.sync(tenant=tenant)
        assert (report.resumed, report.hosts) == (False, 2)

    assert run(world.cursors.load("qualys:circuit")) == kept
