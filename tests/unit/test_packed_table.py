"""The packed table of the memory index; that it is a map, the contract of the index shows."""

import pytest

from shared.adapters.memory.packed import PackedTable


@pytest.mark.parametrize("name", [b"", b"nine.....", b"eleven....."])
def test_names_have_ten_bytes(name: bytes) -> None:
    """Another length is refused before anything is written: it would be taken for a part of its neighbours."""
    table = PackedTable()
    with pytest.raises(ValueError, match="expected a name of 10 bytes"):
        table.put_many({name: b"1"})
    assert len(table) == 0
