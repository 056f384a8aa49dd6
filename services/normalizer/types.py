"""How vendors write simple things, as types that a payload model can use. Each takes what was seen in the field.

What is missing may be no key, null, an empty text, or (where XML became JSON) an empty object. What is of a wrong kind
is an error that names the field.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo

from services.normalizer.limits import MAX_TEXT, MAX_WHOLE

TEXT_CUT = "text_cut"  # flag: a text was longer than we keep

_NOTHING = {"", "none", "null", "n/a", "-"}
_LONGEST = 20  # of those, with the spaces around them
_FRACTION = re.compile(r"(\.\d{6})\d+")  # some vendors write nanoseconds
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_YEARS = range(1980, 3000)  # an instant outside of them stands for never


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


def _text(value: Any, info: ValidationInfo) -> Any:  # Any: JSON
    if not isinstance(value, str):
        value = unwrap(value)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            value = str(value)
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            value = value[:MAX_TEXT]
            _note(info, TEXT_CUT)
        value = (value if value.isprintable() else _CONTROLS.sub(_space, value)).strip()
    return None if _is_nothing(value) else value


def _space(control: re.Match[str]) -> str:
    return " " if control[0].isspace() else ""


def _note(info: ValidationInfo, flag: str) -> None:
    if isinstance(info.context, set):
        info.context.add(flag)


def _time(value: Any) -> Any:  # Any: JSON
    value = unwrap(value)
    if _is_nothing(value):
        return None
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{9,16}\s*", value, re.ASCII):  # 8 digits are a date
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    if isinstance(value, str):
        return _iso(value[:50].strip())
    raise ValueError("expected a time, as text or as milliseconds since 1970")


def _epoch(value: float) -> datetime | None:
    """Take seconds or milliseconds since 1970; 0 means never."""
    if not value > 0:
        return None
    if value > 1e14:
        raise ValueError("expected seconds or milliseconds since 1970")
    moment = datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
    return moment if moment.year in _YEARS else None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_FRACTION.sub(r"\1", text.removesuffix(" UTC")))
    except ValueError:
        raise ValueError("expected a time in ISO 8601") from None
    if moment.year not in _YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _number(value: Any) -> Any:  # Any: JSON
    value = unwrap(value)
    if isinstance(value, bool):
        raise ValueError("expected a number")  # noqa: TRY004 - pydantic takes a ValueError for a wrong field
    return None if _is_nothing(value) else value


def _whole(value: Any) -> Any:  # Any: JSON
    """Take a number without what is behind its point: sizes and clocks need none. -1 means unknown."""
    value = _number(value)
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,19}\.\d{1,19}\s*", value):
        value = value.partition(".")[0]
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    return None if value in (-1, "-1") else value


def _items(value: Any) -> Any:  # Any: JSON
    """Take a list without its gaps, a single item in a list's place, or nothing."""
    if isinstance(value, list | tuple):
        return tuple(item for item in value if not _is_nothing(item))
    return () if _is_nothing(value) else (value,)


def _part(value: Any) -> Any:  # Any: JSON
    return None if _is_nothing(value) else value


def _parts(value: Any) -> Any:  # Any: JSON
    """Take an object of parts, without those that are nothing."""
    if isinstance(value, Mapping):
        return {name: part for name, part in value.items() if not _is_nothing(part)}
    return {} if _is_nothing(value) else value


Text = Annotated[str | None, BeforeValidator(_text)]
Time = Annotated[datetime | None, BeforeValidator(_time)]
Whole = Annotated[Annotated[int, Field(ge=0, le=MAX_WHOLE)] | None, BeforeValidator(_whole)]
PortNumber = Annotated[Annotated[int, Field(ge=0, le=65_535)] | None, BeforeValidator(_whole)]
Real = Annotated[Annotated[float, Field(allow_inf_nan=False)] | None, BeforeValidator(_number)]
Flag = Annotated[bool | None, BeforeValidator(_part)]
Items = BeforeValidator(_items)
Part = BeforeValidator(_part)
Parts = BeforeValidator(_parts)

# A vendor's id of a host, the one thing that has to be there.
IdNumber = Annotated[int, BeforeValidator(_number), Field(ge=0, le=MAX_WHOLE)]
IdText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=200, pattern=r"^[\w.:-]+$"),
]


class Payload(BaseModel):
    """A part of a vendor's host. Unknown fields are passed over: the raw page keeps them."""

    model_config = ConfigDict(extra="ignore", frozen=True)
