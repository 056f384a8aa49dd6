"""The spellings of simple things that vendors use, and what is no spelling of them."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from services.normalizer.limits import MAX_WHOLE
from services.normalizer.types import (
    Flag,
    Items,
    Objects,
    Part,
    Parts,
    Payload,
    PortNumber,
    Real,
    Text,
    Time,
    Whole,
)
from shared.contracts.record import UNREAD

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
EMPTY: tuple[object, ...] = (None, "", "  ", {}, [], "null", "None", "N/A", "-")


class Inner(Payload):
    """A part of it."""

    number: Whole = None


class Everything(Payload):
    """A field of each type."""

    text: Text = None
    time: Time = None
    whole: Whole = None
    port: PortNumber = None
    real: Real = None
    flag: Flag = None
    items: Annotated[tuple[Text, ...], Items] = ()
    objects: Annotated[tuple[Inner, ...], Objects] = ()
    part: Annotated[Inner | None, Part] = None
    parts: Annotated[dict[str, Inner], Parts] = Field(default_factory=dict)


def read(**fields: Any) -> Any:
    """Return what the field's type makes of a value."""
    (name,) = fields
    return getattr(Everything.model_validate(fields), name)


def unread(**fields: Any) -> Any:
    """Return what the field's type makes of a value that it has to leave out with a flag."""
    flags: set[str] = set()
    (name,) = fields
    found = getattr(Everything.model_validate(fields, context=flags), name)
    assert flags == {f"{UNREAD}{name}"}
    return found


@pytest.mark.parametrize("name", ["text", "time", "whole", "port", "real", "flag"])
@pytest.mark.parametrize("empty", EMPTY[:5], ids=repr)
def test_nothing_is_none(name: str, empty: object) -> None:
    """What stands for nothing in JSON or in JSON that was XML is no value."""
    assert read(**{name: empty}) is None


@pytest.mark.parametrize("empty", EMPTY, ids=repr)
def test_words_for_nothing_are_none(empty: object) -> None:
    """So are the words that programs write for a missing text, number or time."""
    assert (read(text=empty), read(whole=empty), read(time=empty)) == (None, None, None)


@pytest.mark.parametrize(
    "said",
    [
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.000Z",
        "2026-01-31T12:00:00.0Z",
        "2026-01-31T12:00:00.00000000Z",
        "2026-01-31T12:00:00.000000000Z",
        "2026-01-31T14:00:00+02:00",
        "2026-01-31T07:00:00-0500",
        "2026-01-31 12:00:00",
        "2026-01-31 12:00:00 UTC",
        "2026-01-31T12:00Z",
        " 20260131T120000Z ",
        1769860800000,
        1769860800,
        1769860800.0,
        "1769860800000",
        {"$date": "2026-01-31T12:00:00.000Z"},
        {"$date": 1769860800000},
        {"$date": {"$numberLong": "1769860800000"}},
        {"$numberLong": "1769860800000"},
    ],
    ids=repr,
)
def test_an_instant_in_any_spelling_is_the_same(said: object) -> None:
    """ISO 8601 with any fraction and offset, seconds, milliseconds, MongoDB's wrappers: one instant, in UTC."""
    moment = read(time=said)

    assert (moment, moment.utcoffset()) == (NOON, timedelta(0))


@pytest.mark.parametrize("said", ["2026-01-31T12:00:00.12345678Z", "2026-01-31T12:00:00.123456789Z"])
def test_a_fraction_is_kept_to_the_microsecond(said: str) -> None:
    """Eight or nine digits are cut to six."""
    assert read(time=said).microsecond == 123456


