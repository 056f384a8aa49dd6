"""Every view is for everybody: without a mouse, on a small screen, by a screen reader, in the dark."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import PATIENCE, Visitor

pytestmark = pytest.mark.browser

VIEWS = {
    "overview": "/",
    "no-edr": "/hosts?question=no-edr",
    "host": "/hosts?vendor=crowdstrike&text=web-",
    "why-not": "/why-not?left=qualys:q0001&right=qualys:q0002",
    "rulings": "/rulings",
    "pipeline": "/pipeline",
    "failed": "/hosts?limit=x",
    "nothing": "/hosts?text=nobody",
}
PICTURES = {  # views that are photographed
    ("overview", "light", 1280),
    ("no-edr", "light", 1280),
    ("host", "dark", 1280),
    ("no-edr", "light", 390),
}


def show(visitor: Visitor, view: str) -> None:
    """Open a view, all of it there."""
    visitor.go(VIEWS[view])
    if view == "host":
        visitor.driver.find_element(By.CSS_SELECTOR, "tbody th a").click()
        visitor.waits_for("maker and serial", "#why")
    visitor.run("document.querySelectorAll('img').forEach(one => one.loading = 'eager')")
    pictures = "return [...document.images].every(one => one.complete)"
    WebDriverWait(visitor.driver, PATIENCE).until(lambda _: visitor.run(pictures))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_view_is_for_everybody(
    visitor: Visitor, axe: str, album: Path, width: int, scheme: str, view: str
) -> None:
    """axe-core finds no violation of WCAG 2.2 A and AA; nothing but a table scrolls sideways; some are photographed."""
    visitor.sees(scheme)
    visitor.holds(width, 1000)
    show(visitor, view)
    assert visitor.run("return document.documentElement.scrollWidth <= innerWidth")
    assert faults(visitor, axe) == []
    if (view, scheme, width) in PICTURES:
        album.mkdir(parents=True, exist_ok=True)
        visitor.driver.save_screenshot(str(album / f"{view}-{scheme}-{width}.png"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_forms_that_rule_are_for_everybody(ruler: Visitor, axe: str, width: int, scheme: str) -> None:
    """On the page of a host, with the forms open, where two hosts are compared, and where rulings are taken back."""
    ruler.sees(scheme)
    ruler.holds(width, 1000)
    for view in ("host", "why-not", "rulings"):
        show(ruler, view)
        ruler.run("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert ruler.run("return document.documentElement.scrollWidth <= innerWidth"), view
        assert faults(ruler, axe) == []


def faults(visitor: Visitor, axe: str) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds against the rules, and where."""
    visitor.run(axe)
    found = visitor.driver.execute_async_script(
        "const done = arguments[0]; axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']}).then(done)"
    )
    assert len(found["passes"]) > 10
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
