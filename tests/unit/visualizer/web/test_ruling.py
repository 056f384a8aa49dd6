"""Who may rule on the page, and what comes of it."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.runs import process
from services.visualizer.web.guard import LONGEST_BODY
from services.visualizer.web.seal import COOKIE
from shared.contracts.ruling import Ruling
from shared.contracts.topics import NORMALIZED
from tests.unit.visualizer.web.site import Stage, fleet
from tests.unit.visualizer.web.test_guard import basic

TOKEN = "plain and long enough"  # noqa: S105 - an example
BEARER = {"Authorization": f"Bearer {TOKEN}"}
WISH = {"left": "crowdstrike:3", "right": "qualys:2", "verdict": "link", "because": "one chassis"}
HERE = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin", **basic(TOKEN)}


@pytest.fixture
def open_stage(tmp_path: Path) -> Stage:
    """The page of somebody who has the token, over an inventory that the deduper made."""
    stage = Stage(tmp_path, token=TOKEN)
    records = [record for records in fleet() for record in records]

    async def fill() -> None:
        await stage.log.append(NORMALIZED.name, [NORMALIZED.message(one) for one in records])
        await process(["deduper"], stage.ports)

    asyncio.run(fill())
    return stage


def sealed(stage: Stage, address: str = "/why-not?left=web-3&right=qualys:2") -> tuple[str, str]:
    """Return the cookie that a page gives, and the seal on its form."""
    answer = stage.browser.get(address, headers=basic(TOKEN))
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    found = re.search(r'name="seal" value="([^"]+)"', answer.text)
    assert found
    return answer.cookies[COOKIE], found[1]


def post(stage: Stage, cookie: str, fields: dict[str, str], headers: dict[str, str]) -> httpx.Response:
    """Send a form."""
    return stage.browser.request("POST", "/rulings", data=fields, headers={**headers, "Cookie": f"{COOKIE}={cookie}"})


def rulings(stage: Stage) -> list[Ruling]:
    """Have the deduper do its work; return what is in force."""

    async def read() -> list[Ruling]:
        await process(["deduper"], stage.ports)
        return [one async for one in stage.store.rulings() if one.verdict != "forget"]

    return asyncio.run(read())


def test_a_form_joins_two_hosts_and_takes_it_back(open_stage: Stage) -> None:
    """The ruling is an event with who and why; the deduper obeys; the list of rulings has a form to forget it."""
    cookie, seal = sealed(open_stage)
    answer = post(open_stage, cookie, {**WISH, "seal": seal}, HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/rulings?made=1")
    (ruling,) = rulings(open_stage)
    assert (ruling.left, ruling.right, ruling.because, ruling.by) == (
        *sorted((WISH["left"], WISH["right"])),
        "one chassis",
        "me",
    )
    assert "They are one host" in open_stage.browser.get("/why-not?left=web-3&right=qualys:2", headers=HERE).text
    listed = open_stage.browser.get("/rulings?made=1", headers=HERE).text
    assert "one chassis" in listed
    assert "Take it back" in listed
    asyncio.run(open_stage.clock.sleep(1))
    assert post(open_stage, cookie, {**WISH, "verdict": "forget", "seal": seal}, HERE).status_code == 303
    assert rulings(open_stage) == []


def test_a_host_has_forms_of_its_own(tmp_path: Path) -> None:
    """One to join it with another, one to keep two of its records apart if it has several."""
    stage = Stage(tmp_path, token=TOKEN)
    several, single, *_ = stage.put(fleet())
    text = stage.browser.get(f"/hosts/{several.id}", headers=HERE).text
    assert 'value="link">Join them' in text
    assert 'value="unlink">Keep them apart' in text
    assert '<option value="qualys:1" selected>' in text
    assert 'value="unlink"' not in stage.browser.get(f"/hosts/{single.id}", headers=HERE).text


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ({}, {}),
        ({"Origin": "http://evil.test"}, {}),
        ({"Origin": "null"}, {}),
        ({"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "cross-site"}, {}),
        ({"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-site"}, {}),
        ({"Origin": "http://127.0.0.1:81"}, {}),
        ({"Origin": "http://127.0.0.1"}, {"seal": ""}),
        ({"Origin": "http://127.0.0.1"}, {"seal": "ß"}),
        ({"Origin": "http://127.0.0.1", "Cookie": f"{COOKIE}=x"}, {}),
        ({"Origin": "http://127.0.0.1", "Cookie": ""}, {}),
    ],
)
def test_no_other_site_can_rule(open_stage: Stage, headers: dict[str, str], fields: dict[str, str]) -> None:
    """A form needs the cookie, the seal that goes with it, and a browser that says it comes from here."""
    cookie, seal = sealed(open_stage)
    said = {"Cookie": f"{COOKIE}={cookie}", **basic(TOKEN), **headers}
    answer = open_stage.browser.request("POST", "/rulings", data={**WISH, "seal": seal, **fields}, headers=said)
    assert answer.status_code == 403
    assert "open the page anew" in answer.text
    assert rulings(open_stage) == []


def test_programs_rule_with_json(open_stage: Stage) -> None:
    """The token suffices, but a page elsewhere can't send JSON without asking, and is refused if a browser tells."""
    answer = open_stage.browser.request("POST", "/api/rulings", json=WISH, headers=BEARER)
    assert answer.status_code == 202
    assert answer.json()["verdict"] == "link"
    assert [one["left"] for one in open_stage.browser.get("/api/rulings", headers=BEARER).json()] == []
    assert [one.by for one in rulings(open_stage)] == ["a program"]
    assert [one["left"] for one in open_stage.browser.get("/api/rulings", headers=BEARER).json()] == ["crowdstrike:3"]
    for headers in ({"Content-Type": "text/plain"}, {"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = open_stage.browser.request("POST", "/api/rulings", json=WISH, headers={**BEARER, **headers})
        assert answer.status_code == 403, headers


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"because": "  "}, 400, "because"),
        ({"because": "x" * 501}, 400, "because"),
        ({"verdict": "delete"}, 400, "verdict"),
        ({"more": 1}, 400, "more"),
        ({"left": "nobody"}, 404, "no host goes by"),
        ({"left": "qualys:2"}, 404, "name two records"),
        ({"left": ["x"]}, 400, "left"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    open_stage: Stage, changes: dict[str, Any], status: int, says: str
) -> None:
    """With the field, or the name, that is wrong; a reason is demanded always."""
    answer = open_stage.browser.request("POST", "/api/rulings", json={**WISH, **changes}, headers=BEARER)
    assert (answer.status_code, says in answer.json()["error"]) == (status, True), answer.text
    assert rulings(open_stage) == []


