"""The web application: addresses, and what answers at each."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from services.visualizer.web import api, pages
from services.visualizer.web.asking import NAMES, hold_known
from services.visualizer.web.guard import EACH_MINUTE, Guard
from services.visualizer.web.ruling import Rulings
from services.visualizer.web.site import NotFound, Site
from shared.errors import RollcallError
from shared.ports import Clock

Answer = Callable[[Request], Awaitable[Response]]
API = {  # what programs may ask, each described in openapi.py
    "/api/hosts": "hosts",
    "/api/hosts.csv": "csv",
    "/api/hosts.json": "json",
    "/api/hosts/{id}": "host",
    "/api/hosts/{id}/software": "software",
    "/api/hosts/{id}/why": "why",
    "/api/hosts/{id}/history": "history",
    "/api/why-not": "why_not",
    "/api/rulings": "rulings",
    "/api/questions": "questions",
    "/api/status": "state",
    "/api/dead-letters": "dead_letters",
    "/api/openapi.json": "openapi",
}
PAGES = {
    "/": "overview",
    "/hosts": "hosts",
    "/hosts/{id}": "host",
    "/hosts/{id}/why": "why",
    "/hosts/{id}/history": "history",
    "/why-not": "why_not",
    "/rulings": "rulings",
    "/pipeline": "pipeline",
    "/charts/{name}": "chart",
}

ASKED = (*NAMES, "after")
PARAMETERS: dict[str, Sequence[str]] = {  # what an address may have after its ?; any other has nothing
    "/api/hosts": ASKED,
    "/api/hosts.csv": ASKED,
    "/api/hosts.json": ASKED,
    "/hosts": ASKED,
    "/api/why-not": ("left", "right"),
    "/why-not": ("left", "right"),
    "/rulings": ("made",),
}


def application(
    site: Site, host: str, token: str | None, each_minute: int = EACH_MINUTE, clock: Clock | None = None
) -> ASGIApp:
    """Return the application that answers for a site at `host`, to those who have the token and don't ask too much.

    How much that is goes by `clock`, which should never go back; the site's own, if none is given.
    """
    answers = [(API, api.Api(site)), (PAGES, pages.Pages(site))]
    routes = [
        Route(path, _strict(getattr(one, name), PARAMETERS.get(path, ())), methods=["GET"])
        for paths, one in answers
        for path, name in paths.items()
    ]
    rulings = Rulings(site)
    routes += [
        Route("/rulings", rulings.from_form, methods=["POST"]),
        Route("/api/rulings", rulings.from_json, methods=["POST"]),
    ]
    static = Mount("/static", StaticFiles(directory=pages.HERE / "static"))
    handlers = {RollcallError: _failed, HTTPException: _missing}
    app = Starlette(routes=[*routes, static], exception_handlers=handlers)
    app.router.redirect_slashes = False  # an address is right or it isn't
    return Guard(app, host=host, token=token, clock=clock or site.clock, each_minute=each_minute)


def _strict(answer: Answer, known: Sequence[str]) -> Answer:
    """Refuse an address with a parameter that means nothing there."""

    async def strict(request: Request) -> Response:
        hold_known(request.query_params, known)
        return await answer(request)

    return strict


async def _failed(request: Request, error: Exception) -> Response:
    if request.url.path.startswith("/api/") and isinstance(error, RollcallError):
        return await api.failed(error)
    return await pages.failed(request, error)


async def _missing(request: Request, _: Exception) -> Response:
    return await _failed(request, NotFound(f"nothing has the address {request.url.path[:100]}"))
