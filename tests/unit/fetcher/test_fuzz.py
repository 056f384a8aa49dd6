"""Whatever is done to an answer: a reader raises declared errors alone, and loses no host of a list that is intact."""

import json
from random import Random
from typing import Any

import pytest

from services.fetcher.core import Answer, Cursor, Page, names_of
from services.fetcher.decoding import Unfit
from services.fetcher.packing import pages
from services.fetcher.vendors import discover
from shared.contracts.raw import AnyPage
from shared.errors import RollcallError
from tests.damages import damaged
from tests.mutations import TIMES, inputs, spoilt
from tests.payloads.recorded import FOLDER, hosts
from tests.unit.fetcher.answers import WIRES

CURSOR = Cursor(sync_id="2026-01-31T12:00:00.000000+00:00", source="x", at="0")
EACH = inputs(3_000) // len(WIRES)  # half of them spoilt as bytes, half as hosts
STATUSES = (200, 200, 200, 200, 201, 204, 400, 403, 404, 409, 429, 500, 503)
JSON_READERS = sorted(name for name, wire in WIRES.items() if not wire.is_xml)


def travels(name: str, page: Page) -> int:
    """Return how many hosts of a page are in messages, or unfit, as they are counted."""
    names_of(discover()[name], page)
    events, unfit = pages(name, "x", CURSOR, page, CURSOR_TIME)
    return sum(len(AnyPage.decode(event.encode()).hosts) for event in events) + len(unfit)


CURSOR_TIME = AnyPage.model_validate(
    {"vendor": "x", "endpoint": "x", "sync_id": "x", "sequence": 0, "hosts": [], "fetched_at": CURSOR.sync_id}
).fetched_at


def headers(chance: Random) -> dict[str, str]:
    """Return the headers of an answer."""
    return {
        "date": chance.choice(TIMES),
        "content-type": chance.choice(("application/json; charset=x", "text/xml", "")),
    }


@pytest.mark.parametrize("name", WIRES)
def test_damaged_bytes_raise_declared_errors_alone(name: str) -> None:
    """What is read travels whole: hosts in are hosts out and unfit ones."""
    vendor, wire = discover()[name], WIRES[name]
    good = wire.page([wire.host(number, "well") for number in range(3)]).encode()
    for seed in range(EACH // 2):
        chance = Random(seed)  # noqa: S311 - it hides nothing
        answer = Answer(chance.choice(STATUSES), headers(chance), damaged(good, chance))
        try:
            page = vendor.read(wire.cursor, answer)
        except RollcallError:
            continue
        assert travels(name, page) == len(page.hosts), seed


@pytest.mark.parametrize("name", JSON_READERS)
def test_spoilt_hosts_all_come(name: str) -> None:
    """Values of any kind in hosts of the vendor's shape: as many come as were sent, and none is lost on the way."""
    vendor, wire = discover()[name], WIRES[name]
    recorded = hosts(name if (FOLDER / name).exists() else vendor.name)
    for seed in range(EACH // 2):
        chance = Random(seed)  # noqa: S311 - it hides nothing
        texts = [_text(spoilt(host, chance)) for host in chance.sample(recorded, 3)]
        body = wire.page(texts).encode(errors="surrogatepass")
        page = vendor.read(wire.cursor, Answer(200, headers(chance), body))

        assert len(page.hosts) == len(texts), seed
        assert travels(name, page) == len(texts), seed


def _text(host: Any) -> str:  # Any: JSON
    """Return a host as JSON, deep ones too."""
    try:
        return json.dumps(host, ensure_ascii=len(str(host)) % 2 == 0)
    except RecursionError:
        return "[" * 2_000 + "]" * 2_000


@pytest.mark.parametrize("name", WIRES)
def test_answers_around_the_hosts_raise_declared_errors_alone(name: str) -> None:
    """Totals, cursors and errors of any kind: the hosts come, or the page is asked for again."""
    vendor, wire = discover()[name], WIRES[name]
    if wire.is_xml or wire.page([]).startswith("["):
        return
    good = json.loads(wire.page([wire.host(1, "well")]))
    for seed in range(EACH // 2):
        chance = Random(seed)  # noqa: S311 - it hides nothing
        body = _text(spoilt(good, chance)).encode(errors="surrogatepass")
        try:
            page = vendor.read(wire.cursor, Answer(chance.choice(STATUSES), headers(chance), body))
        except RollcallError:
            continue
        assert travels(name, page) == len(page.hosts), seed
        if page.cursor is not None:
            Cursor.model_validate_json(CURSOR.after(page, 0).model_dump_json())


def test_unfit_hosts_are_among_what_the_fuzz_meets() -> None:
    """Else it would prove nothing of them."""
    wire, met = WIRES["falcon"], 0
    good = wire.page([wire.host(number, "well") for number in range(3)]).encode()
    for seed in range(300):
        try:
            page = discover()["falcon"].read(wire.cursor, Answer(200, {}, damaged(good, Random(seed))))  # noqa: S311
        except RollcallError:
            continue
        met += any(isinstance(host, Unfit) for host in page.hosts)

    assert met
