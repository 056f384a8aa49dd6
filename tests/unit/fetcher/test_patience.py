"""Waiting for a vendor that has enough for now: as long as it asks, else longer each time, within a budget."""

from contextlib import suppress
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.client import Client
from services.fetcher.politeness import FIRST, JITTER, LONGEST_ASKED, SPREAD, Busy, Patience, asked_to_wait
from shared.errors import Temporary
from tests.unit.fetcher.syncs import World
from tests.unit.fetcher.world import NOON, QUALYS, Api, client, run, settings_of, waited

PLACE = '{"skip":0,"limit":2}'
HOSTS = [{"id": 1}, {"id": 2}, {"id": 3}]
chances = st.floats(0, 1)


def busy_for(seconds: float, status: int = 429) -> tuple[Client, list[float]]:
    """Return a client of a vendor that is busy until then by the client's clock, and a list of when it was asked."""
    api, asked = Api({"qualys": HOSTS}), list[float]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(waited(asking))
        return httpx.Response(status, text="slow down") if asked[-1] < seconds else api.answer(request)

    asking = client(answer, attempts=1)
    return asking, asked


@pytest.mark.parametrize("status", [409, 429, 503])
@pytest.mark.parametrize("seconds", [25, 60, 890])
def test_a_window_of_too_many_requests_is_waited_out(status: int, seconds: float) -> None:
    """Of half a minute, of a minute, of nearly all that is allowed: to wait is no failed attempt."""
    asking, asked = busy_for(seconds, status)

    assert run(asking.page(QUALYS, settings_of(), PLACE)).hosts == HOSTS[:2]
    assert seconds <= waited(asking) <= 900.1
    assert len(asked) < 40


def test_the_last_words_of_a_vendor_that_stays_busy_are_told() -> None:
    """Whole and first; then for how long it was waited, and the setting that says so."""
    asking, asked = busy_for(1e9)
    with pytest.raises(Busy) as caught:
        run(asking.page(QUALYS, settings_of(), PLACE))

    said = 'qualys answered 429: "slow down"; it was waited for 900 seconds in all, FETCHER_PATIENCE=900'
    assert str(caught.value) == said
    assert waited(asking) == pytest.approx(900)
    assert len(asked) < 40


def test_whoever_only_looks_waits_for_nobody() -> None:
    """As `rollcall check-vendor` does."""
    asking = client(lambda _: httpx.Response(429, headers={"retry-after": "60"}), attempts=1, patience=0)
    with pytest.raises(Busy):
        run(asking.page(QUALYS, settings_of(), PLACE))
    assert waited(asking) == 0


def test_other_failures_have_their_own_count() -> None:
    """A vendor that is busy between its outages has one budget for the page, and as many attempts as ever."""
    sick = [httpx.Response(status) for status in (429, 500, 429, 500, 503, 500)]
    asking = client(lambda _: sick.pop(0), attempts=3)
    with pytest.raises(Temporary, match="qualys answered 500") as caught:
        run(asking.page(QUALYS, settings_of(), PLACE))
    assert (sick, type(caught.value)) == ([], Temporary)
    assert FIRST * (1 + 2 + 4) <= waited(asking) <= FIRST * (1 + 2 + 4) * (1 + SPREAD)


def test_a_sync_that_waited_in_vain_keeps_its_place() -> None:
    """The next one goes on there."""
    world = World(Api({"qualys": HOSTS}))

    def busy_at_the_end(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429) if request.url.params["skip"] == "2" else world.api.answer(request)

    (failed,) = run(world.fetcher(answering=busy_at_the_end).sync_all())
    assert (type(failed.error), failed.hosts) == (Busy, 2)
    (report,) = world.sync()
    assert (report.resumed, world.hosts()) == (True, HOSTS)


def pages_within(asking: Client, pages: int) -> int:
    """Return how many pages came before the budget of one sync was used up."""
    patience, came = asking.patience(), 0

    async def work() -> int:
        nonlocal came
        for _ in range(pages):
            await asking.page(QUALYS, settings_of(), PLACE, patience)
            came += 1
        return came

    with suppress(Busy):
        run(work())
    return came


