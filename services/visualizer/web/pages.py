"""The pages. A part that takes longer has an address of its own, and is put into its page when it is there."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from services.visualizer.web import gallery, showing
from services.visualizer.web.asking import CONTAINMENTS, FAMILIES, SORTS, USUAL
from services.visualizer.web.questions import CUT_OFF, GONE, QUESTIONS
from services.visualizer.web.seal import cookie_of, give
from services.visualizer.web.site import NotFound, Site

LETTERS, RULED = 100, 500  # dead letters, and rulings, that are listed
HERE = Path(__file__).parent
VERSIONS = 100_000  # of all hosts, in which a host's history is looked for: what a visitor may have read at a click
AGAIN = 5  # seconds until what can't be answered now is asked again
DRAWN = "default-src 'none'; style-src 'unsafe-inline'"  # a chart that is opened by itself has its styles inside


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = showing.short
    environment.filters["day"] = lambda time: f"{time:%Y-%m-%d}" if time else "unknown"
    environment.filters["minute"] = showing.minute
    environment.filters["words"] = lambda name: name.replace("_", " ").replace(".", " · ")
    environment.filters["how_far"] = showing.how_far
    environment.globals.update(
        questions=QUESTIONS, families=FAMILIES, containments=CONTAINMENTS, cut_off=CUT_OFF, sorts=SORTS, usual=USUAL
    )
    return environment


_ENVIRONMENT = _environment()


def page(template: str, code: int = 200, **values: Any) -> HTMLResponse:  # Any: whatever the template shows
    """Return a page."""
    return HTMLResponse(_ENVIRONMENT.get_template(f"{template}.html").render(**values), code)


class Pages:
    """Answers with pages."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def overview(self, _: Request) -> Response:
        """Show the questions with their counts, the inventory's numbers, the charts."""
        site = self._site
        numbers = await site.store.counts()
        return page(
            "overview",
            counts=await site.counts(numbers.records),
            numbers=numbers,
            gone=await site.count(GONE),
            syncs=await site.answers.syncs(),
            charts=gallery.charts(site.settings.folder),
            summary=site.summary(),
            moment=site.moment(),
        )

    async def hosts(self, request: Request) -> Response:
        """Show the hosts that the address asks for."""
        asked = await self._site.ask(request.query_params)
        found = await self._site.store.search(asked.query)
        vendors = sorted((await self._site.store.counts()).records)
        following = asked.next_page(found.next) if found.next else None
        first = asked.address() if asked.query.after else None
        return page("hosts", asked=asked, found=found, vendors=vendors, following=following, first=first)

    async def host(self, request: Request) -> Response:
        """Show a host."""
        host = await self._site.host(request.path_params["id"])
        vendors = await self._site.vendors() if host.unlisted_sensors else ()
        installed = showing.installed(await self._site.software(host))
        parts: dict[str, Any] = {  # Any: as the page shows it
            "fields": showing.fields(host),
            "own": showing.own(host),
            "lists": showing.lists(host),
            "notes": showing.notes(host, vendors),
        }
        return self._with_forms(request, "host", host=host, installed=installed, **parts)

    async def why(self, request: Request) -> Response:
        """Show why a host is one."""
        host = await self._site.host(request.path_params["id"])
        why = (await self._site.answers.why(host.id)).model_dump(mode="json")
        return page("why", host=host, why=why, picture=showing.picture(why["held_by"]))

    async def history(self, request: Request) -> Response:
        """Show what became of a host."""
        host = await self._site.host(request.path_params["id"])
        steps = [step.model_dump(mode="python") for step in await self._site.answers.history(host, VERSIONS)]
        return page("history", host=host, steps=steps, versions=VERSIONS)

    async def why_not(self, request: Request) -> Response:
        """Show why two hosts are two, or the form that asks."""
        left, right = (request.query_params.get(name, "").strip() for name in ("left", "right"))
        found, problem = None, ""
        if left and right:
            try:
                found = (await self._site.why_not(left, right)).model_dump(mode="json")
            except NotFound as error:
                problem = str(error)
        code = 404 if problem else 200
        return self._with_forms(request, "why_not", code, left=left, right=right, found=found, problem=problem)

    async def rulings(self, request: Request) -> Response:
        """Show the rulings in force."""
        rulings = [one.model_dump(mode="python") for one in await self._site.answers.rulings(RULED)]
        return self._with_forms(request, "rulings", rulings=rulings, made="made" in request.query_params)

    async def pipeline(self, _: Request) -> Response:
        """Show how the pipeline is."""
        state = await self._site.answers.state()
        letters = await self._site.answers.dead_letters(LETTERS)
        return page("pipeline", state=state, letters=letters)

    async def chart(self, request: Request) -> Response:
        """Send a chart."""
        wanted = request.path_params["name"]
        path = gallery.file_of(self._site.settings.folder, wanted)
        if path is None:
            raise NotFound(f"no chart is called {wanted[:100]!r}")
        return FileResponse(path, headers={"Cache-Control": "no-cache", "Content-Security-Policy": DRAWN})

    def _with_forms(self, request: Request, template: str, code: int = 200, **values: Any) -> Response:  # Any: as above
        """Return a page with forms that rule, sealed for this visitor, if anyone may."""
        if self._site.seal is None:
            return page(template, code, seal=None, **values)
        cookie = cookie_of(request)
        return give(page(template, code, seal=self._site.seal.on(cookie), **values), cookie)


async def failed(request: Request, error: Exception) -> Response:
    """Show that something was asked wrongly, isn't there, or can't be answered now; then it is asked again.

    A part of a page asks for itself, without the rest: people may be typing there.
    """
    status = status_of(error)
    titles = {
        400: "That can't be asked",
        403: "That isn't allowed",
        404: "Not here",
        503: "The inventory can't be reached",
    }
    target = request.headers.get("hx-target", "")
    part = target if target.isascii() and target.isidentifier() else ""
    address = f"{request.url.path}?{request.url.query}"
    told = {"title": titles[status], "reason": str(error), "again": AGAIN, "part": part, "address": address}
    return page("failed", status, status=status, **told)


def status_of(error: Exception) -> int:
    """Return the status that tells what an error means."""
    return getattr(error, "status", 503)
