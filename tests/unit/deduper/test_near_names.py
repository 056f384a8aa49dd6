"""Names that may mean one program are listed with the reason, and no others."""

import pytest

from services.deduper.core.near_names import MAX_TOGETHER, alike, core_of
from shared.contracts.software import Common


def common(*names: tuple[str, str | None]) -> list[Common]:
    """Return programs by name and maker, the first on most hosts."""
    return [Common(name=name, maker=maker, hosts=1000 - at) for at, (name, maker) in enumerate(names)]


def reasons(*names: tuple[str, str | None]) -> list[tuple[str, list[str]]]:
    """Return why which names are alike."""
    return [(one.because, [program.name for program in one.programs]) for one in alike(common(*names))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("example tool", "example-tool"),
        ("example tool (x64)", "example tool (32-bit)"),
        ("example tool x64 edition", "example tool"),
        ("example tool 2.5.1", "example tool v3.0"),
        ("python 3.11.4 (64-bit)", "python"),
        ("lib_foo", "lib foo"),
    ],
)
def test_other_spellings_are_alike(left: str, right: str) -> None:
    """Signs, brackets, architectures and versions make no other program."""
    assert reasons((left, None), (right, None)) == [("other spelling", [left, right])]


def test_a_makers_name_before_it_makes_no_other() -> None:
    """If it is the name of a maker that is known here."""
    assert reasons(("chrome", "google llc"), ("google chrome", None)) == [
        ("other spelling", ["chrome", "google chrome"])
    ]
    assert reasons(("chrome", None), ("google chrome", None)) == []


def test_one_name_of_several_makers_is_alike() -> None:
    """They may be one maker under two names."""
    assert reasons(("agent", "puppet"), ("agent", "puppet labs"), ("agent", None)) == [("other maker", ["agent"] * 3)]


def test_long_names_one_letter_apart_are_alike() -> None:
    """One more, one less, another: a slip. Short names and digits are none."""
    assert reasons(("powershell", None), ("powershel", None)) == [("one letter", ["powershel", "powershell"])]
    assert reasons(("powershell", None), ("powershall", None))[0][0] == "one letter"
    assert reasons(("powershell", None), ("powhsrell", None)) == []
    assert reasons(("libicu60-dev", None), ("libicu61-dev", None)) == []
    assert reasons(("bash", None), ("dash", None)) == []


def test_the_most_common_come_first() -> None:
    """A mistake on many hosts is worth more than one on few."""
    names = [("aaa", None), ("zzz-zz", None), ("a-a-a", None), ("zzzzz", None)]

    assert [names for _, names in reasons(*names)] == [["aaa", "a-a-a"], ["zzz-zz", "zzzzz"]]


def test_a_numbering_with_letters_is_not_listed_pair_by_pair() -> None:
    """Of many names that differ in one letter there would be as many pairs as their square."""
    many = [(f"example-{chr(0x4E00 + number)}-tool", None) for number in range(MAX_TOGETHER * 40)]

    assert reasons(*many) == []


@pytest.mark.parametrize("name", ["", "-", "(x64)", "1.0", "____", "(" * 200, "((((a))))" * 20, "☃"])
def test_a_name_of_nothing_else_is_itself(name: str) -> None:
    """Nothing is left of it, so it is compared as it is; no name takes long."""
    assert core_of(name) or name == ""