def test_a_vendor_that_allows_some_requests_a_minute_is_fetched_to_the_end() -> None:
    """Each page gives back what such a vendor lets us wait, so hours of such waits aren't too many."""
    busy, good = httpx.Response(429, headers={"retry-after": "59"}), httpx.Response(200, json=HOSTS[:2])
    answers = [busy, good] * 100
    asking = client(lambda _: answers.pop(0), attempts=1)

    assert pages_within(asking, 100) == 100
    assert waited(asking) > 59 * 100


def test_a_page_now_and_then_doesnt_make_a_sync_last_for_days() -> None:
    """The budget is the sync's: a vendor that needs a quarter of an hour for each page is given up at the second."""
    answers = [0.0]

    def answer(_: httpx.Request) -> httpx.Response:
        if waited(asking) - answers[-1] < 600:
            return httpx.Response(429)
        answers.append(waited(asking))
        return httpx.Response(200, json=HOSTS[:2])

    asking = client(answer, attempts=1)
    assert pages_within(asking, 9) == 1
    assert waited(asking) < 900 + 61


def test_a_page_without_hosts_gives_nothing_back() -> None:
    """It may only say that the vendor isn't ready: so nobody is waited for without end."""
    patience = Patience(900, 60)
    patience.wait(300, 0)
    patience.arrived(0)
    assert (patience.spent, patience.refusals) == (300, 0)
    patience.arrived(1)
    assert patience.spent == pytest.approx(240)


def test_the_budget_is_that_of_a_sync() -> None:
    """What was waited for at a page is missing at the next; the message says for how long it was in all."""
    world, pages = World(Api({"qualys": HOSTS})), list[int]()

    def slow(request: httpx.Request) -> httpx.Response:
        if waited(fetcher._client) < 800 * (1 + len(pages)):
            return httpx.Response(429)
        pages.append(1)
        return world.api.answer(request)

    fetcher = world.fetcher(answering=slow)
    (failed,) = run(fetcher.sync_all())

    assert (type(failed.error), failed.hosts) == (Busy, 2)
    assert str(failed.error).endswith("it was waited for 960 seconds in all, FETCHER_PATIENCE=900")


@given(st.floats(0, 5000), st.floats(0.01, 500), st.floats(0, 20_000), st.data())
def test_the_budget_is_used_to_its_end_and_no_further(
    budget: float, longest: float, busy: float, data: st.DataObject
) -> None:
    """Against a vendor that is busy for so long and never says how long: it is reached if, and only if, that is less.

    Each wait is at most the longest and its spread, and never shorter than the one before but for the last.
    """
    patience, waits = Patience(budget, longest), list[float]()
    while sum(waits) < busy and (seconds := patience.wait(0.0, data.draw(chances))) is not None:
        waits.append(seconds)

    assert sum(waits) <= budget + 1e-6
    assert busy > budget - 0.01 or sum(waits) >= busy
    assert all(seconds <= longest * (1 + SPREAD) for seconds in waits)
    assert all(later >= min(before / (1 + SPREAD), longest) for before, later in pairwise(waits[:-1]))


@given(st.floats(0.1, 5000), st.lists(st.tuples(st.floats(0.5, 1e6), chances), min_size=1, max_size=60))
def test_what_a_vendor_asks_for_it_gets_whole(budget: float, asked: list[tuple[float, float]]) -> None:
    """An hour at most; once the budget is used up no further wait begins."""
    patience, spent = Patience(budget, 60), 0.0
    for seconds, chance in asked:
        wait = patience.wait(seconds, chance)
        if wait is None:
            assert spent >= budget - 0.01
            break
        assert min(seconds, LONGEST_ASKED) <= wait <= min(seconds, LONGEST_ASKED) + JITTER
        spent += wait
    assert spent <= budget + LONGEST_ASKED + JITTER


@pytest.mark.parametrize("date", ["", "now", "Sat, 99 Jan 99999999999 12:00:30 GMT"])
def test_a_date_that_is_none_is_ours(date: str) -> None:
    """Nothing fails on it."""
    assert asked_to_wait({"date": date, "retry-after": str(int(NOON.timestamp()) + 7)}, NOON) == 7
