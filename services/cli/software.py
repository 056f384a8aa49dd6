"""What is installed: the most common programs, a program's hosts, a host's programs, names that may mean one."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from services.cli.access import look, say
from services.cli.inventory import AsJson
from services.cli.wording import SHOWN, safe
from services.deduper.core.near_names import Alike, alike
from services.deduper.core.programs import spelt
from services.deduper.inquiry import Inquiry
from services.wiring import Ports
from shared.contracts.software import Common, HostSoftware, Program

PAGE = 500  # hosts that are read at once

app = typer.Typer(
    no_args_is_help=False,
    help="Installed software, over all hosts: names are folded by a table; those that are merely alike stay apart.",
)
Limit = Annotated[int, typer.Option(min=1, help="Lines, at most.")]


@app.callback(invoke_without_command=True)
def software(context: typer.Context, json: AsJson = False, limit: Limit = 20) -> None:
    """List the programs that most hosts have; the commands ask for one program, one host, or names that are alike."""
    if context.invoked_subcommand is None:
        for one in look(lambda ports: ports.store.software.common(limit)):
            say(one.model_dump_json() if json else _counted(one))


@app.command()
def named(
    name: Annotated[str, typer.Argument(help="A program's name, in any spelling that the table knows.")],
    maker: Annotated[str, typer.Option(help="Who makes it, if several make one of this name.")] = "",
    json: AsJson = False,
    limit: Limit = 1000,
) -> None:
    """List the hosts that have a program, with its versions there."""
    found = look(lambda ports: _holders(ports, name, maker, limit))
    for one in found:
        say(one.encode().decode() if json else f"{one.host}  {_versions(one.programs)}")
    if not found and not json:
        say(safe(f"no host has {spelt(name)}" + (f" by {maker}" if maker else "")))


@app.command()
def host(
    host: Annotated[
        str, typer.Argument(help="A host's id or former id, record id, vendor's id, name, address or MAC.")
    ],
    json: AsJson = False,
) -> None:
    """List what is installed on a host, and which records say so."""
    found = look(lambda ports: _installed(ports, host))
    for line in [found.encode().decode()] if json else _listed(found):
        say(line)


@app.command()
def review(json: AsJson = False, limit: Limit = 50) -> None:
    """List programs that may be one: a line in the table of aliases joins them, then `rollcall rebuild`."""
    found = alike(look(lambda ports: ports.store.software.common()))
    for one in found[:limit]:
        say(one.model_dump_json() if json else "\n".join(_may_be_one(one)))
    if not json:
        say(f"{len(found):,} to look at" + (f", {limit:,} shown" if len(found) > limit else ""))


async def _holders(ports: Ports, name: str, maker: str, limit: int) -> list[HostSoftware]:
    """Return the hosts that have a program, each with that program alone."""
    found: list[HostSoftware] = []
    page, after = PAGE, ""
    while page == PAGE and len(found) < limit:
        hosts = await ports.store.software.named(spelt(name), PAGE, after)
        having = ((one, tuple(_of(one, spelt(name), maker.lower()))) for one in hosts)
        found += [one.model_copy(update={"programs": programs}) for one, programs in having if programs]
        page, after = len(hosts), hosts[-1].host if hosts else ""
    return found[:limit]


async def _installed(ports: Ports, name: str) -> HostSoftware:
    one = (await Inquiry(ports.index, ports.store).host(name)).id
    return (await ports.store.software.get([one])).get(one, HostSoftware(host=one))


def _of(software: HostSoftware, name: str, maker: str) -> Iterator[Program]:
    named = (one for one in software.programs if one.name == name)
    return (one for one in named if not maker or (one.maker or "").lower() == maker)


def _counted(one: Common) -> str:
    return safe(f"{one.hosts:9,}  {one.name}" + (f"  by {one.maker}" if one.maker else ""))


def _versions(programs: Iterable[Program]) -> str:
    return safe(", ".join(one.version or "(no version)" for one in programs))


def _listed(found: HostSoftware) -> Iterator[str]:
    for one in found.programs:
        maker = f"  by {one.maker}" if one.maker else ""
        yield safe(f"{one.name}{maker}  {one.version or '(no version)'}  from {', '.join(one.sources)}")
    yield f"{len(found.programs):,} programs" + (f", {found.left_out:,} left out" if found.left_out else "")


def _may_be_one(found: Alike) -> Iterator[str]:
    yield f"{found.because}:"
    yield from map(_counted, found.programs[:SHOWN])
    if len(found.programs) > SHOWN:
        yield f"          and {len(found.programs) - SHOWN:,} more: `--json` has all"
