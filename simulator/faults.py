"""What can go wrong at a vendor, on request and by count, so that a run repeats."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from simulator.wire import Json

Name = Literal[
    "429",
    "500",
    "timeout",
    "cut",
    "malformed",
    "wrong-type",
    "wrong-field",
    "huge-field",
    "401",
    "stale-offset",
    "no-combined",
    "no-scope",
    "409",
    "failed-export",
    "429-silent",
    "slow",
    "duplicate",
]
NAMES: tuple[Name, ...] = get_args(Name)
MEANINGS: dict[Name, str] = {
    "429": "too many requests, with Retry-After: 1",
    "500": "an internal error with a text",
    "timeout": "no answer at all, until the client goes",
    "cut": "a connection that breaks in the middle of the answer",
    "malformed": "JSON that ends too soon",
    "wrong-type": "a host whose id is an object of a strange kind",
    "wrong-field": "a host with a time that is such an object",
    "huge-field": "a host with a field of 5 MB",
    "401": "a token that ends before its time (Falcon, Qualys' GAV)",
    "stale-offset": "a place that is known no more (Falcon, Tenable's export)",
    "no-combined": "a list of whole devices that isn't allowed (Falcon)",
    "no-scope": "an API client without the scope Hosts: Read (Falcon)",
    "409": "too many requests, as Qualys' VMDR says it (code 1965)",
    "failed-export": "an export that fails (Tenable)",
    "429-silent": "too many requests, without a word of how long",
    "slow": "an answer that comes byte by byte and never ends",
    "duplicate": "an export that is being made already, named in the words of a 429 alone (Tenable)",
}
HUGE = 5_000_000
IDS = {"_id", "device_id", "id", "assetId", "ASSET_ID"}
STRANGE = {"when": ["long", "ago"]}
VENDORS = ("qualys", "crowdstrike", "tenable")
FORM = f"[qualys/|crowdstrike/|tenable/]FAULT:N with FAULT one of {', '.join(NAMES)} and N a whole number from 1"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at every n-th request: of one vendor's, or, if that is empty, of all."""

    name: Name
    every: int
    vendor: str = ""


class Faults:
    """Which faults happen; counts the requests."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.faults = tuple(faults)
        self._requests: Counter[str] = Counter()

    def due(self, vendor: str) -> set[Name]:
        """Return the faults of this request, counted from 1."""
        self._requests.update(("", vendor))
        return {one.name for one in self.faults if one.vendor in {"", vendor} and self._is_due(one)}

    def shown(self) -> dict[str, int]:
        """Return the faults as `POST /faults` takes them."""
        return {f"{one.vendor}/{one.name}".lstrip("/"): one.every for one in self.faults}

    def _is_due(self, one: Fault) -> bool:
        return self._requests[one.vendor] % one.every == 0


def parse_fault(text: str) -> Fault:
    """Return the fault of `429:5` or `qualys/429:5`.

    Raises:
        ValueError: it is no such text.

    """
    what, _, every = text.partition(":")
    vendor, _, name = what.rpartition("/")
    found = next((one for one in NAMES if one == name), None)
    if found is None or vendor not in {"", *VENDORS} or not every.isdecimal() or int(every) < 1:
        raise ValueError(f"expected {FORM}; got {text!r}")
    return Fault(found, int(every), vendor)


def parse_faults(said: object) -> list[Fault]:
    """Return the faults of `{"429": 5}`.

    Raises:
        ValueError: it is no such object.

    """
    match said:
        case Mapping():
            return [parse_fault(f"{name}:{every}") for name, every in said.items()]
        case _:
            raise ValueError(f'expected an object such as {{"429": 5}}; got {said!r:.80}')


def text_of(said: Json | list[Json], due: Collection[Name]) -> bytes:
    """Return the JSON of an answer, cut short if that is due."""
    return halved(json.dumps(said).encode(), due)


def halved(body: bytes, due: Collection[Name]) -> bytes:
    """Return an answer, cut short if that is due."""
    return body[: len(body) // 2] if "malformed" in due else body


def spoilt(hosts: list[Json], due: Collection[Name]) -> list[Json]:
    """Return a page's hosts, the first one spoilt if that is due."""
    if not hosts:
        return hosts
    first = dict(hosts[0])
    if "wrong-type" in due:
        first |= dict.fromkeys(IDS & first.keys(), STRANGE)
    if "wrong-field" in due:
        first[_first_of(first, "created", "createdDate", "FIRST_FOUND_DATE", "last_seen")] = STRANGE
    if "huge-field" in due:
        first[_first_of(first, "agent_local_time", "timeZone", "OS", "timezone")] = "x" * HUGE
    return [first, *hosts[1:]]


def _first_of(host: Json, *names: str) -> str:
    """Return the first of these fields that the host has, or the last."""
    return next((name for name in names if name in host), names[-1])
