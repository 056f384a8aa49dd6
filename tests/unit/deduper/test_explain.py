"""why and why-not: every claim names keys, records and values, and says what made a key distrusted."""

from typing import Any

import pytest

from services.cli.wording import why_not_text, why_text
from services.deduper.core.explain import Why, WhyNot
from services.deduper.core.usable import CAP
from services.deduper.inquiry import EXAMPLES, Inquiry, UnknownHost
from services.deduper.service import Deduper, Rulings
from shared.contracts.parts import Cloud, Hardware, Interface
from shared.contracts.record import HostRecord
from shared.contracts.ruling import Ruling
from tests.unit.deduper.fleet import SEEN, nic
from tests.unit.deduper.hosts import Saying
from tests.unit.deduper.workers import World, delivery
from tests.unit.deduper.worlds import run

MAC = "0a:00:00:00:00:01"


def record(vendor: str, number: int, *nics: Interface, **said: Any) -> HostRecord:
    """Return a record."""
    return HostRecord(vendor=vendor, vendor_id=str(number), observed_at=SEEN, interfaces=nics, **said)


def web(vendor: str, number: int, **said: Any) -> HostRecord:
    """Return a record of a machine named web."""
    return record(vendor, number, nic(MAC, "10.0.0.1"), hostname="web", **said)


def asked(*said: Saying) -> Inquiry:
    """Return an inventory of these sayings, at the true cap, to be asked."""
    world = World()
    for one in said:
        kind = Deduper if isinstance(one, HostRecord) else Rulings
        run(kind(world.index, world.store, world.log).handle([delivery(one)]))
    return Inquiry(world.index, world.store)


def ruling(verdict: Any, left: str = "a:1", right: str = "b:1") -> Ruling:
    """Return an operator's ruling."""
    return Ruling(left=left, right=right, verdict=verdict, because="same board", by="ann", ruled_at=SEEN)


def test_why_names_what_holds_a_host_together() -> None:
    """Each key's kind, sentence, value and records, strongest first; the JSON is the same."""
    found = run(asked(web("a", 1), web("b", 1)).why("web"))

    assert [(one.kind, one.text, one.records) for one in found.held_by] == [
        ("MAC and hostname", f"{MAC}/web", ("a:1", "b:1")),
        ("hostname and private address", "web/10.0.0.1", ("a:1", "b:1")),
        ("MAC and private address", f"{MAC}/10.0.0.1", ("a:1", "b:1")),
    ]
    assert found.distrusted == ()
    assert Why.model_validate_json(found.model_dump_json()) == found
    assert "Same MAC address together with the same short hostname." in why_text(found)


def test_a_distrusted_key_says_who_disagrees_by_what() -> None:
    """Both machines' values and records, also those outside of the host."""
    clones = [
        web("a", number, cloud=Cloud(provider="aws", account="1", instance_id=f"i-{number}")) for number in (1, 2)
    ]
    found = run(asked(*clones, web("b", 1)).why("b:1"))

    assert {one.distrust for one in found.distrusted} == {
        "its carriers are different machines by cloud instance: aws/1/i-1 (a:1) against aws/1/i-2 (a:2)"
    }
    assert [one.text for one in found.distrusted] == [f"{MAC}/web", "web/10.0.0.1", f"{MAC}/10.0.0.1"]


def test_a_generic_key_says_how_many_carry_it_and_names_some() -> None:
    """Enough to look at; a crowd isn't listed whole."""
    many = [record("a", number, nic(None, "10.0.0.1"), hostname="web") for number in range(CAP + 8)]
    (only,) = run(asked(*many).why("a:7")).distrusted

    assert (only.distrust or "").startswith(f"generic: {CAP + 8} records carry it, more than {CAP}; a:")
    assert (only.distrust or "").count("a:") == EXAMPLES


def test_a_copied_key_says_whose_names_tell() -> None:
    """Each name with the record that has it."""
    hardware = Hardware(uuid="01020304-0506-0708-090a-0b0c0d0e0f10")
    clones = [record("a", number, hostname=f"clone-{number}", hardware=hardware) for number in (1, 2, 3)]
    (only,) = run(asked(*clones).why("a:1")).distrusted

    assert only.distrust == (
        "copied with a machine: one vendor knows its carriers by more than 2 hostnames: "
        "a/clone-1 (a:1) against a/clone-2 (a:2) against a/clone-3 (a:3)"
    )


def test_a_ruling_is_named_where_it_holds_together_and_where_it_keeps_apart() -> None:
    """With who ruled it and why; a forgotten one isn't."""
    linked = run(asked(record("a", 1), record("b", 1), ruling("link")).why("a:1"))
    parted = run(asked(web("a", 1), web("b", 1), ruling("unlink")).why_not("a:1", "b:1"))
    forgotten = run(asked(web("a", 1), web("b", 1), ruling("forget")).why("a:1"))

    assert "link    a:1  b:1  by ann: same board" in why_text(linked)
    assert "unlink  a:1  b:1  by ann: same board" in why_not_text(parted)
    assert {one.distrust for one in parted.shared} == {
        "an operator's ruling keeps some of its carriers apart: a:1, b:1"
    }
    assert forgotten.rulings == ()


def test_why_not_says_what_is_shared_and_what_tells_apart() -> None:
    """What never counts alone, what is exclusive with the records that say it, and the refusal of a third's keys."""
    one = record("a", 1, nic(MAC), hostname="web", hardware=Hardware(maker="Dell", serial="AAAA1111"))
    other = record("a", 2, nic("0a:00:00:00:00:02"), hostname="web", hardware=Hardware(maker="Dell", serial="BBBB2222"))
    bridge = record("b", 1, nic(MAC), nic("0a:00:00:00:00:02"), hostname="web")
    found = run(asked(one, other, bridge).why_not("a:1", "a:2"))

    assert not found.same
    assert found.not_enough == ("hostname web",)
    assert [(each.about, each.sides) for each in found.apart] == [
        ("maker and serial", ("dell/aaaa1111 (a:1)", "dell/bbbb2222 (a:2)"))
    ]
    assert [each.about for each in found.refused] == ["maker and serial against MAC and hostname"]
    assert WhyNot.model_validate_json(found.model_dump_json()) == found


def test_one_host_is_not_two() -> None:
    """Asked about two names of one host, the answer says so."""
    found = run(asked(web("a", 1), web("b", 1)).why_not("a:1", "b:1"))

    assert found.same
    assert why_not_text(found).startswith("they are one host")


def test_a_name_that_fits_none_or_several_is_refused_with_the_choice() -> None:
    """The operator is told what to give instead."""
    inquiry = asked(record("a", 1, hostname="web"), record("a", 2, hostname="web"))

    with pytest.raises(UnknownHost, match="no host goes by 'db'"):
        run(inquiry.host("db"))
    with pytest.raises(UnknownHost, match="2 hosts go by 'web'"):
        run(inquiry.host("web"))


def test_what_vendors_write_cant_act_on_the_terminal() -> None:
    """Control and direction characters are shown, not obeyed."""
    said = [web(vendor, 1, domain=f"\x1b[2J{vendor}\u202e") for vendor in "ab"]
    text = why_text(run(asked(*said).why("a:1")))

    assert "\\x1b[2ja\\u202e" in text
    assert all(one.isprintable() for one in text.splitlines())
