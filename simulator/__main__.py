"""Run the simulator: `python -m simulator --help`."""

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from simulator.faults import MEANINGS, Fault, Faults, parse_fault
from simulator.limits import Limits
from simulator.population import Population
from simulator.server import Simulator
from simulator.truth import write_truth

FAULTS = "\n\n".join(f"  {name}: {meaning}" for name, meaning in MEANINGS.items())


def _fault(text: str) -> Fault:
    try:
        return parse_fault(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def main(  # noqa: PLR0913, PLR0917 - one parameter is one option
    hosts: Annotated[int, typer.Option(min=1, max=1_000_000, help="machines")] = 100,
    seed: Annotated[int, typer.Option(help="another seed, other hosts")] = 1,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0 for a free one")] = 8900,
    host: Annotated[str, typer.Option(help="address to listen on; 0.0.0.0 for all of this machine's")] = "127.0.0.1",
    token: Annotated[str, typer.Option(help="token that clients must send")] = "simulator",  # noqa: S107 - no secret
    refusal: Annotated[int, typer.Option(min=400, max=499, help="status for another token: 404 or 401")] = 404,
    max_limit: Annotated[int, typer.Option(min=1, help="hosts of a page, at most; the real API has 2")] = 2,
    detail: Annotated[int, typer.Option(min=0, help="programs, and vulnerabilities, of a Qualys host")] = 2,
    reference: Annotated[datetime | None, typer.Option(help="the hosts' present, in UTC; default: now")] = None,
    truth: Annotated[Path | None, typer.Option(help="file for the truth, a JSON object a line")] = None,
    rate: Annotated[int, typer.Option(min=1, help="requests a minute that the production APIs take")] = 6000,
    concurrency: Annotated[int, typer.Option(min=1, help="requests that they take at once")] = 2,
    latency: Annotated[float, typer.Option(min=0, help="seconds that Qualys' production APIs think")] = 0,
    token_life: Annotated[float, typer.Option(min=0, help="seconds that a token lives")] = 1799,
    hide: Annotated[int, typer.Option(min=0, help="every n-th device is hidden in Falcon; 0 for none")] = 0,
    fault: Annotated[
        list[Fault] | None, typer.Option(parser=_fault, metavar="FAULT:N", help="a fault at each n-th page; repeatable")
    ] = None,
) -> None:
    """Serve invented hosts as the assessment API does: POST /api/{qualys,crowdstrike}/hosts/get?skip=&limit=.

    And as Falcon does: GET /devices/combined/devices/v1 and its older pair, also of hidden hosts; its API client is
    `simulator`, its secret the token.
    And as Qualys does: POST /qps/rest/2.0/search/am/hostasset, POST /rest/2.0/search/am/asset behind POST /auth,
    GET /api/5.0/fo/asset/host/; its account is `simulator`, its password the token.

    GET /truth says which records are one machine. POST /round lets an hour pass: hosts move, are renamed, replaced.
    GET /status counts. POST /faults with {"429": 5} changes what goes wrong, {} ends it; `qualys/429` hits one vendor.

    Faults:
    """
    now = (reference or datetime.now(UTC)).replace(microsecond=0)
    population = Population(hosts, seed, now.replace(tzinfo=now.tzinfo or UTC).astimezone(UTC), detail=detail)
    if truth:
        write_truth(population, truth)
    simulator = Simulator(
        population,
        token,
        Faults(fault or ()),
        max_limit,
        refusal,
        truth,
        Limits(rate, concurrency, latency),
        token_life,
        hide,
    )
    with _listening(host, port) as listening:
        typer.echo(f"{hosts} machines at http://{host}:{listening.getsockname()[1]}")  # clients may come from now on
        config = uvicorn.Config(simulator.app(), log_level="critical", access_log=False, timeout_graceful_shutdown=1)
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Listen there. The protocol is named, since asyncio sends small answers at once only where it is."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise typer.BadParameter(
            f"expected an address of this machine and a free port; {host}:{port}: {error.strerror}",
            param_hint="--host and --port",
        ) from error
    listening.listen()
    return listening


if __name__ == "__main__":
    main.__doc__ = f"{main.__doc__}\n\n{FAULTS}"
    typer.run(main)
