"""Run the simulator: `python -m simulator --help`."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from simulator.faults import MEANINGS, Faults, parse_fault
from simulator.population import Population
from simulator.server import Simulator

FAULTS = "\n\n".join(f"  {name}: {meaning}" for name, meaning in MEANINGS.items())


def main(  # noqa: PLR0913, PLR0917 - one parameter is one option
    hosts: Annotated[int, typer.Option(min=1, max=1_000_000, help="machines")] = 100,
    seed: Annotated[int, typer.Option(help="another seed, other hosts")] = 1,
    port: Annotated[int, typer.Option(help="port on localhost")] = 8900,
    token: Annotated[str, typer.Option(help="token that clients must send")] = "simulator",  # noqa: S107 - no secret
    max_limit: Annotated[int, typer.Option(help="hosts of a page, at most; the real API has 2")] = 2,
    reference: Annotated[datetime | None, typer.Option(help="the hosts' present; default: now")] = None,
    truth: Annotated[Path | None, typer.Option(help="file for the truth, a JSON object a line")] = None,
    fault: Annotated[
        list[str] | None, typer.Option(help="a fault and its frequency, such as 429:5; repeatable")
    ] = None,
) -> None:
    """Serve invented hosts as the assessment API does: POST /api/{qualys,crowdstrike}/hosts/get?skip=&limit=.

    The truth about which records are one machine is at GET /truth. POST /round lets a day pass.
    Faults (also by POST /faults with {"429": 5}):
    """
    try:
        faults = Faults(every=dict(map(parse_fault, fault or [])))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    now = (reference or datetime.now(UTC)).replace(microsecond=0)
    population = Population(hosts, seed, now if now.tzinfo else now.replace(tzinfo=UTC))
    if truth:
        with truth.open("w") as file:
            file.writelines(json.dumps(asdict(one)) + "\n" for one in population.truth())
    app = Simulator(population, token, faults, max_limit).app()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main.__doc__ = f"{main.__doc__}\n\n{FAULTS}"
    typer.run(main)
