"""A host of JSON whose quotes or brackets don't pair costs itself alone; the list goes on at the next host."""

import json

import pytest

from services.fetcher.core import Answer
from services.fetcher.decoding import Undecodable, Unfit
from services.fetcher.decoding.json_hosts import HostList
from services.fetcher.decoding.json_value import MOST_ATTEMPTS, Attempts
from services.fetcher.vendors import discover
from shared.errors import Temporary
from tests.unit.fetcher.answers import WIRES
from tests.unit.fetcher.spoilt_pages import JSON_WIRES, assert_unfit_alone, page

UNPAIRED_JSON: dict[str, bytes] = {
    "a quote in a text": b'a"b',
    "quotes in a text": b'a "good" b',
    "quotes and commas in a text": b'a", "b", "c',
    "no quote at the end": b'a, "x": 1}, "y": "',
    "a bracket too few": b'", "x": [1, 2, "y": "',
    "a bracket too many": b'", "x": [1, 2]], "y": "',
    "a brace too few": b'", "x": {"z": 1, "y": "',
    "a brace too many": b'", "x": {"z": 1}}, "y": "',
    "braces too many": b'"}}}, "y": "',
    "brackets crossed": b'", "x": [{"z": 1]}, "y": "',
    "no colon": b'", "x" {"z": 1}, "y": "',
    "a stray word": b'"} oops {"y": "',
    "a quote and a brace in a text": b'{"b"}, ["',
    "a quote, and objects with an id": b'", "x": [{"id": 7}, {"id": "a"b"}, {"device_id": 8}, {"assetId": 9}], "y": "',
    "an escaped quote that ends the text": b"a\\",
}


@pytest.mark.parametrize("name", JSON_WIRES)
def test_a_host_whose_quotes_or_brackets_do_not_pair_is_unfit_alone(name: str) -> None:
    """Whichever sign is missing or too many, also if the host's text is cut off at any sign."""
    wire = WIRES[name]
    for kind, damage in UNPAIRED_JSON.items():
        found = page(name, damage)

        assert len(found.hosts) == 3, (kind, found.hosts)
        assert_unfit_alone(name, kind, found)
    whole = wire.host(1, "we{ll")
    for end in range(2, len(whole)):
        body = wire.page([wire.host(0, "well"), whole[:end], wire.host(2, "well")])
        found = discover()[name].read(wire.cursor, Answer(200, {}, body.encode()))

        assert len(found.hosts) == 3, whole[:end]
        assert_unfit_alone(name, whole[:end], found)


@pytest.mark.parametrize("name", JSON_WIRES)
def test_each_sign_of_a_host_may_be_missing_or_too_many(name: str) -> None:
    """Wherever that host is in the list."""
    wire = WIRES[name]
    well = wire.host(9, "well")
    signs = [place for place, sign in enumerate(well) if sign in '{}[]",:']
    spoilt = [well[:place] + well[place + 1 :] for place in signs]
    spoilt += [well[:place] + well[place] + well[place:] for place in signs]
    for text in spoilt:
        for place in range(3):
            hosts = [wire.host(number, "well") for number in range(3)]
            expected = [json.loads(host) for number, host in enumerate(hosts) if number != place]
            hosts[place] = text
            found = discover()[name].read(wire.cursor, Answer(200, {}, wire.page(hosts).encode()))
            come = [host for host in found.hosts if host in expected]

            assert come == expected, (place, text)
            assert len(found.hosts) == 3, (place, text, found.hosts)
            assert found.cursor == page(name, b"well").cursor


@pytest.mark.parametrize("name", JSON_WIRES)
def test_several_hosts_that_do_not_pair_cost_none_between_them(name: str) -> None:
    """Also if the one's quote pairs with the other's; a character that can't be read is still marked."""
    wire = WIRES[name]
    for damage in ('a"b', '"}}, "y": "', '", "x": [1, "y": "'):
        texts = [damage if number in {1, 4, 5} else "\\x" if number == 6 else "well" for number in range(8)]
        hosts = [wire.host(number, text) for number, text in enumerate(texts)]
        found = discover()[name].read(wire.cursor, Answer(200, {}, wire.page(hosts).encode())).hosts
        fit = [host for host in found if not isinstance(host, Unfit)]

        assert fit[:-2] + fit[-1:] == [json.loads(hosts[number]) for number in (0, 2, 3, 7)], damage
        assert "\\ufffd" in json.dumps(fit[-2])
        assert len(found) in {7, 8}  # two that follow one another may be one


@pytest.mark.parametrize("name", JSON_WIRES)
def test_an_answer_that_ends_too_soon_after_a_spoilt_host_is_none(name: str) -> None:
    """That a host can't be read doesn't make a cut answer a whole one."""
    wire = WIRES[name]
    hosts = [wire.host(number, 'a"b' if number == 1 else "well") for number in range(4)]
    body = wire.page(hosts)
    for end in range(body.index(hosts[2]), len(body)):
        with pytest.raises(Temporary):
            discover()[name].read(wire.cursor, Answer(200, {}, body[:end].encode()))


@pytest.mark.parametrize("unit", ['{"id": ', '{"id": 1, "a": ["', '"', '{"', "[{", ":[", '{"id":1},"'])
def test_what_never_pairs_is_given_up_soon(unit: str) -> None:
    """After a number of attempts that doesn't grow faster than the answer."""
    attempts = Attempts(text := f"[{unit * 100_000}x]")
    with pytest.raises(Undecodable):
        HostList(text, 0, "id", attempts).read()

    assert attempts.count <= MOST_ATTEMPTS + 1
