"""`rollcall software`."""

import asyncio
import json

import pytest

from services.deduper.core.merging import host_id
from services.wiring.embedded import opened
from shared.adapters.clock import SystemClock
from shared.contracts.software import HostSoftware
from shared.settings import SharedSettings
from tests.unit.cli.conftest import Rollcall
from tests.unit.cli.world import install

FIRST, SECOND = host_id("crowdstrike:1"), host_id("qualys:2")


@pytest.fixture
def installed(filled: Rollcall) -> Rollcall:
    """The command line over an inventory with software on both of its hosts."""
    with opened(SharedSettings.load(), SystemClock(), read_only=False) as ports:
        asyncio.run(install(ports))
    return filled


def test_the_most_common_come_first(installed: Rollcall) -> None:
    """A line a program, with the number of its hosts; no more than asked for."""
    out = installed("software").out.splitlines()
    counts = [json.loads(line) for line in installed("software", "--json").out.splitlines()]

    assert [line.split() for line in out] == [
        ["2", "OpenSSH", "by", "OpenBSD"],
        ["2", "example-tool"],
        ["1", "example", "tool"],
    ]
    assert counts[0] == {"name": "OpenSSH", "maker": "OpenBSD", "hosts": 2}
    assert len(installed("software", "--limit", "1").out.splitlines()) == 1


def test_a_programs_hosts_are_found_in_any_spelling(installed: Rollcall) -> None:
    """With the versions that are there; another maker's program is another."""
    for said in ("openssh", "OpenSSH", " OPENSSH "):
        out = installed("software", "named", said).out.splitlines()
        assert sorted(out) == sorted([f"{FIRST}  7.4, 8.0", f"{SECOND}  7.4"])
    (line,) = installed("software", "named", "openssh", "--limit", "1", "--json").out.splitlines()

    assert {one.name for one in HostSoftware.decode(line.encode()).programs} == {"OpenSSH"}
    assert installed("software", "named", "openssh", "--maker", "openbsd").out.count("\n") == 2
    assert installed("software", "named", "openssh", "--maker", "other").out == "no host has OpenSSH by other\n"
    assert installed("software", "named", "unknown").out == "no host has unknown\n"


def test_a_hosts_programs_say_whose_word_it_is(installed: Rollcall) -> None:
    """By whatever the host goes by; as JSON it is the document itself."""
    out = installed("software", "host", "web-1").out.splitlines()
    document = HostSoftware.decode(installed("software", "host", "crowdstrike:1", "--json").out.strip().encode())

    assert out[0] == "OpenSSH  by OpenBSD  7.4  from qualys:1"
    assert out[-1] == "4 programs"
    assert (document.host, len(document.programs)) == (FIRST, 4)


def test_names_that_are_alike_are_listed_and_stay_apart(installed: Rollcall) -> None:
    """What may be one is shown with its hosts; how many there are at the end."""
    out = installed("software", "review").out.splitlines()
    (found,) = [json.loads(line) for line in installed("software", "review", "--json").out.splitlines()]

    assert (out[0], out[-1]) == ("other spelling:", "1 to look at")
    assert [one["name"] for one in found["programs"]] == ["example-tool", "example tool"]


def test_a_host_without_software_has_none(filled: Rollcall) -> None:
    """That is an answer, not an error."""
    assert filled("software", "host", "web-1").out == "0 programs\n"
    assert filled("software").out == ""
    assert filled("software", "review").out == "0 to look at\n"
