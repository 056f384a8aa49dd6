"""Names of the Common Platform Enumeration, as NISTIR 7695 binds them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.normalizer.cpe import programs
from shared.contracts.parts import Package

NAMES = {
    "cpe:/a:openbsd:openssh:7.4": ("openssh", "openbsd", "7.4"),
    "cpe:/a:openbsd:openssh:7.4:p1": ("openssh", "openbsd", "7.4 p1"),
    "cpe:/a:example:tool": ("tool", "example", None),
    "cpe:/a::tool:-": ("tool", None, None),
    "CPE:/A:Example:Tool:1.0": ("tool", "example", "1.0"),
    " cpe:/a:example:tool ": ("tool", "example", None),
    # NISTIR 7695, 6.1.2.4 and 6.2.2.4: the standard's own examples, as URIs and as formatted strings
    "cpe:/a:microsoft:internet_explorer:8.0.6001:beta": ("internet explorer", "microsoft", "8.0.6001 beta"),
    "cpe:/a:microsoft:internet_explorer:8.%2a:sp%3f": ("internet explorer", "microsoft", "8.* sp?"),
    "cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~": ("insight diagnostics", "hp", "7.4.0.1570"),
    "cpe:/a:foo%5cbar:big%24money": ("big$money", "foo\\bar", None),
    "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*": (
        "internet explorer", "microsoft", "8.0.6001 beta"),
    "cpe:2.3:a:hp:openview_network_manager:7.51:*:*:*:*:linux:*:*": ("openview network manager", "hp", "7.51"),
    r"cpe:2.3:a:foo\\bar:big\$money_2010:*:*:*:*:special:ipod_touch:80gb:*": ("big$money 2010", "foo\\bar", None),
    # what else has to be escaped
    r"cpe:2.3:a:notepad-plus-plus:notepad\+\+:8.5:*:*:*:*:*:*:*": ("notepad++", "notepad-plus-plus", "8.5"),
    "cpe:/a:notepad-plus-plus:notepad%2b%2b:8.5": ("notepad++", "notepad-plus-plus", "8.5"),
    r"cpe:2.3:a:example:a\:b:1\:2:*:*:*:*:*:*:*": ("a:b", "example", "1:2"),
    "cpe:/a:example:a%3ab:1%3A2": ("a:b", "example", "1:2"),
    r"cpe:2.3:a:example:ends\\:1": ("ends\\", "example", "1"),
    r"cpe:2.3:a:example:a\-b:\-": ("a-b", "example", "-"),
}  # fmt: skip
OTHERS = ["cpe:/o:centos:centos:7", "cpe:2.3:o:microsoft:windows_10:1607:*:*:*:*:*:*:*", "cpe:/h:cisco:router"]
UNREADABLE = ["openssh 7.4", "cpe:", "cpe:/", "cpe:/a", "cpe:/a:example", "cpe:/a:example:*:1", "cpe:/a:e:%zz",
              "cpe:2.3:a:e:ends\\", "cpe:/x:e:tool", "cpe:/a:e:to%0aol", "cpe:/a:e:to%1b%5bol",
              f"cpe:/a:e:{'t' * 201}"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_in_both_its_forms(name: str) -> None:
    """Maker, product and version without their escapes; an update belongs to the version."""
    product, maker, version = NAMES[name]

    assert programs([name]) == ((Package(name=product, maker=maker, version=version),), False)


def test_what_is_no_program_is_left_out() -> None:
    """Systems and hardware are named too, where the vendor names all that a scan saw."""
    assert programs(OTHERS) == ((), False)


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_such_name_is_told(name: str) -> None:
    """It is left out, the others aren't."""
    assert programs([name, "cpe:/a:e:tool"]) == ((Package(name="tool", maker="e"),), True)


def _as_uri(text: str) -> str:
    return "".join(f"%{ord(one):02x}" for one in text)


def _as_formatted(text: str) -> str:
    return "".join(f"\\{one}" for one in text)


printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@given(printable, printable, printable)
def test_whatever_is_escaped_comes_back(maker: str, product: str, version: str) -> None:
    """Both forms give back any text that was bound to them."""
    said = (maker, product, version)
    wanted = [text.lower().replace("_", " ").strip() or None for text in said]
    assume(wanted[1])
    (uri,), _ = programs([":".join(["cpe:/a", *map(_as_uri, said)])])
    (formatted,), _ = programs([":".join(["cpe:2.3:a", *map(_as_formatted, said)])])

    assert uri == formatted == Package(name=wanted[1] or "", maker=wanted[0], version=wanted[2])


@given(st.lists(st.text(max_size=60).map(lambda text: f"cpe:2.3:a{text}") | st.text(max_size=60), max_size=5))
def test_any_text_is_a_name_or_none(names: list[str]) -> None:
    """Nothing that a vendor may send stops the normalizer, and nothing that comes out acts on a terminal."""
    found, _ = programs(names)

    assert all(one.name.isprintable() and (one.version or "x").isprintable() for one in found)
