"""What MongoDB is given to hold: the event's own bytes, whatever is in them, within its limit."""

from random import Random

import pytest
from bson import BSON, decode

from shared.adapters.mongodb.documents import bytes_of, of_gone, of_host, of_record
from shared.errors import RollcallError
from tests.contracts.documents import merged, record

MONGODB_LIMIT = 16 << 20


def noise(size: int) -> str:
    """Return text that can't be made much shorter."""
    return Random(1).randbytes(size).decode("latin-1")  # noqa: S311 - no secret


@pytest.mark.parametrize("name", ["web", "ä-☃", "$set", "a.b", '"\\ \u0000', "x" * 3_000_000])
def test_bytes_come_back_as_they_went(name: str) -> None:
    """Any characters and any length: through BSON, as text or compressed."""
    for event, document in (
        (record(1, hostname=name), of_record(record(1, hostname=name))),
        (merged(1, 2**53, hostname=name), of_host(merged(1, 2**53, hostname=name))),
    ):
        assert bytes_of(decode(BSON.encode(document))) == event.encode()


def test_a_short_one_can_be_read_by_people() -> None:
    """It stands there as JSON."""
    assert of_record(record(1))["value"].startswith("{")


def test_a_document_of_many_megabytes_fits() -> None:
    """More than the limit, repetitive as hosts are, stays below MongoDB's limit."""
    long = of_record(record(1, tags=tuple(f"department-{number:06d}-of-the-company" for number in range(500_000))))
    assert len(bytes_of(long)) > MONGODB_LIMIT
    assert len(BSON.encode(long)) < MONGODB_LIMIT


def test_what_can_not_fit_is_refused_by_name() -> None:
    """Nothing is cut: the message says whose document it is, and what was expected."""
    with pytest.raises(RollcallError, match="qualys:1: expected a document that MongoDB can hold"):
        of_record(record(1, hostname=noise(18 << 20)))


def test_a_deletion_leaves_its_revision_and_no_more() -> None:
    """What is gone is found by nothing."""
    assert of_gone("a", 7) == {"_id": "a", "order": 7, "is_there": False}
