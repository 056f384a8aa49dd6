"""What one host of an answer has wrong costs no other host, whoever reads it; the list goes on."""

import codecs
import json
import re
from pathlib import Path

import pytest

from services.fetcher import vendors
from services.fetcher.core import Answer
from services.fetcher.decoding import Unfit
from services.fetcher.vendors import discover
from shared.errors import Temporary
from tests.unit.fetcher.answers import WIRES
from tests.unit.fetcher.spoilt_pages import HERE, JSON_WIRES, answer, others, page

MARKED: dict[str, bytes] = {
    "no UTF-8": b"a\xffb",
    "the beginning of a letter": b"a\xc3",
    "a control character": b"a\x0bb",
    "a null": b"a\x00b",
    "half a surrogate in UTF-8": b"a\xed\xa0\x80",
}
MARKED_JSON: dict[str, bytes] = {
    "half a surrogate": b"a\\ud83d",
    "the other half": b"\\udc00b",
    "a raw end of line": b"a\nb",
    "a raw tab": b"a\tb",
    "no escape": b"a\\xb",
}
MARKED_XML: dict[str, bytes] = {
    "an escaped control character": b"a&#x1F;b",
    "the same by its number": b"a&#31;b",
    "an escaped surrogate": b"a&#xD800;b",
    "a number beyond all letters": b"a&#x1FFFFF;b",
}
WHOLE_XML: dict[str, tuple[bytes, str]] = {
    "a bare &": (b"R&D", "R&D"),
    "an entity that XML doesn't know": (b"a&nbsp;b", "a&nbsp;b"),
    "a bare <": (b"a < b", "a < b"),
    "CDATA beside a bare &": (b"<![CDATA[a&b]]> & c", "a&b & c"),
}
UNREAD_JSON: dict[str, bytes] = {
    "depth": b'", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "y": "',
    "no value": b'", "x": undefined, "y": "',
    "a comma too many": b'", "x": [1,,2], "y": "',
    "no comma": b'" "x": 1, "y": "',
    "a single quote": b'", \'x\': 1, "y": "',
}
UNREAD_XML: dict[str, bytes] = {
    "depth": b"<A>" * 40 + b"</A>" * 40,
    "a tag that doesn't end": b"<B>",
    "a tag that didn't begin": b"</B>",
    "an attribute without a value": b"<B c>d</B>",
    "crossed tags": b"<B><C></B></C>",
    "crossed with the tag around": b"<B></NAME></B><NAME>",
    "tags that end what is around": b"</NAME></TAG>",
    "a tag that is cut off": b"a<B ",
    "a section that doesn't end": b"<![CDATA[a",
    "a comment that doesn't end": b"<!-- a",
    "an end of another name": b"<B>a</C>",
    "an attribute's quote that doesn't end": b'<B c="d>a</B>',
}


def test_each_reader_has_its_answers_here() -> None:
    """So that whatever this suite states holds for a new one too."""
    assert sorted(WIRES) == sorted(discover())


@pytest.mark.parametrize("name", WIRES)
def test_a_character_that_cannot_be_read_is_marked(name: str) -> None:
    """Its host stays with U+FFFD in its place, whatever it is."""
    good = page(name, b"well")
    kinds = MARKED | (MARKED_XML if WIRES[name].is_xml else MARKED_JSON)
    for kind, damage in kinds.items():
        found = page(name, damage)

        assert (others(found), found.cursor) == (others(good), good.cursor), kind
        assert "\\ufffd" in json.dumps(found.hosts[1]), kind


@pytest.mark.parametrize("name", WIRES)
def test_a_host_that_cannot_be_mended_is_unfit_alone(name: str) -> None:
    """Its beginning is kept, with the reason; the others come, and the list goes on."""
    good = page(name, b"well")
    for kind, damage in (UNREAD_XML if WIRES[name].is_xml else UNREAD_JSON).items():
        found = page(name, damage)
        unfit = found.hosts[1]

        assert (others(found), found.cursor) == (others(good), good.cursor), kind
        assert isinstance(unfit, Unfit), kind
        assert unfit.head[:5].strip() in {"<HOST", '{"dev', '{"id"', '{"Hos', '{"ass'}
        assert unfit.reason.startswith("can't be read: ")


