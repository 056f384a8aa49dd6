"""Whether everything that came in is where it should be."""

from typing import Annotated

import typer

from services.audit import Audit, Stage
from services.audit import audit as audited
from services.cli.access import look, say
from services.cli.wording import safe
from services.progress import bars

SHOWN = 20  # of what is missing at a stage; `--json` has all


def audit(json: Annotated[bool, typer.Option("--json", help="For a machine; all that is missing.")] = False) -> None:
    """Say of each stage of the pipeline whether all that came in is there, and name what is missing.

    Each raw host is a record or a dead letter; each record is in the store, in the index and inside one host; each host
    is published. What still waits to be read is on its way, and not missing. Services may run meanwhile. The exit code
    is 1 if anything is missing.
    """
    with bars() as shown:
        result = look(lambda ports: audited(ports, shown))
    say(result.model_dump_json() if json else audit_text(result))
    raise typer.Exit(0 if result.is_whole else 1)


def audit_text(result: Audit) -> str:
    """Return the stages, a line each, and what is missing below them."""
    lines = [line for stage in result.stages for line in _lines(stage)]
    waiting = ", ".join(f"{reader} {count:,}" for reader, count in result.lag.items() if count)
    lines.append(f"to read: {waiting or 'nothing'}")
    return "\n".join(map(safe, lines))


def _lines(stage: Stage) -> list[str]:
    counts = ", ".join(f"{count:,} {name}" for name, count in stage.counts.items())
    state = f"{len(stage.missing):,} missing" if stage.missing else "whole"
    on_their_way = f", {stage.on_their_way:,} on their way" if stage.on_their_way else ""
    more = len(stage.missing) - SHOWN
    return [
        f"{stage.name}: {state}{on_their_way} ({counts or 'nothing there'})",
        *(f"  {lack.id}: {lack.what}" for lack in stage.missing[:SHOWN]),
        *([f"  and {more:,} more: `--json` has all"] if more > 0 else []),
    ]
