"""What is installed on a host: names folded by the table alone, versions, makers, who says so; limits."""

import re
from datetime import date
from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.programs import ALIASES, MAX_NAME, fold, fold_version
from services.deduper.core.software import MAX_PROGRAMS, software_of
from shared.contracts.parts import Package
from shared.contracts.record import HostRecord
from shared.contracts.software import HostSoftware, Program
from tests.unit.deduper.hosts import host_records


def record(vendor: str, *programs: tuple[str, str | None, str | None]) -> HostRecord:
    """Return a record that lists programs by name, maker and version."""
    packages = tuple(Package(name=name, maker=maker, version=version) for name, maker, version in programs)
    return HostRecord(vendor=vendor, vendor_id="1", software=packages)


def programs(*records: HostRecord) -> list[tuple[str, str | None, str | None]]:
    """Return name, maker and version of what a host of these records has."""
    return [(one.name, one.maker, one.version) for one in software_of("h", records).programs]


def test_two_vendors_say_one_program() -> None:
    """It is listed once, under the table's name, with the names that were said and who said them."""
    qualys = record("qualys", ("OpenSSH", None, "7.4"))
    tenable = record("tenable", ("openssh", "openbsd", "7.4"))
    said, sources = ("OpenSSH", "openssh"), ("qualys:1", "tenable:1")
    only = Program(name="OpenSSH", maker="OpenBSD", version="7.4", said=said, sources=sources)

    assert software_of("h", [qualys, tenable]) == HostSoftware(host="h", programs=(only,))


@given(st.lists(host_records, max_size=4, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_order_of_records_doesnt_matter(records: list[HostRecord], chance: Random) -> None:
    """The same bytes, and they are read back."""
    one = software_of("h", records)
    chance.shuffle(records)

    assert software_of("h", records).encode() == one.encode()
    assert HostSoftware.decode(one.encode()) == one


def test_names_that_are_merely_alike_stay_apart() -> None:
    """What the table doesn't know is never joined: a sign, an architecture, another maker is another program."""
    alike = [
        *(("libfoo", None, "1"), ("lib-foo", None, "1"), ("libfoo (x64)", None, "1"), ("libfo", None, "1")),
        *(("agent", "puppet", "1"), ("agent", "zabbix", "1"), ("agent", None, "1")),
    ]

    assert len(programs(record("qualys", *alike))) == len(alike)


@pytest.mark.parametrize(
    ("name", "version", "folded"),
    [
        ("Example  Tool", "1.0", "example tool"),
        ("7-Zip 22.01", "22.01.00.0", "7-Zip"),
        ("Example Tool - 14.32.31332", "14.32.31332", "example tool"),
        ("Example Tool version 2.5", "2.5", "example tool"),
        ("Example Tool v2.5", "2.5.1", "example tool"),
        ("Example Tool 2.5", "2.50", "example tool 2.5"),  # not its version
        ("Example Tool 2.5", "", "example tool 2.5"),
        ("Example Tool 2016", "2016.1", "example tool 2016"),  # a name's year
        ("2.5", "2.5", "2.5"),
    ],
)
def test_a_programs_own_version_is_no_part_of_its_name(name: str, version: str, folded: str) -> None:
    """Only the very version that the record gives, at the end, with a point in it."""
    assert fold(name, "", version)[0] == folded


def test_no_maker_is_the_maker_that_another_record_names() -> None:
    """Of one name and version on this host; of two makers it is neither."""
    bare, named = ("tomcat", None, "9"), ("tomcat", "apache", "9")

    assert programs(record("qualys", bare), record("tenable", named)) == [("tomcat", "apache", "9")]
    assert programs(record("qualys", bare), record("tenable", ("tomcat", "apache", "8"))) == [
        ("tomcat", None, "9"), ("tomcat", "apache", "8")]  # fmt: skip
    assert len(programs(record("qualys", bare), record("tenable", named, ("tomcat", "other", "9")))) == 3


def test_an_architecture_is_no_part_of_a_version() -> None:
    """Packages have it at the end of theirs."""
    versions = ["6.45.0-14203.amzn2.x86_64", "1.0.noarch", "1.0.x86_64.x", "arm64"]

    assert [*map(fold_version, versions)] == ["6.45.0-14203.amzn2", "1.0", "1.0.x86_64.x", "arm64"]


def test_too_much_is_cut_and_told() -> None:
    """More programs than are kept, with names of 1,000 characters: a bounded document, which says what it lacks."""
    many = record("qualys", *((f"{number:06}{'x' * 994}", "m" * 1000, "v" * 1000) for number in range(12_000)))
    found = software_of("h", [many])

    assert (len(found.programs), found.left_out) == (MAX_PROGRAMS, 2_000)
    assert {len(text or "") for one in found.programs for text in (one.name, one.maker, one.version)} == {MAX_NAME}
    assert max(len(name) for one in found.programs for name in one.said) == MAX_NAME


def test_the_table_is_in_order() -> None:
    """Lower case, one line for a name and a maker, each with its source and day."""
    lines = [line.split(",") for line in table() if not line.startswith("#")][1:]

    assert len({(said, by) for said, by, *_ in lines}) == len(lines) > 50
    for said, by, name, maker, source, day in lines:
        assert (said, by) == (" ".join(said.lower().split()), " ".join(by.lower().split()))
        assert name
        assert maker
        assert re.fullmatch(r"https://[\w./~-]+", source)
        assert date.fromisoformat(day)
        assert fold(said, by, "") == fold(name, maker, "") == ALIASES[said, by]


def table() -> list[str]:
    """Return the lines of the table."""
    return files("services.deduper.core").joinpath("programs.csv").read_text(encoding="utf-8").splitlines()
