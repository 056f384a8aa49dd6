"""Joining tier by tier: stronger keys first, a component that disagrees not at all, and each refusal listed."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.clusters import MAX_SIDES, Claim, Cluster, clusters, components, record_ref
from services.deduper.core.identifiers import BY_CODE, Identifier
from tests.unit.deduper.worlds import ALL_KEYS, CAP, IDS


def claim(record_id: str, *said: tuple[int, str]) -> Claim:
    """Return what identity sees of a record with these identifiers (code, text)."""
    keys = tuple(sorted(Identifier(BY_CODE[code], text).key for code, text in said))
    return Claim(record_ref(record_id), record_id, keys)


def ids(found: Sequence[Cluster]) -> set[tuple[str, ...]]:
    """Return the record ids of each cluster, the root first."""
    return {tuple(member.id for member in one.members) for one in found}


claims = st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(ALL_KEYS), max_size=5), max_size=10).map(
    lambda said: [Claim(record_ref(one), one, tuple(sorted(set(keys)))) for one, keys in said.items()]
)


@given(claims)
def test_clusters_are_a_partition_in_any_order(said: list[Claim]) -> None:
    """Each record is in one cluster; the order of asking changes neither clusters nor refusals."""
    one, other = clusters(said, CAP), clusters(said[::-1], CAP)

    assert sorted(name for each in ids(one) for name in each) == sorted(record.id for record in said)
    assert {(tuple(each.members), frozenset(each.refusals)) for each in one} == {
        (tuple(each.members), frozenset(each.refusals)) for each in other
    }


@given(claims)
def test_a_stranger_changes_nothing(said: list[Claim]) -> None:
    """A record that shares no key with anyone is alone, and nobody else's cluster differs."""
    alone = claim("z:stranger", (5, "its own"))

    assert ids(clusters([*said, alone], CAP)) == {*ids(clusters(said, CAP)), ("z:stranger",)}


def test_what_a_stronger_tier_joined_stays_joined() -> None:
    """Two names of one vendor don't part what an instance id holds."""
    one = claim("a:1", (3, "i-1"), (8, "a/old"))
    other = claim("a:2", (3, "i-1"), (8, "a/new"))

    assert ids(clusters([one, other])) == {("a:1", "a:2")}


def test_a_component_that_disagrees_is_not_joined_at_all() -> None:
    """Two serials at the ends of a chain keep all its links apart at that tier; the refusal names both, once."""
    left, middle, right = (
        claim("a:1", (5, "s-1"), (6, "m-1")),
        claim("a:2", (6, "m-1"), (6, "m-2")),
        claim("a:3", (5, "s-2"), (6, "m-2")),
    )
    found = clusters([left, middle, right])

    assert ids(found) == {("a:1",), ("a:2",), ("a:3",)}
    assert len({refusal for each in found for refusal in each.refusals}) == 1
    assert [side.record for side in next(iter(found[0].refusals)).sides] == [left.ref, right.ref]


def test_what_is_refused_at_one_tier_may_join_at_the_next() -> None:
    """The middle of that chain still joins the side with which a weaker key of its own connects it."""
    said = [
        claim("a:1", (5, "s-1"), (6, "m-1"), (9, "p-1")),
        claim("a:2", (6, "m-1"), (6, "m-2"), (9, "p-1")),
        claim("a:3", (5, "s-2"), (6, "m-2")),
    ]

    assert ids(clusters(said)) == {("a:1", "a:2"), ("a:3",)}


def test_the_sides_of_a_refusal_are_bounded() -> None:
    """Of many machines behind one chain of keys some are named."""
    said = [
        claim(f"a:{number:02}", (5, f"s-{number}"), (6, f"m-{number}"), (6, f"m-{number + 1}")) for number in range(40)
    ]
    bridges = [claim(f"b:{number:02}", (6, f"x-{number}"), (6, f"x-{number + 1}")) for number in range(40)]
    ends = [claim(f"c:{number:02}", (5, f"s-{number}"), (6, f"x-{number}")) for number in range(40)]
    refusals = {refusal for each in clusters([*said, *bridges, *ends]) for refusal in each.refusals}

    assert refusals
    assert {len(refusal.sides) for refusal in refusals} == {MAX_SIDES}


@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), max_size=10))
def test_components_are_what_is_connected(sets: list[list[int]]) -> None:
    """Items are in one component iff sets lead from one to the other."""
    parts = [set(part) for part in components(sets)]

    assert sum(map(len, parts)) == len({item for items in sets for item in items})
    assert all(any(set(items) <= part for part in parts) for items in sets)
