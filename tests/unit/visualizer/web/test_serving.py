"""The page on a real port, in the process of the services."""

import asyncio
import socket
from pathlib import Path

import httpx
import pytest

from services.runs import serve
from services.visualizer.settings import WebSettings
from services.visualizer.web.serving import serve as serve_app
from services.wiring.embedded import opened
from services.wiring.ports import EVERY, NEEDS, needs_of
from shared.adapters.clock import SystemClock
from shared.errors import SettingError
from shared.settings import SharedSettings
from tests.ports import free_port
from tests.unit.cli.world import fill
from tests.unit.visualizer.web.site import Stage


@pytest.fixture
def port() -> int:
    """A port that nobody listens at."""
    return free_port()


def test_the_visualizer_serves_it_beside_its_charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """With a port set; at the stop it ends with the rest."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VISUALIZER_WEB_PORT", str(port))

    async def scenario() -> None:
        stop = asyncio.Event()
        with opened(SharedSettings(data=tmp_path), SystemClock(), read_only=False) as ports:
            await fill(ports)
            serving = asyncio.ensure_future(serve(["visualizer"], ports, stop))
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as browser:
                assert (await answered(browser, serving)).json()["hosts"] == 2
            stop.set()
            assert await serving == 0

    asyncio.run(scenario())


async def answered(browser: httpx.AsyncClient, serving: "asyncio.Future[int]") -> httpx.Response:
    """Return the status, as soon as somebody listens."""
    while not serving.done():
        try:
            return await browser.get("/api/status")
        except httpx.ConnectError:
            await asyncio.sleep(0)
    raise AssertionError(await serving)


def test_a_port_that_is_taken_is_a_setting_to_change(empty: Stage, port: int) -> None:
    """The message names the variables and the address."""
    settings = WebSettings(port=port)
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(SettingError, match=f"VISUALIZER_WEB_HOST, VISUALIZER_WEB_PORT: .*127.0.0.1:{port}"),
    ):
        asyncio.run(serve_app(empty.browser.app, settings, asyncio.Event(), print))


def test_with_a_page_the_visualizer_needs_every_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page asks the index and the cursors; without it, their libraries aren't even imported."""
    monkeypatch.delenv("VISUALIZER_WEB_PORT", raising=False)
    assert needs_of("visualizer") == NEEDS["visualizer"]
    monkeypatch.setenv("VISUALIZER_WEB_PORT", "8080")
    assert needs_of("visualizer") == EVERY
    assert needs_of("normalizer") == NEEDS["normalizer"]
    assert needs_of("") == EVERY
