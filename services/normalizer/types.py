"""How vendors write simple things, as types that a payload model can use. Each takes what was seen in the field.

What is missing may be no key, null, an empty text, or (where XML became JSON) an empty object. What is of a wrong kind
is left out, and a flag names the field: no odd value is worth a whole host. Only a wrong id is an error.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo

from services.normalizer.limits import MAX_ID, MAX_PROGRAM, MAX_TEXT, MAX_WHOLE
from shared.contracts.record import UNREAD

TEXT_CUT = "text_cut"  # flag: a text was longer than we keep
CUT = "…"  # at its end

_NOTHING = {"", "none", "null", "n/a", "-"}
_LONGEST_NOTHING = max(map(len, _NOTHING))
_LONGEST = 20  # of those, with the spaces around them
_EPOCH = re.compile(r"\s*-?\d{9,16}\s*", re.ASCII)  # 8 digits are a date
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_YEARS = range(1980, 3000)  # an instant outside of them stands for never
_WHOLE = re.compile(r"\s*(\d{1,19})(?:\.\d{1,19})?\s*", re.ASCII)
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_MAX_PORT = 65_535
_LONGEST_NUMBER = 64  # characters of a number as text, with the spaces around it: longer ones are none


def unwrap(value: Any) -> Any:  # Any: JSON
    """Return what is inside `{"$date": …}` or `{"$numberLong": …}` (MongoDB's extended JSON), or the value itself."""
    while isinstance(value, dict) and len(value) == 1:
        inner = next((value[key] for key in ("$date", "$numberLong", "$numberInt", "$oid") if key in value), value)
        if inner is value:
            break
        value = inner
    return value


def _is_nothing(value: Any) -> bool:  # Any: JSON
    if isinstance(value, str):
        return len(value) <= _LONGEST and value.strip().lower() in _NOTHING
    return value in (None, {}, [])


def _text(value: Any, info: ValidationInfo, most: int = MAX_TEXT) -> Any:  # Any: JSON
    if not isinstance(value, str):
        value = unwrap(value)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            value = str(value)
    if isinstance(value, str):
        if len(value) > most:
            value = f"{value[: most - 1]}{CUT}"
            _note(info, TEXT_CUT)
        value = (value if value.isprintable() else _CONTROLS.sub(_space, value)).strip()
        return value if len(value) > _LONGEST_NOTHING or not _is_nothing(value) else None
    _note_unread(value, info)
    return None


def _program(value: Any, info: ValidationInfo) -> Any:  # Any: JSON
    return _text(value, info, MAX_PROGRAM)


def _space(control: re.Match[str]) -> str:
    return " " if control[0].isspace() else ""


def _note(info: ValidationInfo, flag: str) -> None:
    if isinstance(info.context, set):
        info.context.add(flag)


def _note_unread(value: Any, info: ValidationInfo) -> None:  # Any: JSON
    """Say that a field's value is left out, unless it stands for nothing."""
    if not _is_nothing(value):
        _note(info, f"{UNREAD}{info.field_name}")


def _time(value: Any, info: ValidationInfo) -> datetime | None:  # Any: JSON
    value = unwrap(value)
    if value is None:
        return None
    try:
        moment = _instant(int(value) if _is_epoch(value) else value)
    except (ValueError, OverflowError):
        _note_unread(value, info)
        return None
    return moment if moment and moment.year in _YEARS else None


def _is_epoch(value: Any) -> bool:  # Any: JSON
    """Tell whether a text is seconds or milliseconds since 1970."""
    return isinstance(value, str) and len(value) <= _LONGEST_NUMBER and _EPOCH.fullmatch(value) is not None


def _instant(value: Any) -> datetime | None:  # Any: JSON
    """Return an instant; None stands for never.

    Raises:
        ValueError: it is none.

    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    if not isinstance(value, str):
        raise ValueError("expected a time, as text or as milliseconds since 1970")  # noqa: TRY004 - as for a wrong text
    if len(value) > _LONGEST_NUMBER:
        raise ValueError("expected a time of fewer characters")
    moment = datetime.fromisoformat(value[:50].strip().removesuffix(" UTC"))  # leaves out what is below microseconds
    if moment.year not in _YEARS:
        return None  # the ends of time have no UTC
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _epoch(value: float) -> datetime | None:
    """Take seconds or milliseconds since 1970; 0 means never."""
    if not value > 0:
        return None
    if value > 1e14:
        raise ValueError("expected seconds or milliseconds since 1970")
    return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)


def _whole(value: Any, info: ValidationInfo, most: int = MAX_WHOLE) -> int | None:  # Any: JSON
    """Take a number without what is behind its point: sizes and clocks need none. -1 means unknown."""
    value = unwrap(value)
    if _is_nothing(value) or value in (-1, "-1"):
        return None
    found = _as_whole(value)
    if found is not None and 0 <= found <= most:
        return found
    _note_unread(value, info)
    return None


def _as_whole(value: Any) -> int | None:  # Any: JSON
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and (found := _WHOLE.fullmatch(value)):
        return int(found[1])
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _port(value: Any, info: ValidationInfo) -> int | None:  # Any: JSON
    return _whole(value, info, _MAX_PORT)


def _real(value: Any, info: ValidationInfo) -> float | None:  # Any: JSON
    value = unwrap(value)
    try:
        is_number = not isinstance(value, bool) and (not isinstance(value, str) or len(value) <= _LONGEST_NUMBER)
        found = float(value) if is_number else math.nan
    except (ValueError, TypeError, OverflowError):
        found = math.nan
    if math.isfinite(found):
        return found
    _note_unread(value, info)
    return None


def _flag(value: Any, info: ValidationInfo) -> bool | None:  # Any: JSON
    if isinstance(value, bool):
        return value
    known = isinstance(value, str | int | float)
    found = _FLAGS.get(str(value)[:_LONGEST].strip().lower()) if known else None
    if found is None:
        _note_unread(value, info)
    return found


def _items(value: Any) -> Any:  # Any: JSON
    """Take a list without its gaps, a single item in a list's place, or nothing."""
    if isinstance(value, list | tuple):
        return [item for item in value if not _is_nothing(item)]
    return [] if _is_nothing(value) else [value]


def _objects(value: Any, info: ValidationInfo) -> Any:  # Any: JSON
    """Take a list's objects."""
    said = value if isinstance(value, list | tuple) else [value]
    objects = [item for item in said if isinstance(item, dict) and item]
    if len(objects) < len(said) and any(not (isinstance(one, dict) or _is_nothing(one)) for one in said):
        _note(info, f"{UNREAD}{info.field_name}")
    return objects


def _part(value: Any, info: ValidationInfo) -> Any:  # Any: JSON
    if isinstance(value, Mapping):
        return value or None
    _note_unread(value, info)
    return None


def _parts(value: Any, info: ValidationInfo) -> Any:  # Any: JSON
    """Take an object of objects, without those that are nothing."""
    parts = _part(value, info) or {}
    return {name: part for name, one in parts.items() if (part := _part(one, info))}


Text = Annotated[str | None, BeforeValidator(_text)]
ProgramText = Annotated[str | None, BeforeValidator(_program)]  # a program's name, maker or version
Time = Annotated[datetime | None, BeforeValidator(_time)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
PortNumber = Annotated[int | None, BeforeValidator(_port)]
Real = Annotated[float | None, BeforeValidator(_real)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]
Items = BeforeValidator(_items)
Objects = BeforeValidator(_objects)
Part = BeforeValidator(_part)
Parts = BeforeValidator(_parts)


def _id(value: Any) -> Any:  # Any: JSON
    value = unwrap(value)
    if isinstance(value, bool):
        raise ValueError("expected an id")  # noqa: TRY004 - pydantic takes a ValueError for a wrong field
    return value


def _id_text(value: Any) -> Any:  # Any: JSON
    value = _id(value)
    return str(value) if isinstance(value, int) else value


# A vendor's id of a host, the one thing that has to be there.
IdNumber = Annotated[int, BeforeValidator(_id), Field(ge=0, le=MAX_ID)]
IdText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=200, pattern=r"^[\w.:-]+$"),
    BeforeValidator(_id_text),
]


def with_id(value: Any, name: str) -> Any:  # Any: JSON
    """Put `_id`, that of the vendor's database, in the place of an id that isn't there: they are equal if both are."""
    if isinstance(value, dict) and _is_nothing(value.get(name)) and not _is_nothing(value.get("_id")):
        return {**value, name: value["_id"]}
    return value


class Payload(BaseModel):
    """A part of a vendor's host. Unknown fields are passed over: the raw page keeps them."""

    model_config = ConfigDict(extra="ignore", frozen=True)