def test_a_body_has_a_limit_and_a_form(open_stage: Stage) -> None:
    """What is too long is refused before it is read; what is no form or no JSON, with a reason."""
    for path in ("/rulings", "/api/rulings"):
        answer = open_stage.browser.request("POST", path, content=b"x" * (LONGEST_BODY + 1), headers=BEARER)
        assert answer.status_code == 413
    said = {**BEARER, "Content-Type": "application/json"}
    assert open_stage.browser.request("POST", "/api/rulings", content=b"{", headers=said).status_code == 400
    for body in (b"\xff", b"x", b"&".join([b"a=1"] * 20)):
        assert open_stage.browser.request("POST", "/rulings", content=body, headers=HERE).status_code == 400
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert open_stage.browser.request(method, "/rulings", headers=BEARER).status_code == 405


def test_without_a_token_the_page_only_reads(stage: Stage) -> None:
    """Also on this machine, since others may work on it too; the pages say how to rule."""
    answer = stage.browser.request("POST", "/api/rulings", json=WISH)
    assert answer.status_code == 403
    assert "VISUALIZER_WEB_TOKEN" in answer.json()["error"]
    assert "rollcall link" in stage.text("/why-not?left=web-1&right=web-3")
    assert 'method="post"' not in stage.text("/why-not?left=web-1&right=web-3")
    assert "set-cookie" not in stage.browser.get("/rulings").headers


def test_who_has_no_token_cannot_rule(open_stage: Stage) -> None:
    """It is asked for before anything else."""
    assert open_stage.browser.request("POST", "/api/rulings", json=WISH).status_code == 401
