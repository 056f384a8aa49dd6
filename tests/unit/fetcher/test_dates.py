"""A header's date: one reading of it, whoever asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.core import Answer
from services.fetcher.dates import http_date, said_at
from services.fetcher.politeness import asked_to_wait
from services.fetcher.vendors import _falcon_answers, _qualys
from services.fetcher.vendors._falcon_places import Place
from services.fetcher.vendors.tenable_export import VENDOR
from services.fetcher.vendors.tenable_export import Place as Export
from tests.unit.fetcher.world import NOON

SAME = [
    "Sat, 31 Jan 2026 12:00:00 GMT",
    "Sat, 31 Jan 2026 12:00:00",
    "Sat, 31 Jan 2026 12:00:00 -0000",
    "Saturday, 31-Jan-26 12:00:00 GMT",
    "Sat Jan 31 12:00:00 2026",
    "Sat, 31 Jan 2026 14:00:00 +0200",
]
NONE = ["", "soon", "0", "Sat, 31 Jan 2026 25:00:00 GMT", "Sat, 99 Jan 99999999999 12:00:30 GMT", "Sat, 31 Feb 2026"]
NONE += ["Fri, 31 Dec 9999 23:59:59 -0900", "Sat, 31 Jan 2026 12:00:00 +9999", "2026-01-31T12:00:00Z"]


@pytest.mark.parametrize("text", SAME)
def test_a_date_is_gmt_in_any_of_its_forms(text: str) -> None:
    """Also where it doesn't say so; another zone that it names is heeded."""
    assert http_date(text) == NOON


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_none(text: str) -> None:
    """Nothing fails on it."""
    assert http_date(text) is None


@given(st.text() | st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,9} [A-Z][a-z]{2} \d{1,12} \d+:\d\d:\d\d [-+]?\w{1,6}\Z"))
def test_any_date_is_an_instant_or_none(text: str) -> None:
    """A vendor can't make the client fail."""
    moment = http_date(text)
    assert moment is None or moment.utcoffset() is not None


def heard(text: str | None) -> tuple[str, str, int, float]:
    """Return what each vendor's module makes of an answer's date, and who waits until half a minute past noon."""
    headers = {} if text is None else {"date": text}
    device = {"modified_timestamp": "2026-01-31T13:00:00Z"}
    begun = VENDOR.read(Export().model_dump_json(), Answer(200, headers, b'{"export_uuid": "e-1"}'))
    until = {**headers, "retry-after": "Sat, 31 Jan 2026 12:00:30"}
    return (
        _falcon_answers.latest(Place(), [device], Answer(200, headers, b"")),
        _qualys.now(Answer(200, headers, b"")),
        Export.model_validate_json(begun.cursor or "").begun,
        asked_to_wait(until, NOON.replace(hour=11)),
    )


@pytest.mark.parametrize("text", SAME)
def test_all_read_a_date_alike(text: str) -> None:
    """It bounds Falcon's changes, begins Qualys' and Tenable's, and instants are reckoned from it."""
    assert heard(text) == ("2026-01-31T12:00:00Z", "2026-01-31T11:45:00Z", NOON.timestamp(), 30)


@pytest.mark.parametrize("text", [None, *NONE])
def test_none_is_none_for_all(text: str | None) -> None:
    """Then no bound is known, all hosts are asked for again, and our own clock counts."""
    assert heard(text) == ("2026-01-31T13:00:00Z", "", 0, 3600)
    assert said_at(Answer(200, {} if text is None else {"date": text}, b"")) is None
