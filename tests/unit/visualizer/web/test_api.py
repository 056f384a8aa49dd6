"""What programs are answered."""

import csv
import json
from io import StringIO

from services.deduper.core.merging import host_id
from services.visualizer.web.app import API
from services.visualizer.web.exporting import COLUMNS
from services.visualizer.web.openapi import document
from services.visualizer.web.questions import QUESTIONS
from shared.contracts.host import Host, HostOutline
from tests.unit.visualizer.web.site import Stage, fleet, said

FIRST = host_id("crowdstrike:1")


def test_pages_are_followed_to_the_end(stage: Stage) -> None:
    """`next` is the address of the page after; there is none at the end; each page tells how many there are."""
    address, seen = "/api/hosts?limit=3&sort=last_seen", []
    while address:
        answer = stage.browser.get(address).json()
        seen += [HostOutline.model_validate(one) for one in answer["hosts"]]
        assert answer["total"] == len(fleet())
        address = answer["next"]
    assert len({one.id for one in seen}) == len(seen) == len(fleet())


def test_a_host_is_whole(stage: Stage) -> None:
    """As its event says it."""
    host = Host.decode(stage.browser.get(f"/api/hosts/{FIRST}").content)
    assert host.id == FIRST
    assert stage.browser.get("/api/hosts/unknown").status_code == 404


def test_the_other_answers_are_json(stage: Stage) -> None:
    """Why, history, why-not, questions, status, dead letters."""
    assert stage.browser.get(f"/api/hosts/{FIRST}/why").json()["records"] == ["crowdstrike:1", "qualys:1"]
    assert stage.browser.get(f"/api/hosts/{FIRST}/history").json()[0]["joined"] == ["crowdstrike:1", "qualys:1"]
    assert stage.browser.get("/api/why-not?left=web-1&right=web-3").json()["same"] is False
    assert stage.browser.get("/api/why-not?left=nobody&right=web-3").status_code == 404
    assert {one["name"]: one["hosts"] for one in stage.browser.get("/api/questions").json()} == dict.fromkeys(
        QUESTIONS, 1
    )
    status = stage.browser.get("/api/status").json()
    assert (status["hosts"], status["records"]) == (10, {"crowdstrike": 7, "qualys": 6})
    assert status["unfinished_syncs"] == []
    assert stage.browser.get("/api/dead-letters").json() == []


def test_exports_hold_every_host_that_is_asked_for(stage: Stage) -> None:
    """Also more than are read at once; as CSV with a head, and as one JSON array."""
    stage.put([[said("qualys", number)] for number in range(1000, 2200)])
    rows = list(csv.DictReader(StringIO(stage.text("/api/hosts.csv?vendor=qualys"))))
    hosts = json.loads(stage.text("/api/hosts.json?vendor=qualys"))
    assert [row["id"] for row in rows] == [host["id"] for host in hosts]
    assert len({row["id"] for row in rows}) == len(rows) == 1205
    assert tuple(rows[0]) == COLUMNS
    assert "attachment" in stage.browser.get("/api/hosts.csv").headers["content-disposition"]
    assert json.loads(stage.text("/api/hosts.json?text=nobody")) == []


def test_no_spreadsheet_calculates_what_a_vendor_says(stage: Stage) -> None:
    """A cell that would be a formula is text."""
    stage.put([[said("qualys", 70 + n, hostname=f"{sign}cmd()")] for n, sign in enumerate("=+-@")])
    rows = list(csv.DictReader(StringIO(stage.text("/api/hosts.csv"))))
    names = {row["hostname"] for row in rows if "cmd" in row["hostname"]}
    assert names == {"'=cmd()", "'+cmd()", "'-cmd()", "'@cmd()"}


def test_the_description_has_every_address_and_only_parameters_that_count(stage: Stage) -> None:
    """Each address is described, each parameter of the search understood, each reference leads somewhere."""
    described = stage.browser.get("/api/openapi.json").json()
    assert described == json.loads(json.dumps(document()))
    assert described["paths"].keys() == API.keys()
    for path in API:
        assert {"200", "400", "401", "404", "414", "421", "429", "503"} == described["paths"][path]["get"][
            "responses"
        ].keys()
    schemas = described["components"]["schemas"]
    for reference in set(_references(described)):
        assert reference.removeprefix("#/components/schemas/") in schemas
    for one in described["paths"]["/api/hosts"]["get"]["parameters"]:
        for value in one["schema"].get("enum", []):
            assert stage.browser.get("/api/hosts", params={one["name"]: value}).status_code == 200
        if "enum" in one["schema"] and one["name"] != "after":
            assert stage.browser.get("/api/hosts", params={one["name"]: "~"}).status_code == 400


def _references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for value in part.values() for one in _references(value)]
    return [one for value in part for one in _references(value)] if isinstance(part, list) else []
