"""Pages of each reader whose second host is damaged, and what has to come of the others."""

import json

from services.fetcher.core import Answer, Page
from services.fetcher.decoding import Unfit
from services.fetcher.vendors import discover
from tests.unit.fetcher.answers import WIRES, Wire

HERE = "@"  # where the damage goes
JSON_WIRES = sorted(name for name, wire in WIRES.items() if not wire.is_xml)


def page(name: str, damage: bytes, count: int = 3, encoding: str = "utf-8") -> Page:
    """Return what a reader makes of an answer whose second host is damaged."""
    body = answer(WIRES[name], count).encode(encoding).replace(HERE.encode(encoding), damage)
    return discover()[name].read(WIRES[name].cursor, Answer(200, {}, body))


def answer(wire: Wire, count: int = 3) -> str:
    """Return an answer of some hosts; the second one has the place for a damage."""
    return wire.page([wire.host(number, HERE if number == 1 else "well") for number in range(count)])


def others(found: Page) -> list[str]:
    """Return all hosts but the second, as texts."""
    return [json.dumps(host, sort_keys=True) for place, host in enumerate(found.hosts) if place != 1]


def assert_unfit_alone(name: str, kind: str, found: Page) -> None:
    """See that the second host is unfit, the others come, and the list goes on."""
    good = page(name, b"well", len(found.hosts))

    assert (others(found), found.cursor) == (others(good), good.cursor), kind
    assert isinstance(found.hosts[1], Unfit), kind
