"""CrowdStrike Falcon as it is on the wire: OAuth2 client credentials, and the lists of devices (vendors.md 3a)."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from time import monotonic, time
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import answers
from simulator.falcon_lists import Estate, Scrolls, details, envelope, hidden_ids, whole
from simulator.faults import Faults, Name, spoilt
from simulator.limits import Limits
from simulator.population import Population
from simulator.wire import Json

CLIENT_ID = "simulator"
REGION = {"X-Cs-Region": "us-1", "X-Cs-Traceid": "00000000-0000-4000-8000-000000000001"}
Query = Mapping[str, str]
Find = Callable[[Estate, Query], Json | str]


@dataclass
class Falcon:
    """Falcon's part of a running simulator; population and faults are asked for, since they change.

    Attributes:
        secret: of the one API client
        population: gives the hosts
        faults: gives what goes wrong
        token_life: seconds
        limits: of the devices' endpoints
        hide: every so manieth device is hidden; 0 for none

    """

    secret: str
    population: Callable[[], Population]
    faults: Callable[[], Faults]
    token_life: float = 1799
    limits: Limits = field(default_factory=Limits)
    hide: int = 0
    _tokens: dict[str, float] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        lists: dict[str, Find] = {
            "combined/devices": whole,
            "combined/devices-hidden": partial(whole, hidden=True),
            "queries/devices-scroll": Scrolls().page,
            "queries/devices-hidden": hidden_ids,
        }
        return [
            Route("/oauth2/token", self.token, methods=["POST"]),
            *(Route(f"/devices/{path}/v1", partial(self.listed, path, find)) for path, find in lists.items()),
            Route("/devices/entities/devices/v2", self.details, methods=["POST"]),
        ]

    async def token(self, request: Request) -> Response:
        """Give a token for id and secret of the API client."""
        form = parse_qs((await request.body()).decode(errors="replace"))
        if (form.get("client_id"), form.get("client_secret")) != ([CLIENT_ID], [self.secret]):
            return _problem(403, "Failed to issue access token - Not Authorized")
        token = secrets.token_urlsafe(24)
        self._tokens[token] = monotonic() + self.token_life
        said = {"access_token": token, "expires_in": int(self.token_life), "token_type": "bearer"}
        return JSONResponse(said, 201, REGION)

    async def listed(self, path: str, find: Find, request: Request) -> Response:
        """Answer with a page of a list."""
        query = dict(request.query_params)
        return await self._answered(request, path, lambda estate: find(estate, query))

    async def details(self, request: Request) -> Response:
        """Answer with the devices of these ids."""
        try:
            ids = json.loads(await request.body())["ids"]
        except (ValueError, KeyError, TypeError):
            ids = None
        return await self._answered(request, "entities/devices", partial(details, ids=ids))

    async def _answered(self, request: Request, path: str, find: Callable[[Estate], Json | str]) -> Response:
        with self.limits.entered() as wait:
            if wait:
                return _problem(429, "API rate limit exceeded.", self._headers(wait))
            due = self.faults().due("crowdstrike")
            if closed := self._closed(request, path, due):
                return closed
            if broken := await answers.failure(request, due, self._headers(1)):
                return broken
            if "stale-offset" in due and request.query_params.get("offset"):
                return _problem(400, "invalid offset: the pagination token has expired", self._headers())
            found = await run_in_threadpool(find, Estate(self.population(), self.hide))
            if isinstance(found, str):
                return _problem(400, found, self._headers())
            resources = found["resources"] if path.startswith("queries") else spoilt(found["resources"], due)
            return answers.page(found | {"resources": resources}, due, self._headers())

    def _closed(self, request: Request, path: str, due: set[Name]) -> Response | None:
        """Return the refusal of a token that is none, or of one that isn't for this."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if "401" in due:
            self._tokens.pop(token, None)
        if self._tokens.get(token, 0) <= monotonic():
            return _problem(401, "access denied, invalid bearer token", self._headers())
        if "no-scope" in due or ("no-combined" in due and path.startswith("combined")):
            return _problem(403, "access denied, scope not permitted", self._headers())
        return None

    def _headers(self, wait: float = 0) -> dict[str, str]:
        said = {"X-Ratelimit-Limit": str(self.limits.rate), "X-Ratelimit-Remaining": str(self.limits.remaining)}
        return REGION | said | ({"X-Ratelimit-Retryafter": str(ceil(time() + wait))} if wait else {})


def _problem(code: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """Return an error as the gateway before the API writes it; of a bad query the API's own has `resources` too."""
    said = envelope({}, []) if code == 400 else {"meta": envelope({}, None)["meta"]}
    said["meta"]["powered_by"] = "device-api" if code == 400 else "crowdstrike-api-gateway"
    return JSONResponse(said | {"errors": [{"code": code, "message": message}]}, code, headers or REGION)
