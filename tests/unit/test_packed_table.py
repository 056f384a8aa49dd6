"""The packed table of the memory index: a map, whatever lies next to what in a bucket."""

from hashlib import blake2b
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory.packed import PackedTable

NAMES = [blake2b(bytes([number]), digest_size=10).digest() for number in range(40)]
SIZES = st.sampled_from([0, 1, 11, 40, 254, 255, 256, 1000])
VALUES = st.none() | st.builds(lambda size, fill: bytes([fill]) * size, SIZES, st.integers(0, 255))
STEPS = st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1), max_size=12)


@given(STEPS)
def test_it_is_a_map(steps: list[dict[bytes, bytes | None]]) -> None:
    """Values of any size come, change and go; the others stay what they are."""
    table, like = PackedTable(), dict[bytes, bytes]()
    for step in steps:
        table.put_many(step)
        like.update({name: value for name, value in step.items() if value is not None})
        for name in [name for name, value in step.items() if value is None]:
            like.pop(name, None)

        assert table.get_many(NAMES) == like
        assert len(table) == len(like)


def in_first(name: bytes) -> bool:
    """Tell whether a small table has the name in its first bucket."""
    return hash(name) % 64 == 0


def test_a_name_is_not_found_across_two_others() -> None:
    """The end of one and the beginning of the next may read like a third that is due in the same bucket."""
    digests = (blake2b(number.to_bytes(4), digest_size=10).digest() for number in range(40_000))
    pairs = pairwise(filter(in_first, digests))
    one, other = next((one, other) for one, other in pairs if in_first(one[5:] + other[:5]))
    across = one[5:] + other[:5]
    table = PackedTable()
    table.put_many({one: b"1", other: b"2"})
    assert table.get_many([across]) == {}
    table.put_many({across: b"3"})
    assert table.get_many([one, other, across]) == {one: b"1", other: b"2", across: b"3"}


def test_a_long_value_leaves_nothing_behind() -> None:
    """It is kept beside the buckets while it stands."""
    table = PackedTable()
    table.put_many({NAMES[0]: b"x" * 100_000, NAMES[1]: b"x" * 100_000})
    table.put_many({NAMES[0]: b"x", NAMES[1]: None})
    assert table.size() < 100_000


def test_it_grows() -> None:
    """Many thousand names are found while buckets are split, and its size is about theirs."""
    names = [blake2b(number.to_bytes(4), digest_size=10).digest() for number in range(20_000)]
    table = PackedTable()
    for start in range(0, len(names), 500):
        table.put_many({name: name[:3] for name in names[start : start + 500]})

        assert table.get_many(names) == {name: name[:3] for name in names[: start + 500]}
    assert len(names) * 14 < table.size() < len(names) * 24


@pytest.mark.parametrize("name", [b"", b"nine.....", b"eleven....."])
def test_names_have_ten_bytes(name: bytes) -> None:
    """Another length is refused before anything is written: it would be taken for a part of its neighbours."""
    table = PackedTable()
    with pytest.raises(ValueError, match="expected a name of 10 bytes"):
        table.put_many({name: b"1"})
    assert len(table) == 0