@pytest.mark.parametrize("said", [0, -1, "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_an_impossible_instant_means_never(said: object) -> None:
    """Zero, the first and the last year are what programs write for a time that isn't."""
    assert read(time=said) is None


@pytest.mark.parametrize(
    "said",
    [
        "yesterday",
        "2026-13-01",
        {"when": 1},
        [1, 2],
        True,
        10**15,
        "12:00",
        10**310,
        "0001-01-01T00:00:00+x",
        "1" * 5_000,
    ],
    ids=lambda said: repr(said)[:40],
)
def test_what_is_no_time_is_left_out(said: object) -> None:
    """A flag names the field."""
    assert unread(time=said) is None


@given(st.datetimes(datetime(1981, 1, 1), datetime(2999, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001 - the zone is added
def test_an_offset_changes_no_instant(moment: datetime, hours: int) -> None:
    """A time is the same instant in every zone."""
    local = moment.replace(tzinfo=timezone(timedelta(hours=hours)))

    assert read(time=local.isoformat()) == local


@pytest.mark.parametrize(
    ("said", "number"),
    [(5, 5), ("5", 5), (" 5 ", 5), (5.9, 5), ("5.9", 5), ("2.0", 2), ({"$numberLong": "8577331200"}, 8577331200),
     ({"$numberInt": "7"}, 7), (-1, None), ("-1", None), (0, 0), (MAX_WHOLE, MAX_WHOLE)],
)  # fmt: skip
def test_a_number_in_any_spelling(said: object, number: int | None) -> None:
    """Text, fraction and wrapper are taken; -1 is what programs write for unknown."""
    assert read(whole=said) == number


@pytest.mark.parametrize(
    "said", ["five", True, [5], {"a": 1}, MAX_WHOLE + 1, "9" * 400, 10**310, -(10**310), -2, float("inf")], ids=repr
)
def test_what_is_no_number_is_left_out(said: object) -> None:
    """Words, truth values, lists, what JavaScript would read as another number, and integers that no float holds."""
    assert unread(whole=said) is None


@pytest.mark.parametrize("said", [65_536, "http"])
def test_what_is_no_port_is_left_out(said: object) -> None:
    """A port has 16 bits."""
    assert (unread(port=said), read(port="65535")) == (None, 65_535)


def test_reals_come_as_text() -> None:
    """A coordinate is a number or a text that is one; no number isn't."""
    assert (read(real="-77.49"), read(real=39), read(real=""), read(real=0)) == (-77.49, 39.0, None, 0.0)


@pytest.mark.parametrize("said", ["NaN", "north", True, [1.0], {"a": 1.0}, "1e999", float("inf"), 10**400], ids=repr)
def test_what_is_no_real_is_left_out(said: object) -> None:
    """What isn't finite is no number either."""
    assert unread(real=said) is None


@pytest.mark.parametrize(
    ("said", "flag"),
    [(True, True), ("true", True), (" Yes ", True), (1, True), ("1", True), (False, False), ("No", False), (0, False)],
)
def test_a_truth_value_in_any_spelling(said: object, flag: bool) -> None:  # noqa: FBT001 - a parameter
    """Texts and numbers stand for it in JSON that was XML."""
    assert read(flag=said) is flag


@pytest.mark.parametrize("said", ["perhaps", 2, ["true"], {"a": True}, "x" * 5_000_000], ids=ascii)
def test_what_is_no_truth_value_is_left_out(said: object) -> None:
    """A flag names the field."""
    assert unread(flag=said) is None


@pytest.mark.parametrize(
    ("said", "items"),
    [(["a", None, "", "b"], ("a", "b")), ("a", ("a",)), (None, ()), ("", ()), ({}, ()), ([], ()), (7, ("7",))],
)
def test_a_list_may_be_one_item_or_have_gaps(said: object, items: tuple[str, ...]) -> None:
    """XML parsers write a single item without its list."""
    assert read(items=said) == items


def test_parts_that_are_nothing_are_left_out() -> None:
    """An object's null parts are as if missing."""
    parts = {"a": {"number": 1}, "b": None, "c": {}}

    assert (read(parts=parts), read(parts=None), read(part={})) == ({"a": Inner(number=1)}, {}, None)


def test_what_is_no_part_is_left_out() -> None:
    """Of a list or an object that holds others, the others stay."""
    assert (unread(part="one"), unread(part=[{"number": 1}]), unread(parts=7)) == (None, None, {})
    assert unread(parts={"a": "one", "b": {"number": "2"}}) == {"b": Inner(number=2)}
    assert unread(objects=["one", {"number": 1}, None, [2]]) == (Inner(number=1),)
    assert unread(objects="one") == ()
    assert unread(items=["a", {"b": 1}]) == ("a", None)
