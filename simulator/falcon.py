"""CrowdStrike Falcon as it is on the wire: OAuth2 client credentials, and `GET /devices/combined/devices/v1`."""

import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil
from time import monotonic, time
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import answers
from simulator.faults import Faults, spoilt
from simulator.limits import Limits
from simulator.machines import STEP
from simulator.population import Population
from simulator.wire import Json, seconds

CLIENT_ID = "simulator"
MOST = 10_000
FILTER = re.compile(r"modified_timestamp:>='([^']+)'")
EXTRA = {  # what real devices have beside what the assessment's have
    "machine_domain": "",
    "host_hidden_status": "visible",
    "filesystem_containment_status": "normal",
    "rtr_state": "not_available",
    "notes": [],
}


@dataclass
class Falcon:
    """Falcon's part of a running simulator; population and faults are asked for, since they change.

    Attributes:
        secret: of the one API client
        population: gives the hosts
        faults: gives what goes wrong
        token_life: seconds
        limits: of the devices' endpoint

    """

    secret: str
    population: Callable[[], Population]
    faults: Callable[[], Faults]
    token_life: float = 1799
    limits: Limits = field(default_factory=Limits)
    _tokens: dict[str, float] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/oauth2/token", self.token, methods=["POST"]),
            Route("/devices/combined/devices/v1", self.devices),
        ]

    async def token(self, request: Request) -> Response:
        """Give a token for id and secret of the API client."""
        form = parse_qs((await request.body()).decode(errors="replace"))
        if (form.get("client_id"), form.get("client_secret")) != ([CLIENT_ID], [self.secret]):
            return _problem(403, "Failed to issue access token - Not Authorized")
        token = secrets.token_urlsafe(24)
        self._tokens[token] = monotonic() + self.token_life
        said = {"access_token": token, "expires_in": int(self.token_life), "token_type": "bearer"}
        return JSONResponse(said, 201, {"x-cs-region": "us-1"})

    async def devices(self, request: Request) -> Response:
        """Answer with a page of devices."""
        with self.limits.entered() as wait:
            if wait:
                return _problem(429, "API rate limit exceeded.", self._headers(wait))
            due = self.faults().due("crowdstrike")
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            if "401" in due:
                self._tokens.pop(token, None)
            if self._tokens.get(token, 0) <= monotonic():
                return _problem(401, "access denied, invalid bearer token", self._headers())
            if broken := await answers.failure(request, due, self._headers(1)):
                return broken
            if "stale-offset" in due and request.query_params.get("offset"):
                return _problem(400, "invalid offset: the pagination token has expired", self._headers())
            found = await run_in_threadpool(page, self.population(), dict(request.query_params))
            if isinstance(found, str):
                return _problem(400, found, self._headers())
            return answers.page(found | {"resources": spoilt(found["resources"], due)}, due, self._headers())

    def _headers(self, wait: float = 0) -> dict[str, str]:
        said = {"X-RateLimit-Limit": str(self.limits.rate), "X-RateLimit-Remaining": str(self.limits.remaining)}
        return said | ({"X-RateLimit-RetryAfter": str(ceil(time() + wait))} if wait else {})


def page(population: Population, query: dict[str, str]) -> Json | str:
    """Return a page, or what is wrong with the query."""
    limit, sort, said = query.get("limit", "100"), query.get("sort", ""), query.get("filter", "")
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        return f"limit: expected a value between 1 and {MOST}"
    if sort != "modified_timestamp.asc" or not (said == "" or FILTER.fullmatch(said)):
        return "expected sort=modified_timestamp.asc, and a filter of modified_timestamp alone"
    since = FILTER.fullmatch(said)
    index = by_change(population)
    start = bisect_left(index, (since[1], "", 0)) if since else 0
    begin = start
    if offset := query.get("offset"):
        after = _opened(offset)
        if after[:2] != [sort, said]:
            return "invalid offset: sort and filter have to be those of the first page"
        begin = bisect_right(index, (after[2], after[3], len(index) * 2))
    rows = index[begin : begin + int(limit)]
    following = _sealed([sort, said, *rows[-1][:2]]) if begin + len(rows) < len(index) else ""
    return _envelope(
        {"total": len(index) - start, "limit": int(limit), "next": following},
        [_written(_device(population, place), changed) for changed, _, place in rows],
    )


@lru_cache(maxsize=2)
def by_change(population: Population) -> list[tuple[str, str, int]]:
    """Return time of the last change, id and place of each device, by time; of two versions the later one."""
    latest: dict[str, tuple[str, str, int]] = {}
    for place, raw in enumerate(population.hosts("crowdstrike", 0, population.count("crowdstrike"))):
        row = (_changed(population, place, raw), raw["device_id"], place)
        latest[row[1]] = max(row, latest.get(row[1], row))
    return sorted(latest.values())


def _changed(population: Population, place: int, raw: Json) -> str:
    """Return when the vendor learnt what a device is now: in the round that brought it, or before the first."""
    for rounds in range(population.rounds, 0, -1):
        if _device(replace(population, rounds=rounds - 1), place) != raw:
            return seconds(population.reference + rounds * STEP)
    return f"{raw['modified_timestamp']['$date'][:19]}Z"


def _device(population: Population, place: int) -> Json:
    (raw,) = population.hosts("crowdstrike", place, place + 1)
    return raw


def _written(raw: Json, changed: str) -> Json:
    """Return a device as Falcon writes it: no `_id`, a plain time."""
    return {name: value for name, value in raw.items() if name != "_id"} | {"modified_timestamp": changed} | EXTRA


def _sealed(place: list[str]) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode()


def _opened(offset: str) -> list[str]:
    try:
        place = json.loads(urlsafe_b64decode(offset))
    except ValueError:
        return []
    return place if isinstance(place, list) else []


def _problem(code: int, message: str, headers: dict[str, str] | None = None) -> Response:
    said = _envelope({}, None) | {"errors": [{"code": code, "message": message}]}
    return JSONResponse(said, code, headers)


def _envelope(pagination: Json, resources: list[Json] | None) -> Json:
    meta = {"query_time": 0.01, "powered_by": "device-api", "trace_id": "00000000-0000-4000-8000-000000000001"}
    return {"meta": meta | ({"pagination": pagination} if pagination else {}), "resources": resources, "errors": []}
