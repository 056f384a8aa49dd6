"""What the inventory holds: status, hosts."""

import sys
from typing import Annotated

import typer
from pydantic import BaseModel

from services.cli.access import look, say
from services.dead_letters import waiting
from services.wiring import Ports, lags, sync_troubles, unfinished_syncs
from shared.contracts.host import HostOutline

AsJson = Annotated[bool, typer.Option("--json", help="For a machine.")]


class Status(BaseModel):
    """What `rollcall status` says."""

    records: dict[str, int]
    hosts: int
    lag: dict[str, int]
    unfinished_syncs: list[str]
    sync_troubles: list[str]
    dead_letters: dict[str, int]
    index_bytes: int


def status(json: AsJson = False) -> None:
    """Say how many records and hosts there are, what still waits to be read, and what was refused."""
    found = look(_status)
    say(found.model_dump_json() if json else _as_text(found))


def hosts(json: AsJson = False) -> None:
    """List all hosts in order of their ids; with --json each whole, a JSON document a line."""
    look(_write_documents if json else _write_outlines)


async def _status(ports: Ports) -> Status:
    counts = await ports.store.counts()
    return Status(
        records=dict(sorted(counts.records.items())),
        hosts=counts.hosts,
        lag=await lags(ports),
        unfinished_syncs=await unfinished_syncs(ports),
        sync_troubles=await sync_troubles(ports),
        dead_letters=await waiting(ports.log),
        index_bytes=await ports.index.size(),
    )


def _as_text(found: Status) -> str:
    lines = [
        ("records", _listed(found.records) or "none"),
        ("hosts", f"{found.hosts:,}"),
        ("to read", _listed(found.lag)),
        ("refused", _listed(found.dead_letters) or "none"),
        ("cut off", ", ".join(found.unfinished_syncs) or "no sync"),
        ("index", f"{found.index_bytes:,} bytes"),
        *(("syncs", trouble) for trouble in found.sync_troubles),
    ]
    return "\n".join(f"{name:9} {value}" for name, value in lines)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


async def _write_documents(ports: Ports) -> None:
    async for merged in ports.store.hosts():
        sys.stdout.buffer.write(merged.host.encode() + b"\n")


async def _write_outlines(ports: Ports) -> None:
    async for outline in ports.store.outlines():
        say(_line(outline))


def _line(host: HostOutline) -> str:
    seen = f"{host.last_seen:%Y-%m-%d}" if host.last_seen else "never seen"
    name = host.hostname or "(no name)"
    return f"{host.id}  {name:32}  {seen:10}  {host.os_name or host.os_family:24}  {', '.join(host.vendors)}"
