"""The boundary of one host: whatever is raised while it is read makes that host alone a dead letter."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import field_validator

from services.normalizer.core import normalize, read
from services.normalizer.vendors import Reader
from shared.contracts.event import Event
from shared.contracts.raw import AnyPage
from shared.contracts.record import HostRecord
from shared.contracts.sync import LISTED_AT, SyncCompleted, listed_at
from shared.contracts.topics import RAW
from shared.errors import Permanent
from tests.payloads.recorded import READERS, page

GOOD, BAD, LAST = {"id": 1, "name": "web-1"}, {"id": 2, "name": "bad"}, {"id": 3, "name": "web-3"}
HALF = "\ud800"  # a surrogate without its other half


def failing(error: Exception) -> dict[str, Reader]:
    """Return the readers, of which Qualys' raises this at the bad host."""

    def to_host(payload: Any, fetched_at: datetime) -> HostRecord:
        if payload.name == "bad":
            raise error
        return READERS["qualys"].to_host(payload, fetched_at)

    return READERS | {"qualys": replace(READERS["qualys"], to_host=to_host)}


def making(**fields: object) -> dict[str, Reader]:
    """Return the readers, of which Qualys' gives a record with these fields of the bad host."""

    def to_host(payload: Any, fetched_at: datetime) -> HostRecord:
        record = READERS["qualys"].to_host(payload, fetched_at)
        return record.model_copy(update=fields) if payload.name == "bad" else record

    return READERS | {"qualys": replace(READERS["qualys"], to_host=to_host)}


@pytest.mark.parametrize(
    "error",
    [OverflowError("int too large"), RecursionError("too deep"), MemoryError(), KeyError("id"), ValueError(HALF),
     AttributeError("no such"), ZeroDivisionError(), UnicodeEncodeError("utf-8", HALF, 0, 1, "surrogates")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_whatever_a_host_raises_costs_only_itself(error: Exception) -> None:
    """The others of its page go on; the reason names the host, what was expected and the error."""
    records, (refused,) = normalize(page("qualys", GOOD, BAD, LAST).encode(), failing(error))

    assert [record.vendor_id for record in records] == ["1", "3"]
    assert refused.page.hosts == (BAD,)
    expected = "host 1 of the page (id 2): expected a host that reader qualys can make a record of; got "
    assert str(refused.reason).startswith(expected + type(error).__name__)
    str(refused.reason).encode()  # headers of a dead letter are UTF-8


@pytest.mark.parametrize(
    "fields",
    [{"vendor_id": HALF}, {"names": (HALF,)}, {"last_user": HALF}, {"observed_at": "soon"}, {"flags": 7}],
    ids=str,
)
def test_a_record_that_has_no_bytes_costs_only_itself(fields: dict[str, object]) -> None:
    """Its encoding, its id and its version belong to reading it."""
    records, (refused,) = normalize(page("qualys", GOOD, BAD, LAST).encode(), making(**fields))

    assert ([record.vendor_id for record in records], refused.page.hosts) == (["1", "3"], (BAD,))


@pytest.mark.parametrize(
    "host", [{"id": HALF}, {HALF: 1}, {"id": 10**4_000}, {"id": {1, 2}}, {"id": object()}], ids=range(5)
)
def test_a_letter_can_be_written_whatever_the_host_is(host: object) -> None:
    """One that has no JSON is told as text: its page is still in hosts.raw."""
    records, (refused,) = read(page("tenable", host), READERS)

    assert (records, len(AnyPage.decode(RAW.message(refused.page).value or b"").hosts)) == ([], 1)
    str(refused.reason).encode()


def test_an_integer_of_310_digits_costs_only_its_field() -> None:
    """No float holds it, which a test for infinity took for its own fault."""
    host = json.dumps({**GOOD, "totalMemory": 10**309}).encode()
    raw = page("qualys", 0).encode().replace(b'"hosts":[0]', b'"hosts":[' + host + b"]")
    (record,), refused = normalize(raw, READERS)

    assert (record.flags, record.hardware.memory_mib, refused) == (("no_clock", "unread:totalMemory"), None, [])


ENDS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@pytest.mark.parametrize("moment", ENDS)
@pytest.mark.parametrize(
    ("event", "value"),
    [(HostRecord, '{"vendor":"v","vendor_id":"1","observed_at":"%s"}'),
     (SyncCompleted, '{"vendor":"v","started_at":"%s","hosts":1}'),
     (AnyPage, '{"vendor":"v","endpoint":"e","sync_id":"s","sequence":0,"hosts":[],"fetched_at":"%s"}')],
    ids=["record", "sync", "page"],
)  # fmt: skip
def test_an_end_of_time_without_utc_is_refused(event: type[Event], value: str, moment: str) -> None:
    """It is an error of the message, as any other wrong field."""
    with pytest.raises(Permanent, match=r"expected a time between the years 1 and 9999 of UTC"):
        event.decode((value % moment).encode())


@pytest.mark.parametrize("moment", [*ENDS, "2026-11-20T06:00:00", "", "soon"])
def test_a_listing_without_an_instant_is_refused(moment: str) -> None:
    """A time without its offset is another instant on each machine."""
    with pytest.raises(Permanent, match="header listed-at: expected a time"):
        listed_at({LISTED_AT: moment})


class Breaking(Event):
    """An event whose field can't be checked."""

    depth: int = 0

    @field_validator("depth")
    @classmethod
    def _never(cls, _: int) -> int:
        raise RecursionError("too deep")


def test_bytes_that_break_a_model_are_refused() -> None:
    """Whatever a message raises while it is read is its own fault: it is no end of a process."""
    with pytest.raises(Permanent, match="Breaking: expected an event; got RecursionError: too deep"):
        Breaking.decode(b'{"depth": 7}')


def test_a_listing_tells_its_instant() -> None:
    """In UTC, whichever offset its header has."""
    assert listed_at({LISTED_AT: "2026-11-20T08:00:00+02:00"}) == datetime(2026, 11, 20, 6, tzinfo=UTC)
