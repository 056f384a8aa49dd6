"""The same answers for programs, under /api; `/api/openapi.json` describes them."""

from collections.abc import AsyncIterator

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from services.visualizer.web.answers import DeadLetter, State
from services.visualizer.web.exporting import as_csv, as_json
from services.visualizer.web.openapi import document
from services.visualizer.web.pages import LETTERS, RULED, VERSIONS, status_of
from services.visualizer.web.questions import QUESTIONS
from services.visualizer.web.site import Site
from shared.contracts.event import Value
from shared.contracts.query import HostPage
from shared.errors import RollcallError

_PAGE, _STATE, _LETTERS = TypeAdapter(HostPage), TypeAdapter(State), TypeAdapter(list[DeadLetter])


class Api:
    """Answers with JSON."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def hosts(self, request: Request) -> Response:
        """Return a page of hosts; `next` is the address of the one after it."""
        asked = await self._site.ask(request.query_params)
        found = await self._site.store.search(asked.query)
        answer = _PAGE.dump_python(found, mode="json")
        answer["next"] = asked.next_page(found.next, "/api/hosts") if found.next else None
        return JSONResponse(answer)

    async def csv(self, request: Request) -> Response:
        """Return all hosts that are asked for, as CSV."""
        hosts = self._site.export((await self._site.ask(request.query_params)).query)
        return await _export(as_csv(hosts), "text/csv", "hosts.csv")

    async def json(self, request: Request) -> Response:
        """Return all hosts that are asked for, as a JSON array."""
        hosts = self._site.export((await self._site.ask(request.query_params)).query)
        return await _export(as_json(hosts), "application/json", "hosts.json")

    async def host(self, request: Request) -> Response:
        """Return a host whole."""
        return _json(await self._site.host(request.path_params["id"]))

    async def software(self, request: Request) -> Response:
        """Return what is installed on a host."""
        return _json(await self._site.software(await self._site.host(request.path_params["id"])))

    async def why(self, request: Request) -> Response:
        """Return why a host is one."""
        host = await self._site.host(request.path_params["id"])
        return _json(await self._site.answers.why(host.id))

    async def history(self, request: Request) -> Response:
        """Return what became of a host."""
        host = await self._site.host(request.path_params["id"])
        return JSONResponse([step.model_dump(mode="json") for step in await self._site.answers.history(host, VERSIONS)])

    async def why_not(self, request: Request) -> Response:
        """Return why two hosts are two."""
        left, right = (request.query_params.get(name, "").strip() for name in ("left", "right"))
        return _json(await self._site.why_not(left, right))

    async def rulings(self, _: Request) -> Response:
        """Return the first rulings in force."""
        return JSONResponse([one.model_dump(mode="json") for one in await self._site.answers.rulings(RULED)])

    async def questions(self, _: Request) -> Response:
        """Return the questions with a name, and how many hosts each finds."""
        counts = await self._site.counts()
        return JSONResponse(
            [{"name": name, "title": one.title, "hosts": counts[name]} for name, one in QUESTIONS.items()]
        )

    async def state(self, _: Request) -> Response:
        """Return how much there is, and how the pipeline is."""
        counts = await self._site.store.counts()
        state = _STATE.dump_python(await self._site.answers.state(), mode="json")
        return JSONResponse({"hosts": counts.hosts, "records": dict(counts.records), **state})

    async def dead_letters(self, _: Request) -> Response:
        """Return the first dead letters that wait."""
        letters = list(await self._site.answers.dead_letters(LETTERS))
        return JSONResponse(_LETTERS.dump_python(letters, mode="json"))

    async def openapi(self, _: Request) -> Response:
        """Return the description of all this."""
        return JSONResponse(document())


async def failed(error: RollcallError) -> Response:
    """Say what is wrong."""
    return JSONResponse({"error": str(error)}, status_of(error))


def _json(value: Value) -> Response:
    return Response(value.model_dump_json(exclude_defaults=True), media_type="application/json")


async def _export(parts: AsyncIterator[str], kind: str, file: str) -> Response:
    """Return a file as it is read; its first part is read before, so that a store that is away can still be told of."""
    first = await anext(parts)

    async def every() -> AsyncIterator[str]:
        yield first
        async for part in parts:
            yield part

    named = {"Content-Disposition": f'attachment; filename="{file}"'}
    return StreamingResponse(every(), media_type=kind, headers=named)
