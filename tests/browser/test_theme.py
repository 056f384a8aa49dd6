"""Light and dark: the system's, or a visitor's own choice."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import PATIENCE, Visitor

pytestmark = pytest.mark.browser
LIGHT, DARK = "rgb(247, 248, 249)", "rgb(18, 23, 28)"


@pytest.fixture(autouse=True)
def forgetful(visitor: Visitor) -> Iterator[None]:
    """Have the browser forget what was chosen."""
    yield
    visitor.run("localStorage.clear()")


def ground(visitor: Visitor) -> object:
    """Return the colour behind it all."""
    return visitor.run("return getComputedStyle(document.documentElement).backgroundColor")


def picture(visitor: Visitor) -> str:
    """Return the file of the first chart that is seen."""
    return str(visitor.run("return document.querySelector('picture img').currentSrc")).rpartition("/")[2]


def sees_picture(visitor: Visitor, end: str) -> None:
    """Wait for the chart of a theme."""
    visitor.run("document.querySelectorAll('img').forEach(one => one.loading = 'eager')")
    WebDriverWait(visitor.driver, PATIENCE).until(lambda _: picture(visitor).endswith(end))


def choose(visitor: Visitor, keys: str) -> None:
    """Choose by keyboard alone, as one does in a list of choices."""
    visitor.driver.find_element(By.CSS_SELECTOR, ".find button").send_keys(Keys.TAB)
    focused = visitor.driver.switch_to.active_element
    assert focused.accessible_name == "Theme"
    focused.send_keys(keys)


def test_the_page_follows_the_system(visitor: Visitor) -> None:
    """Until somebody chooses otherwise; the charts too."""
    for scheme, colour in (("dark", DARK), ("light", LIGHT)):
        visitor.sees(scheme)
        assert ground(visitor) == colour
        sees_picture(visitor, f".{scheme}.svg")


def test_a_visitor_chooses_by_keyboard(visitor: Visitor) -> None:
    """The choice holds against the system's, for the charts too, on every page and after a reload; until taken back."""
    choose(visitor, "dark")
    assert ground(visitor) == DARK
    sees_picture(visitor, ".dark.svg")
    visitor.go("/hosts")
    assert ground(visitor) == DARK
    visitor.driver.refresh()
    visitor.sees("dark")
    choose(visitor, "light")
    assert ground(visitor) == LIGHT
    visitor.go("/")
    sees_picture(visitor, ".light.svg")
    choose(visitor, "system")
    assert ground(visitor) == DARK
    assert visitor.complaints() == []


def test_a_chart_opens_as_it_is_seen(visitor: Visitor) -> None:
    """Who chose dark isn't blinded."""
    choose(visitor, "dark")
    sees_picture(visitor, ".dark.svg")
    visitor.driver.find_element(By.CSS_SELECTOR, "figure a").click()
    assert visitor.path().endswith(".dark.svg")
    visitor.go("/")


def test_without_scripts_the_system_decides(visitor: Visitor) -> None:
    """Then there is no switch that would do nothing."""
    visitor.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        visitor.sees("dark")
        visitor.go("/hosts")
        shown = visitor.driver.find_element(By.ID, "theme").is_displayed()
        colour = visitor.driver.find_element(By.TAG_NAME, "html").value_of_css_property("background-color")
    finally:
        visitor.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert (shown, colour) == (False, DARK.replace("rgb", "rgba").replace(")", ", 1)"))
