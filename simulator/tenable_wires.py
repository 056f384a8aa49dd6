"""Tenable on the wire: its export of assets (asked for, prepared, had in chunks), and the assessment's cursors."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import answers
from simulator.faults import Faults, Name, spoilt
from simulator.limits import Limits
from simulator.population import Population
from simulator.tenable import Row, changed_since, render, there
from simulator.tenable_search import searched
from simulator.wire import Json

ACCESS = "simulator"
SIZES = range(100, 10_001)
FILTERS = {"updated_at", "is_deleted", "is_terminated"}
DUPLICATE = "Duplicate export not allowed. Please modify request or wait until it is complete (job_uuid={})"
PREPARED = 2  # chunks that are made between two looks at the status


@dataclass
class Export:
    """An export that is being made; the assets are those of the moment at which it was asked for."""

    asked: str
    size: int
    population: Population
    rows: list[Row]
    looks: int = 0
    failed: bool = False

    @property
    def chunks(self) -> list[int]:
        """Return the numbers of all chunks in the order in which they are made: not their own."""
        every = list(range(1, -(-len(self.rows) // self.size) + 1))
        return [number for pair in zip(every[1::2], every[::2], strict=False) for number in pair] + (
            every[-1:] if len(every) % 2 else []
        )

    @property
    def here(self) -> list[int]:
        """Return the chunks that can be had: none before the second look."""
        return self.chunks[: max(self.looks - 1, 0) * PREPARED]

    @property
    def status(self) -> str:
        """Return how far it is."""
        if self.failed:
            return "ERROR"
        if self.looks < 2:
            return "QUEUED"
        return "FINISHED" if len(self.here) == len(self.chunks) else "PROCESSING"

    def chunk(self, number: int) -> list[Json]:
        """Return the assets of a chunk."""
        return [render(self.population, row) for row in self.rows[(number - 1) * self.size : number * self.size]]


@dataclass
class Tenable:
    """Tenable's part of a running simulator; population and faults are asked for, since they change.

    Attributes:
        secret: of the one account, and the assessment's token
        population: gives the hosts
        faults: gives what goes wrong
        limits: how often the export may be asked
        most: hosts of the assessment's page

    """

    secret: str
    population: Callable[[], Population]
    faults: Callable[[], Faults]
    limits: Limits
    most: int
    refusal: int
    _exports: dict[str, Export] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return the endpoints of both wires."""
        return [
            Route("/api/tenable/hosts/get", self.hosts, methods=["POST"]),
            Route("/assets/export", self.begin, methods=["POST"]),
            Route("/assets/export/{uuid}/status", self.look),
            Route("/assets/export/{uuid}/chunks/{number:int}", self.chunk),
        ]

    async def hosts(self, request: Request) -> Response:
        """Answer as the assessment's API: some hosts and where to go on; none at the end."""
        if request.headers.get("token") != self.secret:
            return Response("Not Found" if self.refusal == 404 else "Unauthorized", self.refusal)
        due = self.faults().due("tenable")
        if broken := await answers.failure(request, due, {"retry-after": "1"}):
            return broken
        start, population = int(request.query_params.get("cursor") or 0), self.population()
        rows = (await run_in_threadpool(there, population))[start : start + self.most]
        found = spoilt([searched(render(population, row)) for row in rows], due)
        return answers.page({"hosts": found, "cursor": str(start + len(rows)) if rows else None}, due)

    async def begin(self, request: Request) -> Response:
        """Begin an export, unless one of the same assets is being made."""
        with self.limits.entered() as wait:
            due = self.faults().due("tenable")
            if refused := self._refused(request, wait) or await answers.failure(request, due, {"retry-after": "1"}):
                return refused
            asked = (await request.body()).decode(errors="replace")
            for uuid, one in self._exports.items():
                if one.asked == asked and one.status in {"QUEUED", "PROCESSING"}:
                    if "duplicate" in due:
                        return JSONResponse({"status": 429, "message": DUPLICATE.format(uuid)}, 429)
                    said = {"failure_reason": "An export of the same assets is being made.", "active_job_id": uuid}
                    return JSONResponse(said, 409)
            found = await run_in_threadpool(_export, asked, self.population())
            if isinstance(found, str):
                return _problem(400, "Bad Request", found)
            uuid = str(uuid4())
            self._exports[uuid] = found
            return answers.page({"export_uuid": uuid}, due)

    async def look(self, request: Request) -> Response:
        """Answer how far an export is; at each look it is further."""
        return await self._of_export(request, _look)

    async def chunk(self, request: Request) -> Response:
        """Answer with a chunk's assets."""
        number = int(request.path_params["number"])
        return await self._of_export(request, lambda one, due: _chunk(one, number, due))

    async def _of_export(
        self, request: Request, answer: Callable[[Export, set[Name]], Json | list[Json] | Response]
    ) -> Response:
        with self.limits.entered() as wait:
            due = self.faults().due("tenable")
            if refused := self._refused(request, wait) or await answers.failure(request, due, {"retry-after": "1"}):
                return refused
            if "stale-offset" in due:
                self._exports.pop(request.path_params["uuid"], None)
            one = self._exports.get(request.path_params["uuid"])
            if one is None:
                return _problem(404, "Not Found", "Export not found")
            said = await run_in_threadpool(answer, one, due)
            return said if isinstance(said, Response) else answers.page(said, due)

    def _refused(self, request: Request, wait: float) -> Response | None:
        if wait:
            return JSONResponse({"message": "Too many requests"}, 429, {"retry-after": str(int(wait) + 1)})
        if request.headers.get("x-apikeys") != f"accessKey={ACCESS};secretKey={self.secret}":
            return _problem(401, "Unauthorized", "Invalid Credentials")
        return None


def _export(asked: str, population: Population) -> Export | str:
    """Return the export that a body asks for, or what is wrong with it."""
    try:
        said = json.loads(asked)
        size, filters = int(said["chunk_size"]), dict(said["filters"])
    except (ValueError, KeyError, TypeError):
        return "expected chunk_size and filters"
    if size not in SIZES or not set(filters) <= FILTERS:
        return f"expected a chunk_size from 100 to 10000, and filters among {', '.join(sorted(FILTERS))}"
    since = filters.get("updated_at")
    rows = there(population) if since is None else changed_since(population, int(since))
    return Export(asked, size, population, rows)


def _look(one: Export, due: set[Name]) -> Json:
    one.looks += 1
    one.failed = one.failed or "failed-export" in due
    return {"status": one.status, "chunks_available": one.here}


def _chunk(one: Export, number: int, due: set[Name]) -> list[Json] | Response:
    if number not in one.here:
        return _problem(400, "Bad Request", "Chunk is not ready")
    return spoilt(one.chunk(number), due)


def _problem(status: int, error: str, message: str) -> Response:
    return JSONResponse({"statusCode": status, "error": error, "message": message}, status)
