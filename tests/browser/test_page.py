"""The web page as people use it, in Chromium."""

import csv
from io import StringIO
from pathlib import Path
from typing import cast

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import PATIENCE, Visitor
from tests.browser.fleet import HOSTILE

pytestmark = pytest.mark.browser
GROUND = "return getComputedStyle(document.documentElement).backgroundColor"
GROUNDS = {"light": "rgb(247, 248, 249)", "dark": "rgb(18, 23, 28)"}


def names(visitor: Visitor) -> list[str]:
    """Return the hosts in the list."""
    return cast("list[str]", visitor.run("return [...document.querySelectorAll('tbody th a')].map(a => a.innerText)"))


def test_hosts_without_edr_are_one_click_away(visitor: Visitor) -> None:
    """The card has their number, the list behind it holds them, each marked."""
    card = visitor.driver.find_element(By.CSS_SELECTOR, ".cards a")
    number = int(card.find_element(By.TAG_NAME, "strong").text)
    card.click()
    assert visitor.text("h1") == "No EDR"
    assert visitor.text("#count") == f"{number} hosts"
    marks = visitor.driver.find_elements(By.CSS_SELECTOR, "tbody .gap")
    assert len(marks) == len(names(visitor)) == number > 1
    assert visitor.complaints() == []


def test_typing_searches_and_the_address_keeps_it(visitor: Visitor) -> None:
    """The list follows the text and the filters without a new page; reloaded, it is the same; back goes back."""
    visitor.go("/hosts")
    before = visitor.text("#count")
    visitor.run("document.body.dataset.kept = 1")
    visitor.driver.find_element(By.ID, "text").send_keys("web-")
    WebDriverWait(visitor.driver, PATIENCE).until(lambda _: names(visitor) and visitor.text("#count") != before)
    assert all(one.startswith("web-") for one in names(visitor))
    found = visitor.text("#count")
    visitor.driver.find_element(By.CSS_SELECTOR, "#missing option[value=qualys]").click()
    WebDriverWait(visitor.driver, PATIENCE).until(lambda _: visitor.text("#count") != found)
    assert visitor.run("return document.body.dataset.kept") == "1"
    assert "text=web-" in visitor.path()
    assert "missing=qualys" in visitor.path()
    filtered = names(visitor)
    visitor.driver.refresh()
    assert names(visitor) == filtered
    assert visitor.complaints() == []


def test_a_host_shows_why_and_its_history(visitor: Visitor) -> None:
    """Why comes by itself, with a picture; the history at a click."""
    visitor.go("/hosts?vendor=crowdstrike&text=web-")
    visitor.driver.find_element(By.CSS_SELECTOR, "tbody th a").click()
    visitor.waits_for("maker and serial", "#why")
    assert visitor.driver.find_elements(By.CSS_SELECTOR, "#why svg line")
    visitor.click("Show what became of it")
    visitor.waits_for("joined by", "#history")
    assert visitor.complaints() == []


def test_what_a_vendor_says_is_text(visitor: Visitor) -> None:
    """A hostile hostname runs nothing and loads nothing, in the list and on its own page."""
    visitor.go("/hosts?text=%3Cimg")
    assert names(visitor) == [HOSTILE]
    visitor.click("<img")
    visitor.waits_for("single record", "#why")
    assert visitor.text("h1") == HOSTILE
    assert visitor.driver.title.startswith(HOSTILE)
    assert visitor.run("return document.querySelectorAll('img').length") == 0
    assert visitor.complaints() == []


def test_what_cannot_be_answered_is_said_in_its_place(visitor: Visitor) -> None:
    """The page stays, the reason stands where the hosts would; the next search is answered as ever."""
    visitor.go("/hosts")
    form = "document.querySelector('.filters')"
    visitor.run(f"{form}.insertAdjacentHTML('beforeend', '<input type=hidden name=limit value=x>')")
    visitor.driver.find_element(By.ID, "text").send_keys("web-")
    visitor.waits_for("expected a number from 1 to 200", "#results")
    visitor.run(f"{form}.querySelector('[name=limit]').remove()")
    visitor.driver.find_element(By.ID, "text").send_keys("0")
    visitor.waits_for("hosts", "#count")
    assert all(one.startswith("web-0") for one in names(visitor))


def test_an_export_holds_what_the_list_holds(visitor: Visitor) -> None:
    """The link is to the same question."""
    visitor.go("/hosts?question=no-edr")
    link = visitor.driver.find_element(By.LINK_TEXT, "CSV").get_attribute("href")
    text = visitor.driver.execute_async_script(
        "const done = arguments[1]; fetch(arguments[0]).then(a => a.text()).then(done)", link
    )
    assert [row["hostname"] or "(no name)" for row in csv.DictReader(StringIO(text))] == names(visitor)


