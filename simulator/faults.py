"""What can go wrong at a vendor, on request and by count, so that a run repeats."""

import json
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field

Name = Literal["429", "500", "timeout", "cut", "malformed", "wrong-type", "huge-field"]
NAMES: tuple[Name, ...] = get_args(Name)
MEANINGS: dict[Name, str] = {
    "429": "too many requests, with Retry-After: 1",
    "500": "an internal error with a text",
    "timeout": "an answer that doesn't come for an hour",
    "cut": "a connection that breaks in the middle of the answer",
    "malformed": "JSON that ends too soon",
    "wrong-type": "a host whose times are objects of a strange kind",
    "huge-field": "a host with a field of 5 MB",
}
HUGE = 5_000_000


class Faults(BaseModel):
    """Which faults happen, each at every n-th page asked for."""

    every: dict[Name, int] = Field(default_factory=dict, description="fault → each n-th request; 0 for never")

    def due(self, request: int) -> list[Name]:
        """Return the faults of request number `request`, counted from 1."""
        return [name for name, every in self.every.items() if every and request % every == 0]


def parse_fault(text: str) -> tuple[Name, int]:
    """Return fault and frequency of `429:5`.

    Raises:
        ValueError: it is no such text.

    """
    name, _, every = text.partition(":")
    found = next((one for one in NAMES if one == name), None)
    if found is None or not (every or "3").isdigit():
        raise ValueError(f"expected one of {', '.join(NAMES)} and, after a colon, a number; got {text!r}")
    return found, int(every or 3)


def spoil(hosts: list[dict[str, Any]], due: list[Name]) -> list[dict[str, Any]]:  # Any: JSON
    """Return a page whose first host is spoilt as asked."""
    if not hosts:
        return hosts
    first = dict(hosts[0])
    if "wrong-type" in due:
        first |= {"created": {"when": ["long", "ago"]}, "last_seen": {"when": ["long", "ago"]}}
    if "huge-field" in due:
        first["agent_local_time" if "device_id" in first else "timezone"] = "x" * HUGE
    return [first, *hosts[1:]]


def body_of(hosts: list[dict[str, Any]], due: list[Name]) -> bytes:  # Any: JSON
    """Return a page's JSON, cut short if that is asked."""
    body = json.dumps(spoil(hosts, due)).encode()
    return body[: len(body) // 2] if "malformed" in due else body
