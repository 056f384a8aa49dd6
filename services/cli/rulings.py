"""What operators decide themselves: link, unlink, forget. Each is an event, reversible, and survives a rebuild."""

import getpass
from typing import Annotated

import typer

from services.cli.access import change, look, say
from services.cli.identity import Name
from services.cli.wording import ruling_text
from services.runs import process
from services.wiring import Ports, Verdict, rule
from shared.contracts.ruling import Ruling

Because = Annotated[str, typer.Option("--because", help="Why, for those who ask later.")]


def link(left: Name, right: Name, because: Because) -> None:
    """Join two hosts, whatever their identifiers say; the records named, or the first of each host, are tied."""
    _rule(left, right, "link", because)


def unlink(left: Name, right: Name, because: Because) -> None:
    """Keep two records apart, whatever their identifiers say."""
    _rule(left, right, "unlink", because)


def forget(left: Name, right: Name, because: Because = "") -> None:
    """Take back what was ruled of two records."""
    _rule(left, right, "forget", because)


def rulings() -> None:
    """List the rulings in force."""

    async def read(ports: Ports) -> list[Ruling]:
        return [ruling async for ruling in ports.store.rulings() if ruling.verdict != "forget"]

    for one in look(read):
        say(ruling_text(one))


def _rule(left: str, right: str, verdict: Verdict, because: str) -> None:
    async def decide(ports: Ports) -> Ruling:
        ruling = await rule(ports, (left, right), verdict, because, getpass.getuser())
        if ports.alone:
            await process(["deduper"], ports)
        return ruling

    ruling = change(decide)
    say(f"{ruling.verdict}: {ruling.left} and {ruling.right}")
