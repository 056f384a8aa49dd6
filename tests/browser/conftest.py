"""Chromium before `rollcall web`, over an inventory that the services made."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from services.runs import process
from services.visualizer.samples import REFERENCE_TIME
from services.wiring.embedded import opened
from shared.adapters.clock import ManualClock
from shared.settings import SharedSettings
from tests.browser.fleet import fill
from tests.ports import free_port

OPTIONS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,1000")
PATIENCE = 20  # seconds for what a browser does by itself


class Visitor:
    """A person with a browser."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver, self._address = driver, address.rstrip("/")

    def go(self, path: str) -> None:
        """Open a page."""
        self.driver.get(self._address + path)

    def path(self) -> str:
        """Return where the browser is."""
        return self.driver.current_url.removeprefix(self._address)

    def click(self, text: str) -> None:
        """Click what has this text."""
        self.driver.find_element(By.PARTIAL_LINK_TEXT, text).click()

    def text(self, selector: str = "body") -> str:
        """Return what is to be read there."""
        return str(self.run(f"return document.querySelector({selector!r}).innerText"))

    def waits_for(self, text: str, selector: str = "body") -> None:
        """Wait until it is to be read there; fails if it doesn't come."""

        def is_there(_: webdriver.Chrome) -> bool:
            return bool(self.run(f"return (document.querySelector({selector!r})||{{}}).innerText?.includes({text!r})"))

        WebDriverWait(self.driver, PATIENCE).until(is_there, f"{text!r} in {selector}: {self.text()}")

    def run(self, script: str, *arguments: object) -> object:
        """Run a script in the page; return what it does."""
        return self.driver.execute_script(script, *arguments)

    def sees(self, scheme: str) -> None:
        """Prefer light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def holds(self, width: int, height: int) -> None:
        """Have a screen of this size."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def complaints(self) -> list[str]:
        """Return what the browser complained of, blocked scripts and styles above all."""
        log: list[dict[str, str]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call] # selenium has no type
        return [entry["message"] for entry in log]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is."""
    folder = tmp_path_factory.mktemp("inventory")
    environment = os.environ | {
        "ROLLCALL_DATA": str(folder / "data"),
        "VISUALIZER_FOLDER": str(folder / "charts"),
        "VISUALIZER_WEB_PORT": str(free_port()),
        "VISUALIZER_WEB_PER_MINUTE": "100000",  # no person is as quick as these tests
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VISUALIZER_FOLDER", environment["VISUALIZER_FOLDER"])
        asyncio.run(_processed(SharedSettings(data=folder / "data")))
    command = [sys.executable, "-m", "services.cli", "web"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as served:  # noqa: S603 - ours
        line = served.stdout.readline() if served.stdout else ""
        yield line.partition(" ")[0]
        served.terminate()
        assert served.wait(PATIENCE) == 0


async def _processed(shared: SharedSettings) -> None:
    with opened(shared, ManualClock(REFERENCE_TIME), read_only=False) as ports:
        await fill(ports)
        await process(["deduper", "visualizer"], ports)


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the browser puts what is taken away."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def driver(downloads: Path) -> Iterator[webdriver.Chrome]:
    """Chromium, headless."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    for one in OPTIONS:
        options.add_argument(one)
    with webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver")) as browser:
        yield browser


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where somebody with the token finds the page that running services serve."""
    folder, port, token = tmp_path_factory.mktemp("desk"), free_port(), "plain and long enough"
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "ROLLCALL_DATA": str(folder),
        "VISUALIZER_FOLDER": str(folder / "charts"),
        "VISUALIZER_WEB_PORT": str(port),
        "VISUALIZER_WEB_TOKEN": token,
    }
    command = [sys.executable, str(Path(__file__).parent / "desk.py")]
    with subprocess.Popen(command, env=environment) as served:  # noqa: S603 - ours
        until_answered(port, served)
        yield f"http://ann:{quote(token)}@127.0.0.1:{port}"
        served.terminate()
        assert served.wait(PATIENCE) == 0


def until_answered(port: int, served: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody listens there; fails if who should has ended."""
    while served.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE):
            return
    raise AssertionError(served.returncode)


@pytest.fixture
def ruler(driver: webdriver.Chrome, desk: str) -> Visitor:
    """A person with the token, at a desk, by day."""
    return _at_a_desk(driver, desk)


@pytest.fixture
def visitor(driver: webdriver.Chrome, address: str) -> Visitor:
    """A person at a desk, by day."""
    return _at_a_desk(driver, address)


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for what keeps people out."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where photographs go: `make pictures` says docs/images."""
    return Path(os.environ.get("ROLLCALL_PICTURES") or tmp_path_factory.mktemp("pictures"))


def _at_a_desk(driver: webdriver.Chrome, address: str) -> Visitor:
    """Return somebody who looks at the first page by day, on a screen of usual size."""
    someone = Visitor(driver, address)
    someone.sees("light")
    someone.holds(1280, 1000)
    someone.go("/")
    someone.complaints()
    return someone