def test_the_keyboard_reaches_everything(visitor: Visitor) -> None:
    """The first stop skips to the content; a search needs no mouse; the focus is seen."""
    visitor.driver.switch_to.active_element.send_keys(Keys.TAB)
    assert visitor.driver.switch_to.active_element.text == "Skip to the content"
    visitor.driver.switch_to.active_element.send_keys(Keys.ENTER, Keys.TAB)
    focused = visitor.driver.switch_to.active_element
    assert "No EDR" in focused.text
    assert focused.value_of_css_property("outline-style") == "solid"
    focused.send_keys(Keys.ENTER)
    WebDriverWait(visitor.driver, PATIENCE).until(lambda _: "question=no-edr" in visitor.path())
    visitor.driver.find_element(By.ID, "find").send_keys("web-", Keys.ENTER)
    WebDriverWait(visitor.driver, PATIENCE).until(lambda _: visitor.path() == "/hosts?text=web-")


def test_two_hosts_are_joined_and_taken_apart_again(ruler: Visitor) -> None:
    """Asked why they are two, ruled to be one, which the list of rulings and the answer show; then taken back."""
    ruler.go("/why-not?left=qualys:hostile&right=crowdstrike:again")
    assert ruler.text("#answer") == "They are two"
    form = ruler.driver.find_element(By.CSS_SELECTOR, "form[action='/rulings']")
    button = form.find_element(By.CSS_SELECTOR, "[value=link]")
    button.click()
    assert "/why-not" in ruler.driver.current_url  # no reason was given
    form.find_element(By.NAME, "because").send_keys("seen in the rack")
    button.click()
    ruler.waits_for("It is published.")
    ruled(ruler, "seen in the rack")
    ruler.go("/why-not?left=qualys:hostile&right=crowdstrike:again")
    assert ruler.text("#answer") == "They are one host"
    ruler.go("/rulings")
    form = ruler.driver.find_element(By.CSS_SELECTOR, "form[action='/rulings']")
    form.find_element(By.NAME, "because").send_keys("it was another rack", Keys.ENTER)
    ruler.waits_for("It is published.")
    ruled(ruler, "None is in force.")
    assert ruler.complaints() == []


def ruled(visitor: Visitor, text: str) -> None:
    """Load the rulings anew until they say this."""

    def is_there(_: object) -> bool:
        visitor.go("/rulings")
        return text in visitor.text()

    WebDriverWait(visitor.driver, PATIENCE).until(is_there)


def test_dark_is_dark(visitor: Visitor) -> None:
    """The page follows what its visitor's system prefers, and so do the charts."""
    for scheme in ("light", "dark"):
        visitor.sees(scheme)
        shows(visitor, scheme)


def test_a_theme_is_chosen_and_kept(visitor: Visitor) -> None:
    """By keyboard; on further pages too, whatever the system prefers, until the system is chosen again."""
    for theme, system in (("dark", "light"), ("light", "dark")):
        visitor.sees(system)
        visitor.driver.find_element(By.ID, "theme").send_keys(theme)
        shows(visitor, theme)
        visitor.go("/hosts")
        assert visitor.run(GROUND) == GROUNDS[theme]
        visitor.go("/")
        shows(visitor, theme)
        assert visitor.run("return document.getElementById('theme').value") == theme
    visitor.driver.find_element(By.ID, "theme").send_keys("system")
    shows(visitor, "dark")
    assert visitor.complaints() == []


def shows(visitor: Visitor, theme: str) -> None:
    """Wait until the page and its charts are of a theme; fails if they don't become so."""
    script = "return [...document.querySelectorAll('.charts img')].map(one => (one.loading = 'eager', one.currentSrc))"

    def is_so(_: object) -> bool:
        charts = cast("list[str]", visitor.run(script))
        return visitor.run(GROUND) == GROUNDS[theme] and {one.split(".")[-2:-1] == [theme] for one in charts} == {True}

    WebDriverWait(visitor.driver, PATIENCE).until(is_so, theme)


def test_what_is_found_is_taken_along_at_a_click(visitor: Visitor, downloads: Path) -> None:
    """The file has the hosts of the list, and just those."""
    visitor.go("/hosts?vendor=crowdstrike&text=web-")
    wanted = names(visitor)
    visitor.click("CSV")
    file = downloads / "hosts.csv"
    WebDriverWait(visitor.driver, PATIENCE).until(lambda _: file.exists())
    with file.open(encoding="utf-8", newline="") as lines:
        assert [row["hostname"] for row in csv.DictReader(lines)] == wanted != []
