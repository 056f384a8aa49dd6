"""Tenable's assets in the simulator: their shape, their truth, who is gone; and the export on the wire."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import httpx
import pytest

from simulator.limits import Limits
from simulator.population import Population
from simulator.server import Simulator
from simulator.tenable import changed_since, listed, render, there, truth
from simulator.tenable_search import searched
from tests.payloads.recorded import read, shape, walk

PEOPLE = Population(300, reference=datetime(2026, 1, 31, 12, tzinfo=UTC))
LATER = replace(PEOPLE, rounds=2)
KEYS = {"x-apikeys": "accessKey=simulator;secretKey=simulator"}
SAME = attrgetter("id", "observed_at", "first_seen", "last_seen", "last_scan", "hostname", "fqdn", "names", "os",
                  "hardware", "cloud", "external_ips", "software")  # fmt: skip
ALL = {"chunk_size": 100, "filters": {"is_deleted": False, "is_terminated": False}}


class Api:
    """A simulator that is asked without a wire."""

    def __init__(self) -> None:
        app = Simulator(PEOPLE, "simulator", limits=Limits(rate=10_000)).app()
        self._wire = httpx.ASGITransport(app)

    def get(self, path: str, **asked: Any) -> httpx.Response:
        """Return the answer to a GET."""
        return asyncio.run(self._ask("GET", path, **asked))

    def post(self, path: str, **asked: Any) -> httpx.Response:
        """Return the answer to a POST."""
        return asyncio.run(self._ask("POST", path, **asked))

    async def _ask(self, method: str, path: str, **asked: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._wire, base_url="http://simulator") as http:
            return await http.request(method, path, **asked)


@pytest.fixture
def api() -> Api:
    """A running simulator."""
    return Api()


def test_assets_have_no_field_that_real_ones_lack() -> None:
    """Every path is one of the recorded shape, with one of its types."""
    known = shape("tenable")
    found = {(path, kind) for row in listed(LATER) for path, kind in walk(render(LATER, row))}

    wrong = {(path, kind) for path, kind in found if kind not in known.get(path, "").split("/") and kind != "null"}
    assert wrong == set()


def test_the_search_names_the_same_otherwise() -> None:
    """Every path is one of the recorded shape; what it tells is read as the export's is."""
    known = shape("tenable")
    exported = [render(LATER, row) for row in there(LATER)]
    searches = [searched(asset) for asset in exported]
    wrong = {(path, kind) for one in searches for path, kind in walk(one) if kind not in known.get(path, "").split("/")}
    pairs = zip(read("tenable", *exported), read("tenable", *searches), strict=True)

    assert wrong == set()
    assert [one.id for one, other in pairs if SAME(one) != SAME(other)] == []


def test_each_listed_asset_has_its_truth() -> None:
    """Once, and of a machine; those that are gone have none."""
    ids = [f"tenable:{render(LATER, row)['id']}" for row in there(LATER)]
    told = {one.record: one.machine for one in truth(LATER)}

    assert sorted(told) == sorted(set(ids)) == sorted(ids)
    assert len(ids) > 200
    assert {render(LATER, row)["id"] for row in listed(LATER) if row.gone} & {one[8:] for one in ids} == set()


def test_some_assets_are_gone() -> None:
    """People deleted what wasn't seen for long; instances that others took the place of are terminated."""
    gone = [render(LATER, row) for row in listed(LATER) if row.gone]

    assert Counter(bool(one["deleted_at"]) for one in gone).keys() == {True, False}
    assert all(bool(one["deleted_at"]) != bool(one["terminated_at"]) for one in gone)


def test_a_round_changes_some() -> None:
    """Since the first export: what was seen again, and what was replaced, by the time of the change."""
    before = int(PEOPLE.reference.timestamp())
    rows = changed_since(LATER, before)
    times = [row.changed for row in rows]

    assert (times, changed_since(LATER, before + 10**6)) == (sorted(times), [])
    assert 0 < len(rows) < len(listed(LATER))
    assert any(row.gone for row in rows)
    assert min(times) >= before


def begin(api: Api, asked: Any = ALL) -> Any:
    """Begin an export; return the answer's body."""
    return api.post("/assets/export", content=json.dumps(asked), headers=KEYS).json()


def test_an_export_is_prepared_and_had_in_chunks(api: Api) -> None:
    """Look by look there are more, not in their order; together they hold each asset once."""
    uuid = begin(api)["export_uuid"]
    looks: list[Any] = []
    while not looks or looks[-1]["status"] != "FINISHED":
        looks.append(api.get(f"/assets/export/{uuid}/status", headers=KEYS).json())
    chunks = looks[-1]["chunks_available"]
    assets = [
        one for number in chunks for one in api.get(f"/assets/export/{uuid}/chunks/{number}", headers=KEYS).json()
    ]

    assert (looks[0], looks[1]["status"]) == ({"status": "QUEUED", "chunks_available": []}, "PROCESSING")
    assert (looks[1]["chunks_available"], sorted(chunks)) == ([2, 1], [1, 2, 3])
    assert [one["id"] for one in sorted(assets, key=lambda one: str(one["id"]))] == sorted(
        str(render(PEOPLE, row)["id"]) for row in there(PEOPLE)
    )


def test_what_isnt_there_is_refused(api: Api) -> None:
    """A chunk before its time, an export that nobody began, a request that is none, other keys."""
    uuid = begin(api)["export_uuid"]
    paths = (f"/assets/export/{uuid}/chunks/1", "/assets/export/unknown/status", "/assets/export/unknown/chunks/1")
    asked: tuple[Any, ...] = ({}, {"chunk_size": 99, "filters": {}}, {"chunk_size": 100, "filters": {"x": 1}}, [])
    wrong = api.post(
        "/assets/export", content=json.dumps(ALL), headers={"x-apikeys": "accessKey=simulator;secretKey=x"}
    )

    assert [api.get(path, headers=KEYS).status_code for path in paths] == [400, 404, 404]
    assert [begin(api, one).get("statusCode") for one in asked] == [400] * 4
    assert (wrong.status_code, wrong.json()["message"]) == (401, "Invalid Credentials")


def test_a_second_export_of_the_same_assets_is_the_first(api: Api) -> None:
    """While it is made; another one's is another."""
    uuid = begin(api)["export_uuid"]

    assert begin(api)["active_job_id"] == uuid
    assert begin(api, {"chunk_size": 100, "filters": {"updated_at": 1}})["export_uuid"] != uuid


def test_the_assessments_form_goes_from_cursor_to_cursor(api: Api) -> None:
    """Until a page has no hosts."""
    found: list[Any] = []
    cursor = ""
    while (said := api.post(f"/api/tenable/hosts/get?cursor={cursor}", headers={"token": "simulator"}).json())["hosts"]:
        found += said["hosts"]
        cursor = said["cursor"]

    assert found == [searched(render(PEOPLE, row)) for row in there(PEOPLE)]
    assert api.post("/api/tenable/hosts/get").status_code == 404


def test_the_truth_has_tenables_records_if_they_are_asked_for(api: Api) -> None:
    """Whoever doesn't fetch them isn't told that they are missing."""
    alone, also = (api.get(f"/truth{query}").text.splitlines() for query in ("", "?also=tenable"))

    assert len(also) - len(alone) == len(there(PEOPLE))
