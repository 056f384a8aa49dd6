"""Which keys may link: few carriers, none of them known to be another machine by something stronger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.identifiers import BY_CODE, Identifier
from services.deduper.core.usable import CAP, Exclusives, Trust, dispute, exclusives, linking, trust, union

INSTANCE, UUID, SERIAL, NAME = BY_CODE[3], BY_CODE[4], BY_CODE[5], BY_CODE[8]
MAC_NAME, MAC_ADDRESS = BY_CODE[6], BY_CODE[9]


def says(*said: tuple[int, str]) -> Exclusives:
    """Return what a record with these identifiers (code, text) says that is exclusive."""
    return exclusives(Identifier(BY_CODE[code], text).key for code, text in said)


sides = st.lists(
    st.builds(
        lambda texts: says(*texts),
        st.lists(st.tuples(st.sampled_from([3, 4, 5]), st.sampled_from("xyz")), max_size=3),
    ),
    max_size=5,
)


@pytest.mark.parametrize(
    ("one", "other", "tier", "who"),
    [
        (says((3, "i-1")), says((3, "i-2")), 2, INSTANCE),
        (says((3, "i-1")), says((3, "i-1")), 2, None),
        (says((3, "i-1")), says(), 6, None),
        (says((3, "i-1")), says((3, "i-2")), 1, None),
        (says((4, "u-1")), says((4, "u-2")), 2, None),
        (says((4, "u-1")), says((4, "u-2")), 3, UUID),
        (says((4, "u-1"), (5, "s-1")), says((4, "u-2"), (5, "s-2")), 4, UUID),
        (says((8, "a/web")), says((8, "a/db")), 6, NAME),
        (says((8, "a/web")), says((8, "a/db")), 5, None),
        (says((8, "a/web")), says((8, "b/db")), 6, None),
        (says((5, "s-1"), (5, "s-2")), says((5, "s-2")), 4, None),
    ],
)
def test_a_dispute_needs_something_stronger_that_both_have(
    one: Exclusives, other: Exclusives, tier: int, who: object
) -> None:
    """Different values of one exclusive identifier, none in common, of a stronger tier; names only in one vendor."""
    owner = dispute([one, other], tier)

    assert (BY_CODE[owner[0]] if owner else None) is who


@given(sides, st.integers(0, 7))
def test_a_dispute_has_no_order(said: list[Exclusives], tier: int) -> None:
    """Whoever is asked first; and a pair that disagrees makes the whole disagree."""
    found = dispute(said, tier)

    assert dispute(said[::-1], tier) == found == dispute([*said, *said], tier)
    assert (found is not None) is any(dispute([one, other], tier) is not None for one in said for other in said)


@given(sides)
def test_a_union_says_all_that_its_parts_say(said: list[Exclusives]) -> None:
    """In any order, once or twice."""
    every = union(said)

    assert every == union(said[::-1]) == union([*said, every])
    assert all(values <= every[owner] for one in said for owner, values in one.items())


def test_the_cap_is_a_count_of_carriers() -> None:
    """At the cap a key may link, one beyond it is a crowd, whoever they are."""
    assert trust([{}] * CAP, MAC_NAME.code) is Trust.USABLE
    assert trust([{}] * (CAP + 1), MAC_NAME.code) is Trust.CROWD
    assert trust([says((3, "i-1")), says((3, "i-2"))], MAC_ADDRESS.code) is Trust.DISPUTED
    assert trust([says((3, "i-1")), says((3, "i-2"))] * CAP, MAC_ADDRESS.code) is Trust.CROWD
    assert trust([], MAC_NAME.code) is Trust.USABLE


def test_keys_that_only_keep_apart_never_link() -> None:
    """A name in one vendor and an unlink are no links."""
    keys = [Identifier(kind, "x/y").key for kind in BY_CODE.values()]

    assert {BY_CODE[key[0]].name for key in keys if key not in linking(keys)} == {
        "hostname in one vendor",
        "unlink ruling",
    }


def test_a_vendors_third_name_for_a_uuid_makes_it_a_copy() -> None:
    """Two names are one machine's that was set up anew; other vendors' names for it don't count with them."""
    names = [says((8, f"a/{name}")) for name in "xyz"]
    others = [says((8, f"b/{name}")) for name in "xy"]

    assert trust(names[:2] + others, UUID.code) is Trust.USABLE
    assert trust([*names[:2], *names[:2], {}], UUID.code) is Trust.USABLE
    assert trust(names, UUID.code) is Trust.DISPUTED
    assert trust(names, INSTANCE.code) is Trust.USABLE, "an instance id isn't copied"
    assert trust(names, MAC_NAME.code) is Trust.USABLE
