"""The production APIs of the simulator: what they take, what they refuse, and who asks for too much."""

from typing import Any

import pytest

from simulator.falcon import page as falcon_page
from simulator.gav import page as gav_page
from simulator.limits import Limits
from simulator.population import Population
from simulator.qps import page as qps_page
from simulator.vmdr import page as vmdr_page

PEOPLE = Population(100)
SORT = {"sort": "modified_timestamp.asc"}


def devices(**query: str) -> Any:  # Any: JSON
    """Return a page of Falcon's, or what was wrong with the query."""
    return falcon_page(PEOPLE, SORT | query)


def test_falcons_devices_come_once_each_by_the_time_of_their_change() -> None:
    """Page after page, whatever the page's length; none has the database's id."""
    found: list[Any] = []
    query: dict[str, str] = {"limit": "7"}
    while following := (said := devices(**query))["meta"]["pagination"]["next"]:
        found += said["resources"]
        query["offset"] = following
    found += said["resources"]

    times = [one["modified_timestamp"] for one in found]
    assert times == sorted(times)
    assert len({one["device_id"] for one in found}) == len(found) == said["meta"]["pagination"]["total"]
    assert not any("_id" in one for one in found)


def test_falcon_gives_what_changed_since() -> None:
    """At or after the time."""
    middle = devices(limit="60")["resources"][-1]["modified_timestamp"]
    some = devices(limit="1000", filter=f"modified_timestamp:>='{middle}'")

    assert 0 < some["meta"]["pagination"]["total"] <= 41
    assert min(one["modified_timestamp"] for one in some["resources"]) == middle


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "10001"}, {"limit": "x"}, {"sort": ""}, {"filter": "hostname:'x'"}, {"offset": "x"}],
)
def test_falcon_refuses_what_it_doesnt_know(query: dict[str, str]) -> None:
    """In words."""
    assert isinstance(devices(**query), str)


def test_falcon_wants_sort_and_filter_again_with_an_offset() -> None:
    """Those of the first page."""
    offset = devices(limit="5")["meta"]["pagination"]["next"]

    assert isinstance(devices(offset=offset, filter="modified_timestamp:>='2026-01-01T00:00:00Z'"), str)
    assert not isinstance(devices(offset=offset), str)


def test_qualys_assets_come_once_each_by_id() -> None:
    """The last page says so; one without assets says nothing but that."""
    found: list[int] = []
    while (said := qps_page(PEOPLE, 7, found[-1] if found else 0, "")).get("hasMoreRecords") == "true":
        found += [one["id"] for one in said["data"]]
        assert said["lastId"] == found[-1]
    found += [one["id"] for one in said["data"]]

    assert (found, len(found)) == (sorted(set(found)), PEOPLE.count("qualys") - 1)
    assert qps_page(PEOPLE, 7, found[-1], "") == {"count": 0, "data": []}


def test_who_asks_for_more_than_a_minute_takes_is_counted() -> None:
    """And told how long to wait; after that there is room again."""
    now = [0.0]
    limits = Limits(rate=2, concurrency=9, now=lambda: now[0])

    def ask() -> float:
        with limits.entered() as wait:
            return wait

    waits = [ask(), ask()]
    now[0] = 10
    assert (waits, ask(), limits.remaining) == ([0, 0], 50, 0)
    now[0] = 60
    assert (ask(), limits.violations, limits.requests) == (0, {"rate": 1, "concurrency": 0}, 4)


def test_who_asks_for_more_at_once_is_counted() -> None:
    """Those that are open count, not those that were."""
    limits = Limits(concurrency=1)
    with limits.entered() as first, limits.entered() as second:
        assert (first, second) == (0, 1)
    with limits.entered() as third:
        assert third == 0
    assert limits.violations == {"rate": 0, "concurrency": 1}


def test_gavs_assets_come_once_each_by_id() -> None:
    """The last page says so; after it there is nothing at all."""
    found: list[int] = []
    more = 1
    while more:
        said: Any = gav_page(PEOPLE, 7, found[-1] if found else 0)
        found += [one["assetId"] for one in said["assetListData"]["asset"]]
        more = said["hasMore"]
        assert said["lastSeenAssetId"] == found[-1]

    assert (found, len(found)) == (sorted(set(found)), PEOPLE.count("qualys") - 1)
    assert gav_page(PEOPLE, 7, found[-1]) is None


def test_the_host_list_comes_once_each_by_the_scanners_number() -> None:
    """From a number on; the last page has none to go on with. Hosts that were never scanned aren't there."""
    found: list[int] = []
    least, more = 0, True
    while more:
        hosts, least = vmdr_page(PEOPLE, 7, least, "")
        found += [int(one["ID"]) for one in hosts]
        more = least > 0

    assert (found, len(found)) == (sorted(set(found)), PEOPLE.count("qualys") - 3)
    assert vmdr_page(PEOPLE, 7, found[-1] + 1, "") == ([], 0)
