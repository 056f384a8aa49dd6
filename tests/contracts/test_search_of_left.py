"""What every host store promises of searching where vendors list a host no more."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.deduper.core.merging import merge
from shared.contracts.host import MergedHost
from shared.contracts.query import Condition, HostQuery
from shared.ports import HostStore
from tests.contracts.test_host_search import DAY, EDR, seen


def left_hosts() -> list[MergedHost]:
    """Return hosts that a vendor lists no more: wholly, one of its two records, and all that anybody had."""
    edr_left = [seen("qualys", 11, 1, hostname="no-edr-now"), seen("crowdstrike", 11, 1, agents=(EDR,))]
    one_left = [seen("qualys", 12, 2, hostname="once-twice"), seen("qualys", 13, 1, hostname="once-twice")]
    no_longer_heard = [
        seen("crowdstrike", 14, 20, hostname="all-quiet", agents=(EDR,)),
        seen("qualys", 14, 15),
        seen("tenable", 14, 1),
    ]
    gone = [seen("crowdstrike", 15, 40, hostname="gone"), seen("qualys", 15, 1, first_seen=DAY)]
    left = [
        (edr_left, ["crowdstrike:11"]),
        (one_left, ["qualys:12"]),
        (no_longer_heard, ["tenable:14"]),
        (gone, ["crowdstrike:15", "qualys:15"]),
    ]
    return [MergedHost(revision=1, host=merge(records, gone=dict.fromkeys(ids, DAY))) for records, ids in left]


OF_LEFT: list[tuple[Sequence[Condition], set[str | None]]] = [
    ([Condition("vendors", "has", "qualys")], {"no-edr-now", "once-twice", "all-quiet"}),
    ([Condition("vendors", "has", "tenable")], set()),
    ([Condition("vendors", "lacks", "crowdstrike"), Condition("gone", "is", 0)], {"no-edr-now", "once-twice"}),
    ([Condition("agents", "lacks", "edr")], {"no-edr-now", "once-twice", "gone"}),
    ([Condition("agents", "lacks", "edr"), Condition("gone", "is", 0)], {"no-edr-now", "once-twice"}),
    ([Condition("gone", "is", 1)], {"gone"}),
    ([Condition("first_seen", "since", DAY), Condition("gone", "is", 0)], set()),
    ([Condition("last_scan", "not_since", DAY), Condition("gone", "is", 1)], {"gone"}),
    ([Condition("spare_records", "over", 0)], set()),
    ([Condition("quiet_since", "before", DAY - timedelta(days=7))], {"all-quiet"}),
    ([Condition("heard_at", "since", DAY - timedelta(days=7))], {"no-edr-now", "once-twice"}),
]


@pytest.mark.parametrize(("where", "wanted"), OF_LEFT)
def test_what_a_vendor_lists_no_more_tells_nothing_of_now(
    store: HostStore, where: Sequence[Condition], wanted: set[str | None]
) -> None:
    """Neither the vendor counts nor its agent, nor when it heard from the host; a record that left is no spare one."""

    async def scenario() -> None:
        await store.put_hosts(left_hosts(), [])
        for text in ("", "qualys:"):  # by other ways in a store that plans
            page = await store.search(HostQuery(text, where=tuple(where), counted=True))
            assert {host.hostname for host in page.hosts} == wanted
            assert page.total == len(wanted)

    asyncio.run(scenario())


def test_who_comes_back_counts_again(store: HostStore) -> None:
    """Counts follow the newest revision, whichever way presence went."""

    async def scenario() -> None:
        records = [seen("qualys", 1, 1, hostname="back")]
        for revision, gone in enumerate([{}, {"qualys:1": DAY}, {}], 1):
            await store.put_hosts([MergedHost(revision=revision, host=merge(records, gone=gone))], [])
            counts = [(await store.search(HostQuery(where=(one,), limit=0, counted=True))).total for one in now]
            assert counts == ([0, 1, 0] if gone else [1, 0, 1])

    now = (Condition("gone", "is", 0), Condition("gone", "is", 1), Condition("vendors", "has", "qualys"))
    asyncio.run(scenario())
