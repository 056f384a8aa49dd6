"""What records disagree about, with both sides, in any order, bounded."""

from itertools import permutations
from typing import Any

from services.deduper.core.clusters import MAX_SIDES, Refusal, Side, record_ref
from services.deduper.core.conflicts import conflicts, joining, refused, sides
from services.deduper.core.identifiers import UNLINK, Identifier, identifiers
from shared.contracts.parts import Cloud, Hardware, OperatingSystem
from shared.contracts.record import HostRecord
from tests.unit.deduper.fleet import SEEN


def record(vendor: str, number: int, **said: Any) -> HostRecord:
    """Return a record."""
    return HostRecord(vendor=vendor, vendor_id=str(number), observed_at=SEEN, **said)


def test_two_values_of_one_exclusive_identifier_are_listed() -> None:
    """Each with the records that say it; names only against names of the same vendor."""
    said = [
        record("a", 1, hostname="old", hardware=Hardware(maker="Dell", serial="AAAA1111")),
        record("a", 2, hostname="new", hardware=Hardware(maker="Dell", serial="BBBB2222")),
        record("b", 1, hostname="third", hardware=Hardware(maker="Dell", serial="BBBB2222")),
    ]
    found = {one.about: one.sides for one in conflicts(said) if one.kind == "values"}

    assert found == {
        "maker and serial": ("dell/aaaa1111 (a:1)", "dell/bbbb2222 (a:2, b:1)"),
        "hostname in one vendor": ("a/new (a:2)", "a/old (a:1)"),
    }


def test_fields_that_differ_are_listed_whatever_their_case() -> None:
    """Case is no disagreement, nor is silence."""
    said = [
        record("a", 1, domain="corp.example", os=OperatingSystem(family="linux"), cloud=Cloud(zone="z-1")),
        record("b", 1, domain="CORP.example", os=OperatingSystem(family="windows")),
    ]

    assert [(one.about, one.sides) for one in conflicts(said)] == [("os.family", ("linux (a:1)", "windows (b:1)"))]


def test_the_order_of_records_doesnt_matter() -> None:
    """The same list, however they come."""
    said = [record(vendor, number, hostname=f"{vendor}{number}") for vendor in "ab" for number in range(2)]

    assert len({str(conflicts(order)) for order in permutations(said)}) == 1


def test_sides_are_bounded() -> None:
    """Of very many values some are listed, and of the records of each."""
    many = sides({f"value-{number:03}": [f"a:{number}" for number in range(100)] for number in range(100)})

    assert len(many) == MAX_SIDES
    assert many[0].count("a:") == MAX_SIDES


def test_a_refusal_is_told_in_words() -> None:
    """What kept apart, what would have joined, and who holds which value; a ruling by its kind's name."""
    one = record("a", 1, hardware=Hardware(maker="Dell", serial="AAAA1111"))
    serial = next(each.key for each in identifiers(one) if each.kind.tier == 3)
    unlink = Identifier(UNLINK, "a:1|b:1/left").key
    told = refused(
        [
            Refusal(4, (Side(record_ref("a:1"), serial), Side(record_ref("b:1"), serial))),
            Refusal(0, (Side(record_ref("a:1"), unlink),)),
        ],
        {record_ref("a:1"): one},
    )

    assert [each.about for each in told] == [
        "maker and serial against MAC and hostname",
        "unlink ruling against link ruling",
    ]
    assert set(told[0].sides) == {"dell/aaaa1111 (a:1)", serial.hex()}
    assert told[1].sides == ("unlink ruling (a:1)",)


def test_each_tier_that_joins_has_a_name() -> None:
    """For the words of a refusal."""
    assert [joining(tier) for tier in range(7)] == [
        "link ruling",
        "cloud instance",
        "SMBIOS UUID",
        "maker and serial",
        "MAC and hostname",
        "hostname and private address",
        "MAC and private address",
    ]
