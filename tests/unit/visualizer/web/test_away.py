"""A store that can't be reached for a while."""

import re

import pytest

from services.deduper.core.merging import host_id
from tests.unit.visualizer.web.site import Stage
from tests.unit.visualizer.web.test_pages import names

HOST = host_id("crowdstrike:1")
PAGES = ("/", "/hosts", f"/hosts/{HOST}", f"/hosts/{HOST}/why", f"/hosts/{HOST}/history")


@pytest.mark.parametrize("address", PAGES)
def test_it_is_said_and_comes_back(stage: Stage, address: str) -> None:
    """Status 503, the reason, and a page that asks again by itself; then all is as before."""
    before = stage.text(address)
    stage.store.away = True
    text = stage.text(address, 503)
    assert "no route to host" in text
    assert '<meta http-equiv="refresh" content="5">' in text
    stage.store.away = False
    assert stage.text(address) == before


def test_programs_are_told(stage: Stage) -> None:
    """With the reason, as JSON; an export says so before it begins."""
    stage.store.away = True
    for address in (
        "/api/hosts",
        "/api/hosts.csv",
        "/api/hosts.json",
        f"/api/hosts/{HOST}",
        f"/api/hosts/{HOST}/software",
        "/api/questions",
    ):
        answer = stage.browser.get(address)
        assert (answer.status_code, "no route to host" in answer.json()["error"]) == (503, True), address


def test_a_part_of_a_page_asks_for_itself(stage: Stage) -> None:
    """The same question, for the same place; whoever names a place that is none gets none."""
    stage.store.away = True
    asked = {"HX-Request": "true", "HX-Target": "results"}
    text = stage.browser.get('/hosts?text=web-&after=["x"', headers=asked).text
    assert "That can&#39;t be asked" in text
    text = stage.browser.get("/hosts?text=%22web-&order=desc", headers=asked).text
    found = re.search(r'<p hx-get="([^"]*)" hx-trigger="load delay:5s" hx-target="#results" hx-select="#results"', text)
    assert found
    assert found[1] == "/hosts?text=%22web-&amp;order=desc"
    stage.store.away = False
    assert names(stage.text(found[1].replace("%22", "").replace("&amp;", "&")))
    stage.store.away = True
    for target in ('x" onload="', "main, body", ""):
        assert "hx-get" not in stage.browser.get("/hosts", headers={"HX-Target": target}).text.partition("<h1>")[2]
