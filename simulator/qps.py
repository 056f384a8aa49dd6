"""Qualys' Asset Management & Tagging v2 as it is on the wire: `POST /qps/rest/2.0/search/am/hostasset` in JSON."""

import json
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import answers
from simulator.account import is_account
from simulator.faults import Faults, spoilt
from simulator.limits import Limits
from simulator.machines import STEP
from simulator.population import Population
from simulator.wire import Json, seconds

MOST = 1000
FIELDS = {"id", "updated"}


@dataclass
class Qps:
    """The API's part of a running simulator; population and faults are asked for, since they change.

    Attributes:
        password: of the one account
        population: gives the hosts
        faults: gives what goes wrong
        limits: how often it may be asked

    """

    password: str
    population: Callable[[], Population]
    faults: Callable[[], Faults]
    limits: Limits

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        paths = ("/qps/rest/2.0/search/am/hostasset", "/qps/rest/2.0/count/am/hostasset")
        return [Route(path, self.search, methods=["POST"]) for path in paths]

    async def search(self, request: Request) -> Response:
        """Answer with a page of assets, or with how many there are."""
        with self.limits.entered() as wait:
            if wait:
                return _problem("RATE_LIMIT", "too many requests", 429, {"X-RateLimit-ToWait-Sec": str(int(wait) + 1)})
            await self.limits.work()
            due = self.faults().due("qualys")
            if not is_account(request.headers.get("authorization", ""), self.password):
                return _problem("INVALID_CREDENTIALS", "User credentials are not valid.", 401)
            if broken := await answers.failure(request, due, {"X-RateLimit-ToWait-Sec": "1"}):
                return broken
            asked = _asked(await request.body())
            if isinstance(asked, str):
                return _problem("INVALID_REQUEST", asked)
            if "/count/" in request.url.path:
                count = len(await run_in_threadpool(by_id, self.population()))
                return answers.page({"ServiceResponse": {"responseCode": "SUCCESS", "count": count}}, due)
            found = await run_in_threadpool(page, self.population(), *asked)
            wrapped = [{"HostAsset": one} for one in spoilt(found.pop("data"), due)]
            found |= {"data": wrapped} if wrapped else {}
            return answers.page({"ServiceResponse": {"responseCode": "SUCCESS"} | found}, due)


def page(population: Population, limit: int, after: int, since: str) -> Json:
    """Return a page of the assets with a greater id that changed after a time; an empty one has its count alone."""
    index = by_id(population)
    rows = [row for row in index[bisect_left(index, (after + 1, 0, "")) :] if row[2] > since][: limit + 1]
    here = rows[:limit]
    said: Json = {"count": len(here), "data": [_asset(population, place) for _, place, _ in here]}
    if here:
        said["hasMoreRecords"] = "true" if len(rows) > limit else "false"
    return said | ({"lastId": here[-1][0]} if len(rows) > limit else {})


@lru_cache(maxsize=2)
def by_id(population: Population) -> list[tuple[int, int, str]]:
    """Return id, place and time of the last change of each asset, by id; of two versions the later one."""
    latest: dict[int, tuple[str, int]] = {}
    for place, raw in enumerate(population.hosts("qualys", 0, population.count("qualys"))):
        row = (raw["modified"], place)
        latest[raw["id"]] = max(row, latest.get(raw["id"], row))
    return sorted((number, place, _changed(population, place, said)) for number, (said, place) in latest.items())


def _changed(population: Population, place: int, said: str) -> str:
    """Return when the vendor learnt what an asset is now: in the round that brought it, or before the first."""
    raw = _asset(population, place)
    for rounds in range(population.rounds, 0, -1):
        if _asset(replace(population, rounds=rounds - 1), place) != raw:
            return seconds(population.reference + rounds * STEP)
    return min(said, seconds(population.reference))


def _asset(population: Population, place: int) -> Json:
    """Return an asset as this API writes it: no `_id`."""
    (raw,) = population.hosts("qualys", place, place + 1)
    return {name: value for name, value in raw.items() if name != "_id"}


def _asked(body: bytes) -> tuple[int, int, str] | str:
    """Return limit, id and time that are asked for, or what is wrong with the request."""
    try:
        request = json.loads(body)["ServiceRequest"]
        criteria = {one["field"]: (one["operator"], one["value"]) for one in request["filters"]["Criteria"]}
        limit = int(request["preferences"]["limitResults"])
        after = int(criteria.get("id", ("", "0"))[1])
    except (ValueError, KeyError, TypeError):
        return "The request is not well-formed."
    if not 1 <= limit <= MOST or not set(criteria) <= FIELDS or {how for how, _ in criteria.values()} - {"GREATER"}:
        return f"expected limitResults of 1 to {MOST}, and id or updated GREATER"
    return limit, after, criteria.get("updated", ("", ""))[1]


def _problem(code: str, message: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    details = {"errorMessage": message, "errorResolution": "See the API's guide."}
    return JSONResponse({"ServiceResponse": {"responseCode": code, "responseErrorDetails": details}}, status, headers)
