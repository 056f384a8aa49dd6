"""How an event becomes bytes and back. Encoding is canonical: equal events give equal bytes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self, TypeVar, dataclass_transform

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import to_json

from shared.errors import Permanent

T = TypeVar("T")


def as_utc(moment: datetime) -> datetime:
    """Return the same instant in UTC, so that equal instants are written alike.

    Raises:
        ValueError: it has no offset, or lies at an end of time where there is no UTC.

    """
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError("expected a time with its offset from UTC")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("expected a time between the years 1 and 9999 of UTC") from error


def as_set(items: Iterable[T]) -> tuple[T, ...]:
    """Return each item once, in an order that depends on the items alone: vendors list in any order."""
    every = items if isinstance(items, tuple) else tuple(items)
    if len(every) < 2:
        return every
    if spell := spelling_of(every[0]):
        said = {spell(one): one for one in every}
        return tuple([said[key] for key in sorted(said)])
    texts: set[Any] = set(every)
    return tuple(sorted(texts))


def spelling_of(one: object) -> Callable[[Any], bytes] | None:  # Any: one like it
    """Return how items like this one say what they are, as canonical JSON; nothing for a text: it says itself."""
    return None if isinstance(one, str) else to_json


Utc = Annotated[AwareDatetime, AfterValidator(as_utc)]


EXACT = ConfigDict(extra="forbid")


@dataclass_transform(frozen_default=True)
def unchecked(kind: type[T]) -> type[T]:
    """Make a class a value that is checked when it is read, not when it is made: what it is made of was checked.

    It is frozen for mypy alone: a host has dozens, and one that Python freezes takes more than twice as long to make.
    """
    made = dataclass(slots=True, unsafe_hash=True)(kind)
    made.__pydantic_config__ = EXACT  # type: ignore[attr-defined]
    return made


class Value(BaseModel):
    """A frozen value; unknown keys are an error, since we write what we read."""

    model_config = ConfigDict(frozen=True, **EXACT)

    def __copy__(self) -> Self:
        """Copy the fields alone: what was computed of them may not be true of a copy that is changed."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Event(Value):
    """What a topic carries. A new field has a default, so that old recorded events still parse.

    A field that a reader doesn't know is passed over: an addition needs no new version. A change that an older reader
    would misread does: it raises `latest`, and older readers refuse the event instead of guessing.
    """

    latest: ClassVar[int] = 1  # version of the schema that is written, and the greatest that is read

    model_config = ConfigDict(frozen=True, extra="ignore")

    # The default is 0 and becomes the latest, so that it is always written: defaults are left out of the bytes.
    schema_version: int = Field(0, validate_default=True, description="version of the event's schema")

    @field_validator("schema_version")
    @classmethod
    def _known(cls, version: int) -> int:
        if version > cls.latest:
            raise ValueError(f"this release reads versions up to {cls.latest}: update it, then replay the dead letter")
        return version or cls.latest

    def encode(self) -> bytes:
        """Return the event as canonical JSON: fields in their declared order, unset ones left out."""
        return self._encoded

    @cached_property
    def _encoded(self) -> bytes:  # an event is stored, published and hashed
        return self.__pydantic_serializer__.to_json(self, exclude_defaults=True)

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Return the event in `value`.

        Raises:
            Permanent: it isn't such an event; the message names the first wrong field.

        """
        try:
            return cls.model_validate_json(value)
        except ValidationError as error:
            raise Permanent(describe(cls.__name__, error)) from error
        except Exception as error:  # whatever the bytes are made of, they end no process
            raise Permanent(f"{cls.__name__}: expected an event; got {type(error).__name__}: {error}") from error


def shown(value: object, most: int) -> str:
    """Return the beginning of a value as text that can be written anywhere; of one that has no text, its type."""
    try:
        text = str(value)[:most]
    except Exception:  # noqa: BLE001 - a number of thousands of digits has no text, what is very deep has none either
        text = type(value).__name__
    return text.encode(errors="backslashreplace").decode()


def describe(what: str, error: ValidationError) -> str:
    """Say in one line which field is wrong, what was expected and what came (cut: it may be huge)."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "(whole)"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{what}: field {where}: {first['msg']}; got {shown(first['input'], 80)!r}{more}"
