"""`make demo`: the simulator, the four services over it, the charts, and how right the inventory is."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulator.recipes import HOPELESS
from simulator.score import Score, score, score_by_kind

HOSTS = 300
FOLDER = Path("data/demo")
CHARTS = Path("visualized_diagram")


def main() -> None:
    """Run the demo; the exit code is that of the part that failed."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with simulator(HOSTS) as url:
        print(f"1/3  a vendor simulator serves {HOSTS} invented machines at {url}")
        print("2/3  fetching, normalising, deciding who is who, drawing …", flush=True)
        environment = os.environ | {
            "FETCHER_QUALYS_URL": url,
            "FETCHER_QUALYS_TOKEN": "simulator",
            "FETCHER_CROWDSTRIKE_URL": url,
            "FETCHER_CROWDSTRIKE_TOKEN": "simulator",
            "ROLLCALL_DATA": str(FOLDER),
            "ROLLCALL_LOG_LEVEL": "WARNING",
            "VISUALIZER_FOLDER": str(CHARTS),
        }
        _run(["services", "--once"], environment)
        hosts = _run(["services.cli", "hosts", "--json"], environment, capture=True)
        with urllib.request.urlopen(f"{url}/truth") as answer:  # noqa: S310 - our own server
            truth = [json.loads(line) for line in answer]
    print("3/3  the inventory against the truth\n")
    _report(truth, [json.loads(line) for line in hosts.splitlines()])


@contextmanager
def simulator(hosts: int, *options: str) -> Iterator[str]:
    """Run a simulator on a free port while the block runs; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "simulator", "--hosts", str(hosts), "--port", str(port), *options]
    process = subprocess.Popen(command)  # noqa: S603 - our own program
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("the simulator didn't start within 30 seconds")


def _run(module: list[str], environment: dict[str, str], *, capture: bool = False) -> str:
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


def _report(truth: list[dict[str, str]], hosts: list[dict[str, list[dict[str, str]]]]) -> None:
    machines = {one["record"]: one["machine"] for one in truth}
    kinds = {one["record"]: one["kind"] for one in truth}
    found = {record["id"]: str(host["id"]) for host in hosts for record in host["records"]}
    raw = Counter(record.partition(":")[0] for record in found)
    print("  " + ", ".join(f"{count} hosts of {vendor}" for vendor, count in sorted(raw.items())), end="")
    print(f"  →  {len(hosts)} hosts (in truth {len(set(machines.values()))} machines)\n")
    print(f"  {'':26}{'precision':>10}{'recall':>10}{'F1':>10}")
    for kind, result in score_by_kind(machines, kinds, found).items():
        print(_line(kind + (" (*)" if kind in HOPELESS else ""), result))
    print(_line("all", score(machines, found)))
    print("\n  (*) no identifier can tell these apart or together\n")
    print(f"  charts: {CHARTS.resolve()}")
    print("  ask:    ROLLCALL_DATA=data/demo .venv/bin/rollcall why golden-web")


def _line(name: str, result: Score) -> str:
    return f"  {name:26}{result.precision:10.3f}{result.recall:10.3f}{result.f1:10.3f}"


if __name__ == "__main__":
    main()