@pytest.mark.parametrize("name", JSON_WIRES)
def test_numbers_that_json_does_not_have_are_nothing_and_long_ones_are_texts(name: str) -> None:
    """They cost their field alone."""
    found = page(name, b'", "n": NaN, "i": -Infinity, "e": 1e999, "d": ' + b"7" * 5_000 + b', "f": -2.5, "y": "')
    host = json.dumps(found.hosts[1])

    assert '"n": null, "i": null, "e": null, "d": "777' in host
    assert '"f": -2.5' in host
    assert len(found.hosts) == 3


def test_signs_that_begin_nothing_are_text() -> None:
    """An `&` in a tag's name is no entity."""
    for kind, (damage, text) in WHOLE_XML.items():
        found = page("qualys_vmdr", damage)

        assert found.hosts[1]["TAGS"]["TAG"]["NAME"] == text, kind
        assert len(found.hosts) == 3


def test_several_lists_are_one() -> None:
    """Also an empty one among them, and if one host of one of them can't be read."""
    for between in ("", "<HOST_LIST/>", "<HOST_LIST></HOST_LIST>"):
        for damage, fits in ((b"well", True), (b"<B>", False)):
            wire = WIRES["qualys_vmdr"]
            hosts = [wire.host(number, HERE if number == 1 else "well") for number in range(3)]
            split = wire.page([hosts[0], "</HOST_LIST>", between, "<HOST_LIST>", *hosts[1:]])
            body = split.encode().replace(HERE.encode(), damage)
            found = discover()["qualys_vmdr"].read(wire.cursor, Answer(200, {}, body)).hosts

            assert [isinstance(host, Unfit) for host in found] == [False, not fits, False]


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_an_encoding_is_known_by_its_first_bytes(name: str, encoding: str) -> None:
    """As Windows' tools write it."""
    text = answer(WIRES[name]).replace(HERE, "Zürich 😀").replace(' encoding="UTF-8"', "")
    found = discover()[name].read(WIRES[name].cursor, Answer(200, {}, text.encode(encoding)))

    assert len(found.hosts) == 3
    assert "Zürich 😀" in json.dumps(found.hosts[1], ensure_ascii=False)


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "shift_jis"])
def test_a_declared_encoding_is_heeded(name: str, encoding: str) -> None:
    """In an answer's header, or in its XML; one that is none of texts isn't."""
    word = "日本" if encoding == "shift_jis" else "Zürich"
    text = answer(WIRES[name]).replace(HERE, word).replace('"UTF-8"', f'"{encoding}"')
    headers = {"content-type": f"text/x; charset={encoding}"}
    found = discover()[name].read(WIRES[name].cursor, Answer(200, headers, text.encode(encoding)))

    assert word in json.dumps(found.hosts[1], ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["none-such", "idna", "rot13", "unicode_escape", "zip", "undefined"])
def test_an_encoding_of_no_document_is_passed_over(encoding: str) -> None:
    """Python has codecs that take very long, or give something else than texts."""
    headers = {"content-type": f"application/json; charset={encoding}"}
    body = answer(WIRES["tenable"]).replace(HERE, "Zürich").encode() + codecs.BOM_UTF8

    assert len(discover()["tenable"].read("", Answer(200, headers, body[:-3].replace(b"well", b"we\x01ll"))).hosts) == 3


@pytest.mark.parametrize("name", WIRES)
def test_an_answer_that_ends_too_soon_is_none(name: str) -> None:
    """Wherever it ends: no host of it is taken, and the page is asked for again."""
    wire = WIRES[name]
    body = answer(wire).encode()
    for end in range(1, len(body)):
        with pytest.raises(Temporary):
            discover()[name].read(wire.cursor, Answer(200, {}, body[:end]))


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("unit", ["{}", '{"a":0}', "[[]]", "0"])
def test_a_heap_of_tiny_objects_is_refused_before_it_is_made(name: str, unit: str) -> None:
    """Some megabytes of it would be hundreds in memory."""
    wire = WIRES[name]
    heap = ["<HOST/>" if wire.is_xml else unit] * 1_000_001
    answer = Answer(200, {}, wire.page(heap).encode(), asked=2)

    with pytest.raises(Temporary, match=r"at most 1,000,000 (values|elements)"):
        discover()[name].read(wire.cursor, answer)


def test_no_vendor_reads_bytes_itself() -> None:
    """Else what this suite states wouldn't hold for it."""
    for module in Path(vendors.__file__).parent.glob("*.py"):
        bytes_read = r"(?:loads|from_json|fromstring|validate_json)\((?!cursor)[^)]*"
        readers = re.findall(bytes_read, module.read_text())
        assert readers == [], module.name
