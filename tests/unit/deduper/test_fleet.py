"""The golden fleet comes out as the machines that it is made of, in any order."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.clusters import Claim, clusters, record_ref
from services.deduper.core.identifiers import identifiers
from shared.contracts.record import HostRecord
from tests.unit.deduper.fleet import MACHINES

RECORDS = [record for records in MACHINES.values() for record in records]


def partition(records: Iterable[HostRecord]) -> set[frozenset[str]]:
    """Return which records the rules take for one machine."""
    claims = [
        Claim(record_ref(one.id), one.id, tuple(sorted({key.key for key in identifiers(one)}))) for one in records
    ]
    return {frozenset(member.id for member in cluster.members) for cluster in clusters(claims)}


@given(st.permutations(range(len(RECORDS))))
def test_each_machine_is_one_host(order: list[int]) -> None:
    """No two machines are taken for one, and none for two."""
    found = partition(RECORDS[place] for place in order)
    wanted = {frozenset(one.id for one in machine) for machine in MACHINES.values()}

    assert found - wanted == wanted - found == set()
