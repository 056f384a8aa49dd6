"""The API as its own description says it, asked by a stranger: schemathesis makes requests, fit and unfit ones."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance
from starlette.types import Receive, Scope, Send

from services.runs import process
from services.visualizer.settings import VisualizerSettings
from services.visualizer.web.app import application
from services.visualizer.web.openapi import document
from services.visualizer.web.seal import Seal
from services.visualizer.web.site import Site
from services.wiring.embedded import opened
from services.wiring.web import PortAnswers
from shared.adapters.clock import ManualClock
from shared.contracts.topics import NORMALIZED
from shared.settings import SharedSettings
from tests.unit.visualizer.web.site import NOON, fleet

TOKEN = "plain and long enough"  # noqa: S105 - an example
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


class PatientClock(ManualClock):
    """A clock on which a second goes by between two looks, so that nobody asks too often."""

    def now(self) -> datetime:
        """Return a later instant."""
        self._now += timedelta(seconds=1)
        return super().now()


class Page:
    """The whole application over a file of its own, made where it is asked: a connection stays in its thread."""

    folder = Path()  # until a test has one

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            return
        clock = PatientClock(NOON)
        with opened(SharedSettings(data=self.folder), clock, read_only=False) as ports:
            settings = VisualizerSettings.model_validate({"folder": self.folder})
            site = Site(ports.store, PortAnswers(ports), clock, settings, Seal(TOKEN))
            await application(site, "127.0.0.1", TOKEN)(scope, receive, send)


PAGE = Page()
SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = PAGE


@pytest.fixture(scope="module", autouse=True)
def _filled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fill the file with a few hosts."""
    PAGE.folder = tmp_path_factory.mktemp("inventory")
    records = [record for records in fleet() for record in records]

    async def fill() -> None:
        with opened(SharedSettings(data=PAGE.folder), ManualClock(NOON), read_only=False) as ports:
            await ports.log.append(NORMALIZED.name, [NORMALIZED.message(one) for one in records])
            await process(["deduper"], ports)

    asyncio.run(fill())


@SCHEMA.parametrize()
@settings(max_examples=max(10, settings().max_examples // 40))
def test_no_request_makes_us_fail(case: schemathesis.Case[Any]) -> None:
    """Answered or refused, as the description says, and in the form that it says: never a fault of ours.

    Any: schemathesis has cases of several kinds.
    """
    headers = {"Authorization": f"Bearer {TOKEN}"}
    case.call_and_validate(base_url="http://127.0.0.1", headers=headers, checks=CHECKS)
