"""What every identity index promises of crowds: sets with commutative joins and leaves, and a floor."""

from shared.ports import IdentityIndex
from tests.contracts.changes import CROWD, A, B, C, change, check


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


def test_a_floor_counts_members_not_words(index: IdentityIndex) -> None:
    """Joining or leaving twice in a change counts once, and who joins and leaves in one change has left."""

    async def scenario() -> None:
        await index.commit([change(joins=[(CROWD, A), (CROWD, B)])])
        refused = [
            change(joins=[(CROWD, C), (CROWD, C)], leaves=[(CROWD, A), (CROWD, B)], floor=1),
            change(joins=[(CROWD, C)], leaves=[(CROWD, C), (CROWD, A)], floor=1),
        ]
        assert await index.commit(refused) == [None, None]
        left = change(joins=[(CROWD, C)], leaves=[(CROWD, A), (CROWD, A)], floor=1)
        assert None not in await index.commit([left])
        assert await index.crowds([CROWD]) == {CROWD: frozenset({B, C})}
        assert await index.crowd_sizes([CROWD]) == {CROWD: 2}

    check(scenario)


def test_a_leave_from_no_crowd_is_at_the_floor(index: IdentityIndex) -> None:
    """An unknown crowd has no members, so nobody can leave it."""

    async def scenario() -> None:
        assert await index.commit([change(leaves=[(CROWD, A)])]) == [None]

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
