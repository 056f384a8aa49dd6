"""`make demo`: the simulator, the four services over it, the charts, and how right the inventory is."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from simulator.population import Truth
from simulator.report import Result, found_in, lines

FOLDER = Path("data/demo")
CHARTS = FOLDER / "charts"  # so that a real inventory's stay as they are
TOKEN = "simulator"  # noqa: S105 - no secret


def main(
    hosts: Annotated[int, typer.Option(min=1, max=1_000_000, help="invented machines")] = 300,
    seed: Annotated[int, typer.Option(help="another seed, other machines")] = 1,
) -> None:
    """Run everything over invented hosts; the exit code is that of the part that failed."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with simulator(hosts, "--seed", str(seed), "--token", TOKEN) as url:
        print(f"1/3  a vendor simulator serves {hosts} invented machines at {url}")
        print("2/3  fetching, normalising, deciding who is who, drawing …", flush=True)
        _run("services", "--once", environment=_environment(url))
        result = _result(url, _run("services.cli", "hosts", "--json", environment=_environment(url), capture=True))
    print("3/3  the inventory against the truth\n")
    for line in lines(result):
        print(f"  {line}".rstrip())
    print(f"\n  charts: {CHARTS.resolve()}")
    print(f"  ask:    ROLLCALL_DATA={FOLDER} .venv/bin/rollcall why golden-web")
    print(f"  look:   ROLLCALL_DATA={FOLDER} VISUALIZER_FOLDER={CHARTS} .venv/bin/rollcall web")
    print("          and open http://127.0.0.1:8080/")
    if result.missing:
        sys.exit(f"{len(result.missing)} records are not in the inventory, the first is {result.missing[0]}")


@contextmanager
def simulator(hosts: int, *options: str) -> Iterator[str]:
    """Run a simulator on a free port while the block runs; gives its address."""
    command = [sys.executable, "-m", "simulator", "--hosts", str(hosts), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]") -> str:
    """Return the address that a simulator tells once it listens."""
    said = process.stdout.readline() if process.stdout else ""
    _, found, address = said.strip().partition(" at ")
    if not found:
        sys.exit(process.wait() or "the simulator ended at once")
    return address


def _environment(url: str) -> dict[str, str]:
    return os.environ | {
        "FETCHER_QUALYS_URL": url,
        "FETCHER_QUALYS_TOKEN": TOKEN,
        "FETCHER_CROWDSTRIKE_URL": url,
        "FETCHER_CROWDSTRIKE_TOKEN": TOKEN,
        "ROLLCALL_DATA": str(FOLDER),
        "ROLLCALL_LOG_LEVEL": "WARNING",
        "VISUALIZER_FOLDER": str(CHARTS),
    }


def _run(*module: str, environment: dict[str, str], capture: bool = False) -> str:
    """Run a module of ours; return what it says if that is captured. A failure ends the demo with its exit code."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", *module],
        env=environment,
        text=True,
        stdout=subprocess.PIPE if capture else None,
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout or ""


def _result(url: str, hosts: str) -> Result:
    truth = (json.loads(line) for line in _get(f"{url}/truth").splitlines())
    served: dict[str, Any] = json.loads(_get(f"{url}/status"))  # Any: JSON
    return Result(
        served=served["records"],
        truth=tuple(Truth(one["record"], one["machine"], tuple(one["kinds"])) for one in truth),
        found=found_in(json.loads(line) for line in hosts.splitlines()),
    )


def _get(url: str) -> str:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        return str(answer.read(), "utf-8")


if __name__ == "__main__":
    typer.run(main)
