"""`docs/events.md`: every topic and every field that travels on it, from the contracts and the vendors' readers."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from inspect import getdoc
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from services.normalizer.vendors import Reader, discover
from shared.contracts.software import HostSoftware
from shared.contracts.topics import NORMALIZED, RESOLVED, TOPICS

HEAD = """\
# Events

What travels on each topic, printed from `shared/contracts/` and `services/normalizer/vendors/` by `make docs`. An event
is JSON; a field that has its default is left out of it. Times are UTC, ISO 8601. `a.b` is the field `b` inside `a`;
`a[]` is each item of the list `a`, which has each item once, in an order that depends on the items alone.
"""
RAW_FIELDS = """\
A vendor's column names the raw fields that a field comes from, best first; for a time that the meaning calls the latest
or the last, the latest of them. Beyond that, `services/normalizer/` says how they are cleaned. What a vendor sends and
no record keeps is listed below; it stays in `hosts.raw` for as long as that topic is kept."""
STORED = "it stands in the store, by host, and `rollcall software` shows it."
PLAIN: dict[Any, str] = {  # Any: annotations
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    AwareDatetime: "time",
    Any: "JSON",
}


class Row(NamedTuple):
    """A field of an event."""

    path: str
    kind: str
    meaning: str


def events() -> str:
    """Return the page."""
    readers = discover()
    parts = [HEAD]
    for topic in (*TOPICS, RESOLVED):
        parts += [f"## `{topic.name}`\n", _introduction(topic.event, compacted=topic.compacted)]
        if topic is NORMALIZED:
            parts += [f"{RAW_FIELDS}\n", _table(list(fields(topic.event)), readers), *_left_out(readers)]
        else:
            parts.append(_table(list(fields(topic.event)), {}))
    parts += ["## The collection `software`\n", f"{getdoc(HostSoftware)}\nOn no topic: {STORED}\n"]
    parts.append(_table(list(fields(HostSoftware)), {}))
    return "\n".join(parts)


def fields(model: Any, prefix: str = "") -> Iterator[Row]:  # Any: a model, or a dataclass and its parameter
    """Give each field of a model, and those inside it."""
    for name, field in _fields_of(model).items():
        path, kind = f"{prefix}{name}", _bare(field.annotation)
        item = _bare(get_args(kind)[0]) if get_origin(kind) is tuple else kind
        is_list = item is not kind
        inner = item if _has_fields(item) else None
        yield Row(f"{path}[]" if inner and is_list else path, _words(item, is_list=is_list), _meaning(field, inner))
        if inner:
            yield from fields(inner, f"{path}[]." if is_list else f"{path}.")


def _has_fields(kind: Any) -> bool:  # Any: annotations
    plain = get_origin(kind) or kind
    return dataclasses.is_dataclass(plain) or (isinstance(plain, type) and issubclass(plain, BaseModel))


def _fields_of(kind: Any) -> Mapping[str, FieldInfo]:  # Any: annotations
    """Return the fields of a model or dataclass; those of a generic one with its parameter in its place."""
    plain = get_origin(kind) or kind
    found: Mapping[str, FieldInfo] = getattr(plain, "__pydantic_fields__", {})
    if found:
        return found
    hints = get_type_hints(plain, include_extras=True)
    every = {one.name: hints[one.name] for one in dataclasses.fields(plain)}
    filled = {
        name: hint[get_args(kind)] if getattr(hint, "__parameters__", ()) else hint for name, hint in every.items()
    }
    return {name: FieldInfo.from_annotation(hint) for name, hint in filled.items()}


def source(path: str, sources: Mapping[str, str]) -> str:
    """Return the raw fields of a field: its own, or those of the list that it is a part of."""
    found = sources.get(path) or next(
        (listed for place, listed in sources.items() if path.startswith(f"{place}[]")), ""
    )
    return ", ".join(f"`{one}`" for one in found.split(", ")) if found else ""


def _introduction(event: type[BaseModel], *, compacted: bool) -> str:
    kept = "The latest message of each key is kept." if compacted else "Messages are kept for a time."
    return f"{getdoc(event)}\n{kept}\n"


def _table(rows: Sequence[Row], readers: Mapping[str, Reader]) -> str:
    vendors = [*readers]
    lines = [("field", "type", "meaning", *vendors), ("---",) * (3 + len(vendors))]
    lines += [
        (f"`{row.path}`", row.kind, row.meaning, *(source(row.path, readers[one].sources) for one in vendors))
        for row in rows
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _left_out(readers: Mapping[str, Reader]) -> Iterator[str]:
    for name, reader in readers.items():
        rows = "".join(f"| `{field}` | {reason} |\n" for field, reason in reader.not_kept.items())
        yield f"### Left out of {name}\n\n| raw field | why |\n| --- | --- |\n{rows}"


def _bare(annotation: Any) -> Any:  # Any: annotations
    """Return what a value is if it is there: without validators, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (one,) = (part for part in get_args(annotation) if part is not type(None))
        return _bare(one)
    return annotation


def _words(kind: Any, *, is_list: bool) -> str:  # Any: annotations
    if get_origin(kind) is Literal:
        words = ", ".join(f"`{one}`" for one in get_args(kind))
    elif get_origin(kind) is dict:
        words = "object of texts"
    else:
        words = PLAIN.get(kind, "object")
    return f"list of {words}" if is_list else words


def _meaning(field: FieldInfo, inner: Any) -> str:  # Any: annotations
    if field.description or inner is None:
        return field.description or ""
    sentence = (getdoc(inner) or "").partition(".")[0]
    return sentence[:1].lower() + sentence[1:]
