"""What the inventory holds: status."""

from typing import Annotated

import typer
from pydantic import BaseModel

from services.cli.access import look, say
from services.dead_letters import waiting
from services.wiring import Ports, SyncState, lags, sources, sync_states, sync_troubles, unfinished_syncs

AsJson = Annotated[bool, typer.Option("--json", help="For a machine.")]


class Status(BaseModel):
    """What `rollcall status` says."""

    records: dict[str, int]
    hosts: int
    lag: dict[str, int]
    unfinished_syncs: list[str]
    sync_troubles: list[str]
    syncs: list[SyncState]
    dead_letters: dict[str, int]
    index_bytes: int


def status(json: AsJson = False) -> None:
    """Say how many records and hosts there are, what still waits to be read, and what was refused."""
    found = look(_status)
    say(found.model_dump_json() if json else _as_text(found))


async def _status(ports: Ports) -> Status:
    counts = await ports.store.counts()
    return Status(
        records=dict(sorted(counts.records.items())),
        hosts=counts.hosts,
        lag=await lags(ports),
        unfinished_syncs=await unfinished_syncs(ports),
        sync_troubles=await sync_troubles(ports),
        syncs=await sync_states(ports, sources()),
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
        *(("source", f"{state.source} {state}") for state in found.syncs),
        ("index", f"{found.index_bytes:,} bytes"),
        *(("syncs", trouble) for trouble in found.sync_troubles),
    ]
    return "\n".join(f"{name:9} {value}" for name, value in lines)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
