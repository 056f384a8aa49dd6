"""A store that goes away while somebody looks, and comes back."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from services.visualizer.settings import WebSettings
from services.visualizer.web.serving import serve
from tests.browser.conftest import PATIENCE, Visitor
from tests.ports import free_port
from tests.unit.visualizer.web.site import Stage, fleet

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A page whose store can be away."""
    stage = Stage(tmp_path)
    stage.put(fleet())
    return stage


@pytest.fixture
def guest(driver: webdriver.Chrome, stage: Stage) -> Iterator[Visitor]:
    """Somebody who looks at it."""
    loop, stop, port, listens = asyncio.new_event_loop(), asyncio.Event(), free_port(), Event()
    serving = serve(stage.browser.app, WebSettings(port=port), stop, lambda _: listens.set())
    with ThreadPoolExecutor(1) as pool:
        served = pool.submit(loop.run_until_complete, serving)
        try:
            listens.wait(PATIENCE)
            yield Visitor(driver, f"http://127.0.0.1:{port}")
        finally:
            driver.get("about:blank")
            loop.call_soon_threadsafe(stop.set)
            served.result()
    loop.close()


def test_a_page_says_so_and_comes_back_by_itself(guest: Visitor, stage: Stage) -> None:
    """Nobody need do anything."""
    stage.store.away = True
    guest.go("/hosts?text=web-")
    assert guest.text("h1") == "The inventory can't be reached"
    assert "no route to host" in guest.text("[role=alert]")
    stage.store.away = False
    guest.waits_for("7 hosts", "#results")


def test_a_search_says_so_and_comes_back_by_itself(guest: Visitor, stage: Stage) -> None:
    """In the place of the hosts; what was typed stays."""
    guest.go("/hosts")
    stage.store.away = True
    field = guest.driver.find_element(By.ID, "text")
    field.send_keys("web-3")
    guest.waits_for("no route to host", "#results")
    stage.store.away = False
    guest.waits_for("1 host", "#results")
    assert field.get_attribute("value") == "web-3"
