"""The arrows between the layers: each contract holds, and is seen to fail on an import that it forbids."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["importlinter"]["root_packages"]
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}

PLANTED = [  # contract, file, the import too many
    ("shared-below-services", "shared/logs.py", "import services.fetcher.core"),
    ("services-apart", "services/normalizer/core.py", "from services.fetcher.core import Ask"),
    ("services-apart", "services/visualizer/service.py", "import services.deduper.materialise"),
    ("services-apart", "services/deduper/identify.py", "import services.wiring"),
    ("service-layers", "services/fetcher/core.py", "from services.fetcher.client import Client"),
    ("service-layers", "services/fetcher/vendors/_assessment.py", "import services.fetcher.service"),
    ("service-layers", "services/deduper/core/usable.py", "import services.deduper.service"),
    ("service-layers", "services/visualizer/service.py", "import services.visualizer.__main__"),
    ("shared-layers", "shared/adapters/clock.py", "import shared.runtime.local"),
    ("shared-layers", "shared/ports/__init__.py", "from shared.adapters.clock import SystemClock"),
    ("shared-layers", "shared/contracts/host.py", "from shared.ports import Clock"),
    ("shared-layers", "shared/errors.py", "import shared.contracts.host"),
    ("pure", "services/fetcher/core.py", "import httpx"),
    ("pure", "services/fetcher/vendors/qualys.py", "import asyncio"),
    ("pure", "services/normalizer/names.py", "import socket"),
    ("pure", "services/normalizer/vendors/__init__.py", "import structlog"),
    ("pure", "services/deduper/core/merging.py", "from time import time"),
    ("pure", "services/deduper/core/usable.py", "import shared.adapters.sqlite"),
    ("pure", "services/visualizer/core.py", "from pathlib import Path"),
    ("pure", "shared/smbios.py", "import random"),
    ("contracts-plain", "shared/contracts/record.py", "from shared.smbios import canonical_uuid"),
    ("contracts-plain", "shared/contracts/raw.py", "import pydantic_settings"),
    ("technology-in-adapters", "services/wiring/jobs.py", "import sqlite3"),
    ("technology-in-adapters", "shared/runtime/local.py", "import sqlite3"),
    ("technology-in-adapters", "services/deduper/service.py", "import redis"),
    ("technology-in-adapters", "shared/runtime/faust.py", "import aiokafka"),
    ("technology-in-adapters", "services/normalizer/service.py", "from aiokafka import AIOKafkaConsumer"),
    ("faust-in-one-file", "services/normalizer/service.py", "import faust"),
    ("faust-in-one-file", "shared/runtime/local.py", "import faust"),
    ("simulator-imports-nothing", "simulator/__main__.py", "from shared.settings import Settings"),
    ("simulator-imports-nothing", "simulator/__main__.py", "from services.fetcher.core import Ask"),
    ("simulator-not-imported", "services/wiring/jobs.py", "import simulator"),
    ("no-cycles", "shared/errors.py", "import shared.settings"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy the code and its contracts to a place where they may be broken."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter in `root`."""
    tool = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([tool, "--no-cache", *options], cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool


def test_all_contracts_hold() -> None:
    """The code has no import that a contract forbids."""
    found = lint(ROOT)

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_a_planted_violation_is_caught(tree: Path, contract: str, file: str, line: str) -> None:
    """One import too many breaks just the contract that names it."""
    with (tree / file).open("a") as module:
        module.write(f"\n{line}\n")
    found = lint(tree, "--contract", contract)

    assert f"{CONTRACTS[contract]['name']} BROKEN" in found.stdout


def test_no_contract_is_left_untried() -> None:
    """A contract that nobody saw fail may check nothing."""
    assert {contract for contract, _, _ in PLANTED} == set(CONTRACTS)


@pytest.mark.parametrize("contract", ["services-apart", "service-layers"])
def test_every_service_is_under_contract(contract: str) -> None:
    """A new service can't be forgotten: whatever has a service.py is named."""
    services = {f"services.{path.parent.name}" for path in (ROOT / "services").glob("*/service.py")}
    named = CONTRACTS[contract].get("containers") or CONTRACTS[contract]["source_modules"]

    assert set(named) == services
