"""Lists hosts: all of them, or those that a question of the page finds."""

import sys
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

import typer

from services.cli.access import look, say
from services.cli.inventory import AsJson
from services.cli.wording import safe
from services.visualizer.settings import VisualizerSettings
from services.visualizer.web.asking import CONTAINMENTS, ask
from services.visualizer.web.moments import moment_of
from services.visualizer.web.questions import CUT_OFF, QUESTIONS
from services.visualizer.web.search import all_outlines
from services.wiring import Ports
from shared.contracts.host import HostOutline

PAGE = 500  # hosts that are read at once
Question = Annotated[str, typer.Option(help=f"Those that a question finds: {', '.join(QUESTIONS)}.")]
Containment = Annotated[str, typer.Option(help=f"Those that a vendor says this of: {', '.join(CONTAINMENTS)}.")]


def hosts(json: AsJson = False, question: Question = "", containment: Containment = "") -> None:
    """List hosts, all in order of their ids, or those that are asked for; with --json each whole, a document a line."""
    asked = {name: text for name, text in (("question", question), ("containment", containment)) if text}
    write = _write_documents if json else _write_outlines
    look(partial(write, asked=asked))


async def _write_documents(ports: Ports, asked: dict[str, str]) -> None:
    async for document in _documents(ports, asked):
        sys.stdout.buffer.write(document + b"\n")


async def _write_outlines(ports: Ports, asked: dict[str, str]) -> None:
    async for outline in _found(ports, asked) if asked else ports.store.outlines():
        say(outline_text(outline))


async def _documents(ports: Ports, asked: dict[str, str]) -> AsyncIterator[bytes]:
    if not asked:
        async for merged in ports.store.hosts():
            yield merged.host.encode()
        return
    async for outline in _found(ports, asked):
        _, found = (await ports.store.get_hosts([outline.id])).get(outline.id, (0, None))
        if found is not None:  # it may have gone since
            yield found.host.encode()


async def _found(ports: Ports, asked: dict[str, str]) -> AsyncIterator[HostOutline]:
    """Give the hosts that are asked for, as the page orders them; some at a time.

    Raises:
        BadQuestion: no such question, or no such containment.

    """
    vendors = (await ports.store.counts()).records
    moment = moment_of(VisualizerSettings.load(), ports.clock.now(), vendors)
    query = ask(asked, moment).query
    async for outline in all_outlines(ports.store, query, PAGE):
        yield outline


def outline_text(host: HostOutline) -> str:
    """Return a host in a line: its id, name, when it was seen, what it runs, who knows it, whether it is cut off."""
    seen = f"{host.last_seen:%Y-%m-%d}" if host.last_seen else "never seen"
    name = host.hostname or "(no name)"
    cut_off = f"  {host.containment}" if host.containment in CUT_OFF else ""
    system = host.os_name or host.os_family
    return safe(f"{host.id}  {name:32}  {seen:10}  {system:24}  {', '.join(host.vendors)}{cut_off}")
