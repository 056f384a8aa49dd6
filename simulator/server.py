"""The assessment API as it is on the wire (two hosts a page, HTTP 500 past the end), with faults on request.

Beside it the vendors' production APIs, over the same hosts.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator.answers import failure, page
from simulator.falcon import Falcon
from simulator.faults import Faults, Name, parse_faults, spoilt
from simulator.gav import Gav
from simulator.limits import Limits
from simulator.population import VENDORS, Population, Vendor
from simulator.qps import Qps
from simulator.truth import truth_lines, write_truth
from simulator.vmdr import Vmdr
from simulator.wire import Json

END = "Error invalid skip/limit combo (>number of hosts)"


@dataclass
class Simulator:
    """A running simulator.

    Attributes:
        population: the hosts it serves
        token: what a client must send
        faults: what goes wrong
        max_limit: hosts of a page, at most
        refusal: status of the answer to another token
        truth_file: where the truth is written again at each round
        limits: how often the production APIs may be asked
        token_life: seconds that a token of Falcon, or of Qualys' GAV, lives

    """

    population: Population
    token: str
    faults: Faults = field(default_factory=Faults)
    max_limit: int = 2
    refusal: int = 404
    truth_file: Path | None = None
    limits: Limits = field(default_factory=Limits)
    token_life: float = 1799

    def app(self) -> Starlette:
        """Return the web application."""
        falcon = Falcon(self.token, lambda: self.population, lambda: self.faults, self.token_life, self.limits)
        qps = Qps(self.token, lambda: self.population, lambda: self.faults, self.limits)
        gav = Gav(self.token, lambda: self.population, lambda: self.faults, self.token_life, self.limits)
        vmdr = Vmdr(self.token, lambda: self.population, lambda: self.faults, self.limits)
        return Starlette(
            routes=[
                Route("/api/{vendor}/hosts/get", self.hosts, methods=["POST"]),
                Route("/truth", self.truth),
                Route("/status", self.status),
                Route("/faults", self.set_faults, methods=["POST"]),
                Route("/round", self.next_round, methods=["POST"]),
                *falcon.routes(),
                *qps.routes(),
                *gav.routes(),
                *vmdr.routes(),
            ]
        )

    async def hosts(self, request: Request) -> Response:
        """Answer with a page."""
        vendor = next((one for one in VENDORS if one == request.path_params["vendor"]), None)
        if vendor is None:
            return PlainTextResponse("Not Found", 404)
        if request.headers.get("token") != self.token:
            return PlainTextResponse("Not Found" if self.refusal == 404 else "Unauthorized", self.refusal)
        due = self.faults.due(vendor)
        return await failure(request, due, {"retry-after": "1"}) or self._page(vendor, request, due)

    async def truth(self, _: Request) -> Response:
        """Answer with the truth about every record, a JSON object a line."""
        return StreamingResponse(truth_lines(self.population), media_type="application/x-ndjson")

    async def status(self, _: Request | None = None) -> Response:
        """Answer with how many records each vendor lists, duplicates too, and what is set."""
        return JSONResponse(
            {
                "machines": self.population.size,
                "records": {vendor: self.population.count(vendor) for vendor in VENDORS},
                "round": self.population.rounds,
                "faults": self.faults.shown(),
                "requests": self.limits.requests,
                "violations": self.limits.violations,
            }
        )

    async def set_faults(self, request: Request) -> Response:
        """Take other faults from now on and count anew: `{"429": 5}`; `{}` for none."""
        try:
            self.faults = Faults(parse_faults(await request.json()))
        except ValueError as error:
            return PlainTextResponse(str(error), 400)
        return await self.status()

    async def next_round(self, _: Request) -> Response:
        """Let an hour pass: hosts are seen again, some have moved, were renamed, installed anew or replaced."""
        self.population = replace(self.population, rounds=self.population.rounds + 1)
        if self.truth_file:
            await run_in_threadpool(write_truth, self.population, self.truth_file)
        return await self.status()

    def _page(self, vendor: Vendor, request: Request, due: Collection[Name]) -> Response:
        skip, limit = request.query_params.get("skip", "0"), request.query_params.get("limit", "1")
        if problems := [*_problems("skip", skip), *_problems("limit", limit, self.max_limit)]:
            return JSONResponse({"error": problems}, 500)
        start, stop = int(skip), int(skip) + int(limit)
        if stop > self.population.count(vendor):
            return PlainTextResponse(END, 500)
        return page(spoilt(self.population.hosts(vendor, start, stop), due), due)


def _problems(name: str, text: str, maximum: int | None = None) -> list[Json]:
    """Return what is wrong with a parameter, as the API's validator (zod) says it."""
    if not text.lstrip("-").isdecimal():
        return [{"code": "invalid_type", "expected": "number", "message": "Expected number", "path": [name]}]
    if int(text) < 0:
        message = "Number must be greater than or equal to 0"
        return [{"code": "too_small", "minimum": 0, "type": "number", "message": message, "path": [name]}]
    if maximum is not None and int(text) > maximum:
        message = f"Number must be less than or equal to {maximum}"
        return [{"code": "too_big", "maximum": maximum, "type": "number", "message": message, "path": [name]}]
    return []
