"""Qualys' GAV and CSAM v2 as they are on the wire: `POST /auth`, `POST /rest/2.0/search/am/asset` in JSON."""

import secrets
from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulator import answers
from simulator.account import USERNAME
from simulator.faults import Faults, Name, spoilt
from simulator.gav_assets import render_gav
from simulator.limits import Limits
from simulator.population import Population
from simulator.qps import by_id
from simulator.wire import Json

MOST = 300


@dataclass
class Gav:
    """The API's part of a running simulator; population and faults are asked for, since they change.

    Attributes:
        password: of the one account
        population: gives the hosts
        faults: gives what goes wrong
        token_life: seconds
        limits: how often it may be asked

    """

    password: str
    population: Callable[[], Population]
    faults: Callable[[], Faults]
    token_life: float
    limits: Limits
    _tokens: dict[str, float] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/auth", self.token, methods=["POST"]),
            Route("/rest/2.0/search/am/asset", self.search, methods=["POST"]),
            Route("/rest/2.0/count/am/asset", self.search, methods=["POST"]),
        ]

    async def token(self, request: Request) -> Response:
        """Give a token for the account's name and password: three parts with points between, as text."""
        form = parse_qs((await request.body()).decode(errors="replace"))
        if (form.get("username"), form.get("password")) != ([USERNAME], [self.password]):
            return PlainTextResponse("Authentication failed.", 401)
        token = ".".join(secrets.token_urlsafe(24) for _ in range(3))
        self._tokens[token] = monotonic() + self.token_life
        return PlainTextResponse(token, 201)

    async def search(self, request: Request) -> Response:
        """Answer with a page of assets, with nothing if there are none; or with how many there are."""
        with self.limits.entered() as wait:
            if wait:
                return _problem("too many requests", 429, self.limits.headers(wait))
            await self.limits.work()
            due = self.faults().due("qualys")
            broken = self._refused(request, due) or await answers.failure(request, due, self.limits.headers(1))
            return broken or await self._answer(request, due)

    def _refused(self, request: Request, due: Collection[Name]) -> Response | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if "401" in due:
            self._tokens.pop(token, None)
        return _problem("Unauthorized", 401) if self._tokens.get(token, 0) <= monotonic() else None

    async def _answer(self, request: Request, due: Collection[Name]) -> Response:
        if "/count/" in request.url.path:
            count = len(await run_in_threadpool(by_id, self.population()))
            return answers.page({"responseCode": "SUCCESS", "count": count}, due, self.limits.headers())
        asked = _asked(request)
        if isinstance(asked, str):
            return _problem(asked, 400)
        found = await run_in_threadpool(page, self.population(), *asked)
        if found is None:
            return Response(status_code=204, headers=self.limits.headers())
        found["assetListData"] = {"asset": spoilt(found["assetListData"]["asset"], due)}
        return answers.page(found, due, self.limits.headers())


def page(population: Population, limit: int, after: int) -> Json | None:
    """Return a page of the assets with a greater id, or None if there are none."""
    index = by_id(population)
    rows = index[bisect_left(index, (after + 1, 0, "")) :][: limit + 1]
    here = rows[:limit]
    if not here:
        return None
    raws = [(population.machine("qualys", place), population.hosts("qualys", place, place + 1)) for _, place, _ in here]
    return {
        "responseMessage": "Valid API Access",
        "count": len(here),
        "responseCode": "SUCCESS",
        "lastSeenAssetId": here[-1][0],
        "hasMore": int(len(rows) > limit),
        "assetListData": {"asset": [render_gav(one, raw) for one, (raw,) in raws]},
    }


def _asked(request: Request) -> tuple[int, int] | str:
    """Return limit and id that are asked for, or what is wrong with the request."""
    limit, after = request.query_params.get("pageSize", "100"), request.query_params.get("lastSeenAssetId", "0")
    if not limit.isdecimal() or not after.isdecimal() or not 1 <= int(limit) <= MOST:
        return f"expected a pageSize of 1 to {MOST} and a lastSeenAssetId"
    return int(limit), int(after)


def _problem(message: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"responseCode": "FAILED", "responseMessage": message, "count": 0}, status, headers)
