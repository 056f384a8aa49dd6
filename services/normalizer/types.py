"""How vendors write simple things, as types that a payload model can use. Each takes what was seen in the field."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from services.normalizer.limits import MAX_TEXT

_FRACTION = re.compile(r"(\.\d{6})\d+")  # some vendors write nanoseconds
_EMPTY = {"", "none", "null", "n/a", "-"}
_YEARS = range(1980, 3000)


def unwrap(value: Any) -> Any:  # Any: JSON
    """Return what is inside `{"$date": …}` or `{"$numberLong": …}` (MongoDB's extended JSON), or the value itself."""
    if isinstance(value, dict) and len(value) == 1:
        return next((value[key] for key in ("$date", "$numberLong", "$numberInt", "$oid") if key in value), value)
    return value


def _text(value: Any) -> Any:  # Any: JSON
    value = unwrap(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        value = value.replace("\x00", "").strip()[:MAX_TEXT]
        return None if value.lower() in _EMPTY else value
    return value


def _time(value: Any) -> Any:  # Any: JSON
    value = unwrap(value)
    if isinstance(value, dict) and "$numberLong" in value:
        value = unwrap(value)
    if isinstance(value, str) and value.strip().lstrip("-").isdigit():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(float(value))
    if isinstance(value, str):
        return _iso(value.strip())
    return value


def _epoch(value: float) -> datetime | None:
    """Take seconds or milliseconds since 1970; 0 means never."""
    seconds = value / 1000 if abs(value) > 1e11 else value
    if not 0 < seconds < 1e11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _iso(text: str) -> datetime | None:
    if text.lower() in _EMPTY or text.startswith("0001-"):
        return None
    try:
        moment = datetime.fromisoformat(_FRACTION.sub(r"\1", text))
    except ValueError:
        raise ValueError("expected a time in ISO 8601") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment.year in _YEARS else None


def _number(value: Any) -> Any:  # Any: JSON
    value = unwrap(value)
    if isinstance(value, str):
        value = value.strip()
        return None if value.lower() in _EMPTY else value
    return value


def _items(value: Any) -> Any:  # Any: JSON
    """Take a list, a single object in a list's place (as XML parsers leave it), or nothing."""
    value = value.get("list", value) if isinstance(value, dict) else value
    if value is None or value in ("", {}):
        return ()
    return value if isinstance(value, list | tuple) else (value,)


Text = Annotated[str | None, BeforeValidator(_text)]
Time = Annotated[datetime | None, BeforeValidator(_time)]
Number = Annotated[int | None, BeforeValidator(_number)]
Real = Annotated[float | None, BeforeValidator(_number)]
Items = BeforeValidator(_items)


class Payload(BaseModel):
    """A part of a vendor's host. Unknown fields are passed over: the raw page keeps them."""

    model_config = ConfigDict(extra="ignore", frozen=True)
