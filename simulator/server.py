"""The assessment API as it is on the wire (two hosts a page, HTTP 500 past the end), with faults on request."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, replace

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator.faults import Faults, Name, body_of
from simulator.population import VENDORS, Population, Vendor

END = "Error invalid skip/limit combo (>number of hosts)"
HOUR = 3600.0


class Simulator:
    """The state of a running simulator."""

    def __init__(self, population: Population, token: str, faults: Faults, max_limit: int = 2) -> None:
        self.population, self.token, self.faults, self.max_limit = population, token, faults, max_limit
        self.requests = 0

    def app(self) -> Starlette:
        """Return the web application."""
        return Starlette(
            routes=[
                Route("/api/{vendor}/hosts/get", self.hosts, methods=["POST"]),
                Route("/truth", self.truth),
                Route("/faults", self.set_faults, methods=["POST"]),
                Route("/round", self.next_round, methods=["POST"]),
            ]
        )

    async def hosts(self, request: Request) -> Response:
        """Answer with a page."""
        vendor = next((one for one in VENDORS if one == request.path_params["vendor"]), None)
        if vendor is None or request.headers.get("token") != self.token:
            return PlainTextResponse("Not Found", 404)
        self.requests += 1
        due = self.faults.due(self.requests)
        if failure := await self._failure(due):
            return failure
        return self._page(vendor, request, due)

    async def truth(self, _: Request) -> Response:
        """Answer with the truth about every record, a JSON object a line."""

        async def lines() -> AsyncIterator[str]:
            for one in self.population.truth():
                yield json.dumps(asdict(one)) + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    async def set_faults(self, request: Request) -> Response:
        """Take other faults from now on: `{"429": 5}`; `{}` for none."""
        self.faults = Faults.model_validate({"every": await request.json()})
        self.requests = 0
        return PlainTextResponse(self.faults.model_dump_json())

    async def next_round(self, _: Request) -> Response:
        """Let a day pass: hosts are seen again, some have moved."""
        self.population = replace(self.population, sync=self.population.sync + 1)
        return PlainTextResponse(str(self.population.sync))

    async def _failure(self, due: list[Name]) -> Response | None:
        if "timeout" in due:
            await asyncio.sleep(HOUR)
        if "429" in due:
            return PlainTextResponse("slow down", 429, {"retry-after": "1"})
        if "500" in due:
            return PlainTextResponse("Internal Server Error", 500)
        return None

    def _page(self, vendor: Vendor, request: Request, due: list[Name]) -> Response:
        skip, limit = (request.query_params.get(name, default) for name, default in (("skip", "0"), ("limit", "1")))
        if not (skip.isdigit() and limit.isdigit()) or int(limit) > self.max_limit:
            problem = {"code": "too_big", "maximum": self.max_limit, "message": "Number must be less than or equal"}
            return Response(json.dumps({"error": [problem]}), 500, media_type="application/json")
        if int(skip) + int(limit) > self.population.count(vendor):
            return PlainTextResponse(END, 500)
        body = body_of(self.population.hosts(vendor, int(skip), int(skip) + int(limit)), due)
        if "cut" in due:
            return StreamingResponse(_cut(body), headers={"content-length": str(len(body))})
        return Response(body, media_type="application/json")


async def _cut(body: bytes) -> AsyncIterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionAbortedError("cut on request")
