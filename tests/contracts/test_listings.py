"""What every host store promises of listings and syncs: in any order, the later or the stricter stands."""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.sync import Listing, SyncCompleted
from shared.ports import HostStore
from tests.contracts.conftest import New, several
from tests.contracts.test_guarded_writes import Told, after, told

DAWN = datetime(2026, 1, 1, 6, tzinfo=UTC)
_listings = st.builds(
    lambda number, hour: Listing(f"qualys:{number}", "qualys", DAWN + timedelta(hours=hour, microseconds=number)),
    st.integers(0, 2),
    st.integers(0, 2),
)
_syncs = st.builds(
    lambda hour, hosts: SyncCompleted(vendor="qualys", started_at=DAWN + timedelta(hours=hour), hosts=hosts),
    st.integers(0, 1),
    st.integers(0, 3),
)


async def kept(store: HostStore) -> tuple[list[Listing], list[bytes]]:
    """Return the listings and syncs that a store holds."""
    listings = [one async for one in store.listed_before("qualys", DAWN + timedelta(days=1))]
    return listings, [one.encode() async for one in store.syncs()]


@several
@given(told(_listings))
def test_the_latest_listing_of_a_record_stands(new_store: New[HostStore], listings: Told[Listing]) -> None:
    """To the microsecond, whatever the order of writing."""
    best = listings.best(lambda one: one.record, lambda one: one.at)

    for calls in (listings.once, listings.again):
        assert after(new_store, calls, lambda store, call: store.put_listings(call), kept) == (best, [])


@several
@given(told(_syncs))
def test_the_strictest_telling_of_a_sync_stands(new_store: New[HostStore], syncs: Told[SyncCompleted]) -> None:
    """Of one start the telling with the fewest hosts, whatever the order of writing."""
    best = syncs.best(lambda one: one.key, lambda one: one.order)

    for calls in (syncs.once, syncs.again):
        found = after(new_store, calls, lambda store, call: store.put_syncs(call), kept)
        assert found == ([], [one.encode() for one in best])
    assert [one.hosts for one in best] == [
        min(one.hosts for call in syncs.once for one in call if one.key == key.key) for key in best
    ]


def test_listings_are_counted_and_found_by_source_and_time(store: HostStore) -> None:
    """Those of another source aren't; the moment itself is since, not before; those asked for come together."""

    async def scenario() -> None:
        many = [Listing(f"qualys:{number}", "qualys", DAWN + timedelta(minutes=number)) for number in range(1200)]
        other = Listing("qualys:1@emea", "qualys/emea", DAWN)
        await store.put_listings([*reversed(many), other])
        noon = DAWN + timedelta(hours=6)

        before = [one async for one in store.listed_before("qualys", noon)]
        assert before == sorted(many[:360], key=lambda one: one.record)
        assert await store.count_listed("qualys", noon) == 840
        assert await store.count_listed("qualys/emea", DAWN) == 1
        assert await store.count_listed("tenable", DAWN) == 0
        assert await store.get_listings([other.record, "qualys:7", "qualys:none"]) == {
            one.record: one for one in (other, many[7])
        }
        assert await store.get_listings([]) == {}

    asyncio.run(scenario())


def test_listings_may_be_written_while_they_are_read(store: HostStore) -> None:
    """What comes back meanwhile may be given or not; what doesn't is given."""

    async def scenario() -> None:
        many = [Listing(f"qualys:{number:03}", "qualys", DAWN) for number in range(600)]
        await store.put_listings(many)
        found = []
        async for one in store.listed_before("qualys", DAWN + timedelta(hours=1)):
            found.append(one.record)
            await store.put_listings([Listing(many[-1].record, "qualys", DAWN + timedelta(hours=2))])

        assert set(found) >= {one.record for one in many[:-1]}

    asyncio.run(scenario())


def test_a_sync_that_is_forgotten_may_be_told_again(store: HostStore) -> None:
    """Those of the keys go, others stay; what isn't there is no trouble."""

    async def scenario() -> None:
        first, second = (
            SyncCompleted(vendor="qualys", started_at=DAWN + timedelta(hours=at), hosts=3) for at in (0, 1)
        )
        await store.put_syncs([first, second])
        await store.forget_syncs([first.key, "qualys/none"])
        await store.forget_syncs([])
        assert await kept(store) == ([], [second.encode()])

        laxer = first.model_copy(update={"hosts": 4})
        await store.put_syncs([laxer])
        assert await kept(store) == ([], [laxer.encode(), second.encode()])

    asyncio.run(scenario())


def test_syncs_may_be_forgotten_while_they_are_read(store: HostStore) -> None:
    """By another worker: what stays is given."""

    async def scenario() -> None:
        syncs = [SyncCompleted(vendor="qualys", started_at=DAWN + timedelta(hours=at), hosts=3) for at in range(4)]
        await store.put_syncs(syncs)
        found = []
        async for one in store.syncs():
            found.append(one)
            await store.forget_syncs([syncs[1].key, syncs[2].key])

        assert [one for one in found if one not in syncs[1:3]] == [syncs[0], syncs[3]]

    asyncio.run(scenario())
