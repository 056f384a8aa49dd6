"""Why the inventory is as it is: show, why, why-not, history."""

from typing import Annotated

import typer

from services.cli.access import look, say
from services.cli.inventory import AsJson
from services.cli.wording import history_text, host_text, why_not_text, why_text
from services.deduper.history import history as history_of
from services.deduper.inquiry import Inquiry
from services.wiring import Ports

Name = Annotated[str, typer.Argument(help="A host's id or former id, record id, vendor's id, name, address or MAC.")]


def show(host: Name, json: AsJson = False) -> None:
    """Show a host: its fields, where each comes from, what its records disagree about."""
    found = look(lambda ports: _ask(ports).host(host))
    say(found.encode().decode() if json else host_text(found))


def why(host: Name, json: AsJson = False) -> None:
    """Say why a host is one: the keys that hold its records together, and those that aren't trusted."""
    found = look(lambda ports: _ask(ports).why(host))
    say(found.model_dump_json() if json else why_text(found))


def why_not(left: Name, right: Name, json: AsJson = False) -> None:
    """Say why two hosts are two: what they share, why that doesn't join them, what tells them apart."""
    found = look(lambda ports: _ask(ports).why_not(left, right))
    say(found.model_dump_json() if json else why_not_text(found))


def history(host: Name, json: AsJson = False) -> None:
    """Tell what became of a host and of those it was joined from, as far back as hosts.merged goes."""

    async def read(ports: Ports) -> list[str]:
        steps = await history_of(ports.log, await _ask(ports).host(host))
        return [step.model_dump_json() for step in steps] if json else [history_text(step) for step in steps]

    for line in look(read):
        say(line)


def _ask(ports: Ports) -> Inquiry:
    return Inquiry(ports.index, ports.store)
