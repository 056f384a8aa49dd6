"""What every identity index promises: compare-and-set of many names, crowds, and an outbox."""

import asyncio
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.ports import Change, IdentityIndex

A, B, C = (bytes([letter]) * 10 for letter in b"abc")
CROWD = b"k" * 10


def check(scenario: Callable[[], Awaitable[None]]) -> None:
    """Run a scenario."""

    async def run() -> None:
        await scenario()

    asyncio.run(run())


def change(*, floor: int = 0, **parts: object) -> Change:
    """Return a change that expects nothing and writes nothing but what is given."""
    return Change(**{"expected": {}, "writes": {}, "floor": floor, **parts})  # type: ignore[arg-type] # parts by name


def test_writes_reads_and_deletes(index: IdentityIndex) -> None:
    """A written value is read back, an absent name is left out, None deletes; a value may be empty or long."""

    async def scenario() -> None:
        long = b"x" * 70_000
        await index.commit([change(writes={A: b"1", B: b"", C: long})])
        assert await index.get_many([A, B, C, CROWD]) == {A: b"1", B: b"", C: long}
        await index.commit([change(expected={C: long}, writes={A: None, C: b"2"})])
        assert await index.get_many([A, B, C]) == {B: b"", C: b"2"}

    check(scenario)


def test_a_change_applies_whole_or_not_at_all(index: IdentityIndex) -> None:
    """If one expected value differs, nothing of that change is done; the others of the call are."""

    async def scenario() -> None:
        await index.commit([change(writes={A: b"1"})])
        good, bad, absent = await index.commit(
            [
                change(expected={A: b"1"}, writes={A: b"2"}, dirty=[A]),
                change(expected={A: b"1"}, writes={B: b"9"}, joins=[(CROWD, A)], dirty=[B]),
                change(expected={B: None}, writes={C: b"3"}),
            ]
        )
        assert good is not None
        assert absent is not None
        assert bad is None
        assert await index.get_many([A, B, C]) == {A: b"2", C: b"3"}
        assert await index.outbox(9) == [(A, good)]
        assert await index.crowds([CROWD]) == {CROWD: frozenset()}

    check(scenario)


def test_revisions_grow_and_the_outbox_holds_the_latest(index: IdentityIndex) -> None:
    """A host that changes again has its newest revision, and comes after those that changed before."""

    async def scenario() -> None:
        first, second, third = await index.commit([change(dirty=[A]), change(dirty=[B]), change(dirty=[A])])
        assert first
        assert second
        assert third
        assert 0 < first < second < third
        assert await index.outbox(9) == [(B, second), (A, third)]
        assert await index.outbox(1) == [(B, second)]
        await index.clear([(A, first), (B, second)])
        assert await index.outbox(9) == [(A, third)]

    check(scenario)


def test_crowds_take_members_in_any_order(index: IdentityIndex) -> None:
    """Joining twice is joining once, leaving what one isn't in does nothing, and the size is known."""

    async def scenario() -> None:
        await index.commit([change(joins=[(CROWD, A), (CROWD, B)]), change(joins=[(CROWD, A), (CROWD, C)])])
        await index.commit([change(leaves=[(CROWD, b"z" * 10)], floor=2)])
        assert await index.crowds([CROWD, A]) == {CROWD: frozenset({A, B, C}), A: frozenset()}
        assert await index.crowd_sizes([CROWD, A]) == {CROWD: 3, A: 0}

    check(scenario)


def test_a_leave_that_breaks_the_floor_is_a_conflict(index: IdentityIndex) -> None:
    """A crowd isn't left at the floor or below, counted after the joins and leaves of the same change."""

    async def scenario() -> None:
        await index.commit([change(joins=[(CROWD, A), (CROWD, B)])])
        refused, swapped, allowed = await index.commit(
            [
                change(leaves=[(CROWD, A)], writes={A: b"1"}, floor=1),
                change(leaves=[(CROWD, A)], joins=[(CROWD, C)], floor=1),
                change(leaves=[(CROWD, C)], floor=0),
            ]
        )
        assert refused is None
        assert swapped
        assert allowed
        assert await index.crowds([CROWD]) == {CROWD: frozenset({B})}
        assert await index.get_many([A]) == {}

    check(scenario)


def test_settling_needs_the_exact_members(index: IdentityIndex) -> None:
    """A crowd is dissolved only while its members are those that the decision saw."""

    async def scenario() -> None:
        await index.commit([change(joins=[(CROWD, A), (CROWD, B)])])
        stale, right = await index.commit(
            [
                change(settled={CROWD: frozenset({A})}, writes={A: b"1"}),
                change(settled={CROWD: frozenset({A, B})}, writes={B: b"2"}),
            ]
        )
        assert stale is None
        assert right
        assert await index.crowd_sizes([CROWD]) == {CROWD: 0}
        assert await index.get_many([A, B]) == {B: b"2"}

    check(scenario)


names = st.binary(min_size=10, max_size=10) | st.sampled_from([A, B, C, b"\0" * 10])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.dictionaries(names, st.none() | st.binary(max_size=40) | st.builds(lambda n: n * 5, names)), max_size=8)
)
def test_behaves_like_a_dictionary(index: IdentityIndex, batches: list[dict[bytes, bytes | None]]) -> None:
    """Whatever is written, also names inside values, the map reads like a dictionary."""

    async def scenario() -> None:
        every = {name for batch in batches for name in batch} | {A, B, C}
        model = await index.get_many(every)
        for batch in batches:
            await index.commit([change(writes=batch)])
            model = {**model, **{name: value for name, value in batch.items() if value is not None}}
            model = {name: value for name, value in model.items() if batch.get(name, value) is not None}
            assert await index.get_many(every) == model

    check(scenario)


def test_size_counts_what_is_held(index: IdentityIndex) -> None:
    """The size grows with the content."""

    async def scenario() -> None:
        before = await index.size()
        await index.commit([change(writes={A: b"x" * 1000}, joins=[(CROWD, A)])])
        assert await index.size() >= before + 1000

    check(scenario)
