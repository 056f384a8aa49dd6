"""Falcon's lists of devices: of whole ones or of their ids, of the visible or of the hidden; and devices by id."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from time import time_ns

from simulator.machines import STEP
from simulator.population import Population
from simulator.wire import Json, seconds

MOST = 10_000
MOST_DETAILS = 5000
SCROLL_LIFE = 120_000_000_000  # nanoseconds
FILTER = re.compile(r"modified_timestamp:>='([^']+)'")
CHUNK = 1000
EXTRA = {  # what real devices have beside what the assessment's have
    "machine_domain": "",
    "filesystem_containment_status": "normal",
    "rtr_state": "not_available",
    "notes": [],
}
Row = tuple[str, str, int]  # time of the last change, id, place


@dataclass(frozen=True)
class Estate:
    """The devices; every `hide`-th is hidden, as far as chance in their ids allows: none if it is 0."""

    population: Population
    hide: int = 0

    def rows(self, *, hidden: bool) -> list[Row]:
        """Return the rows of a list, by time."""
        return _lists(self)[hidden]

    def device(self, row: Row) -> Json:
        """Return a device as Falcon writes it: no `_id`, a plain time."""
        changed, name, place = row
        raw = {key: value for key, value in _device(self.population, place).items() if key != "_id"}
        said = {"modified_timestamp": changed, "host_hidden_status": "hidden" if self.hides(name) else "visible"}
        return raw | said | EXTRA

    def hides(self, name: str) -> bool:
        """Tell whether a device is hidden."""
        return bool(self.hide) and int(name[:8], 16) % self.hide == 0


@dataclass
class Scrolls:
    """Scrolls that are open. One token stands for all pages: whoever loses an answer has lost its page."""

    _open: dict[str, tuple[list[Row], int, int]] = field(default_factory=dict)  # what is left, of how many, until when
    _names: "count[int]" = field(default_factory=count)

    def page(self, estate: Estate, query: Mapping[str, str]) -> Json | str:
        """Return the next page of ids, or what is wrong with the query."""
        asked = _asked(query)
        if isinstance(asked, str):
            return asked
        limit, since = asked
        token = query.get("offset") or f"scroll-{next(self._names)}"
        if not query.get("offset"):
            rows = estate.rows(hidden=False)
            rows = rows[bisect_left(rows, (since, "", 0)) :]
            self._open[token] = rows, len(rows), time_ns() + SCROLL_LIFE
        left, total, end = self._open.get(token, ([], 0, 0))
        if end < time_ns():
            return "invalid offset: the scroll has expired"
        here, end = left[:limit], time_ns() + SCROLL_LIFE
        self._open[token] = left[limit:], total, end
        pagination = {"total": total, "offset": token, "expires_at": end}
        return envelope(pagination if here else {"total": 0, "offset": "", "expires_at": 0}, [row[1] for row in here])


def whole(estate: Estate, query: Mapping[str, str], *, hidden: bool = False) -> Json | str:
    """Return a page of whole devices, or what is wrong with the query."""
    asked = _asked(query)
    if isinstance(asked, str):
        return asked
    (limit, since), said = asked, [query.get("sort", ""), query.get("filter", "")]
    index = estate.rows(hidden=hidden)
    begin = start = bisect_left(index, (since, "", 0))
    if offset := query.get("offset"):
        after = _opened(offset)
        if after[:2] != said:
            return "invalid offset: sort and filter have to be those of the first page"
        begin = bisect_right(index, (after[2], after[3], MOST**2))
    rows = index[begin : begin + limit]
    following = _sealed([*said, *rows[-1][:2]]) if begin + len(rows) < len(index) else ""
    pagination = {"total": len(index) - start, "limit": limit, "next": following}
    return envelope(pagination, [estate.device(row) for row in rows])


def hidden_ids(estate: Estate, query: Mapping[str, str]) -> Json | str:
    """Return a page of the ids of hidden devices; its offset is a number, and not a great one."""
    asked, offset = _asked(query), query.get("offset", "0")
    if isinstance(asked, str):
        return asked
    limit, since = asked
    if not offset.isdecimal() or int(offset) + limit > MOST:
        return f"invalid offset: limit and offset together may be {MOST}"
    index = estate.rows(hidden=True)
    index = index[bisect_left(index, (since, "", 0)) :]
    names = [row[1] for row in index[int(offset) :][:limit]]
    return envelope({"total": len(index), "offset": int(offset) + len(names), "limit": limit}, names)


def details(estate: Estate, ids: object) -> Json | str:
    """Return the devices of these ids; those that there are not are errors beside them."""
    if not isinstance(ids, list) or not 0 < len(ids) <= MOST_DETAILS:
        return f"ids: expected 1 to {MOST_DETAILS} of them"
    known = _by_id(estate)
    found = [estate.device(known[one]) for one in ids if one in known]
    errors = [{"code": 404, "message": "Host not found", "id": one} for one in ids if one not in known]
    return envelope({}, found) | {"errors": errors}


def envelope(pagination: Json, resources: list[Json] | list[str] | None) -> Json:
    """Return an answer of the devices' API."""
    meta = {"query_time": 0.01, "powered_by": "device-api", "trace_id": "00000000-0000-4000-8000-000000000001"}
    return {"meta": meta | ({"pagination": pagination} if pagination else {}), "resources": resources, "errors": []}


@lru_cache(maxsize=4)
def _lists(estate: Estate) -> tuple[list[Row], list[Row]]:
    """Return the visible and the hidden devices; of two versions of one the later."""
    latest: dict[str, Row] = {}
    population, end = estate.population, estate.population.count("crowdstrike")
    for start in range(0, end, CHUNK):
        for place, raw in enumerate(population.hosts("crowdstrike", start, min(start + CHUNK, end)), start):
            row = (_changed(population, place, raw), raw["device_id"], place)
            latest[row[1]] = max(row, latest.get(row[1], row))
    rows = sorted(latest.values())
    return [row for row in rows if not estate.hides(row[1])], [row for row in rows if estate.hides(row[1])]


@lru_cache(maxsize=4)
def _by_id(estate: Estate) -> dict[str, Row]:
    return {row[1]: row for hidden in (False, True) for row in estate.rows(hidden=hidden)}


def _changed(population: Population, place: int, raw: Json) -> str:
    """Return when the vendor learnt what a device is now: in the round that brought it, or before the first."""
    for rounds in range(population.rounds, 0, -1):
        if _device(replace(population, rounds=rounds - 1), place) != raw:
            return seconds(population.reference + rounds * STEP)
    return f"{raw['modified_timestamp']['$date'][:19]}Z"


def _device(population: Population, place: int) -> Json:
    (raw,) = population.hosts("crowdstrike", place, place + 1)
    return raw


def _asked(query: Mapping[str, str]) -> tuple[int, str] | str:
    """Return the limit and the time that are asked for, or what is wrong with them."""
    limit, said = query.get("limit", "100"), query.get("filter", "")
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        return f"limit: expected a value between 1 and {MOST}"
    since = FILTER.fullmatch(said)
    if query.get("sort") != "modified_timestamp.asc" or (said and not since):
        return "expected sort=modified_timestamp.asc, and a filter of modified_timestamp alone"
    return int(limit), since[1] if since else ""


def _sealed(place: list[str]) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode()


def _opened(offset: str) -> list[str]:
    try:
        place = json.loads(urlsafe_b64decode(offset))
    except ValueError:
        return []
    return place if isinstance(place, list) else []
