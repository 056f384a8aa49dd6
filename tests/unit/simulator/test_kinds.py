"""Each difficulty is what its name says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from simulator.population import Population
from simulator.recipes import HOPELESS, KINDS
from tests.unit.simulator.records import Record, by_machine, of_vendor, records, seen

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
POPULATION = Population(500, reference=NOW)
ONE_SIDED = {"one-vendor", "indistinguishable-clones"}


def device(kind: str, rounds: int = 0, place: int = 0) -> Record:
    """Return a CrowdStrike record of the first machine of a kind."""
    first = next(iter(by_machine(Population(100, reference=NOW, rounds=rounds), kind).values()))
    return of_vendor(first, "crowdstrike")[place]


def asset(kind: str, rounds: int = 0) -> Record:
    """Return the Qualys record of the first machine of a kind."""
    first = next(iter(by_machine(Population(100, reference=NOW, rounds=rounds), kind).values()))
    return of_vendor(first, "qualys")[0]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - ONE_SIDED))
def test_both_vendors_know_the_machines_of_a_kind(kind: str) -> None:
    """Every kind but those of one vendor has records of both at each machine."""
    vendors = [{one.vendor for one in found} for found in by_machine(POPULATION, kind).values()]

    assert vendors
    assert all(both == {"qualys", "crowdstrike"} for both in vendors)


def test_some_machines_are_known_to_one_vendor() -> None:
    """To the one or to the other."""
    found = by_machine(POPULATION, "one-vendor").values()

    assert {tuple({one.vendor for one in group}) for group in found} == {("qualys",), ("crowdstrike",)}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - HOPELESS - {"one-vendor"}))
def test_what_is_not_hopeless_has_something_in_common(kind: str) -> None:
    """The two vendors' records of a machine share a MAC, an address, a name or an instance id."""
    for found in by_machine(POPULATION, kind).values():
        said = [
            {text for one in of_vendor(found, vendor) for text in one.macs | one.ips | one.names | instances(one)}
            for vendor in ("qualys", "crowdstrike")
        ]

        assert said[0] & said[1]


def instances(one: Record) -> set[str]:
    """Return a record's cloud instance id."""
    sources = [next(iter(entry.values())) for entry in one.raw.get("sourceInfo", {"list": []})["list"]]
    said = [one.raw.get("instance_id"), *(source.get("instanceId") or source.get("vmId") for source in sources)]
    return {text for text in said if text}


def test_no_common_identifier_has_none() -> None:
    """The vendors' records of such a machine share no MAC, no address, no name, and no serial is given."""
    for one, other in by_machine(POPULATION, "no-common-identifier").values():
        assert not one.macs & other.macs
        assert not one.ips & other.ips
        assert not one.names & other.names
        assert "serial_number" not in other.raw


def test_case_and_domain() -> None:
    """One spells the name in capitals and with a domain, the other neither."""
    upper, lower = device("case-and-domain").raw["hostname"], asset("case-and-domain").raw["dnsHostName"]

    assert upper.endswith(".corp.example.net")
    assert upper.partition(".")[0] == lower.upper() != lower


def test_netbios_name_is_cut() -> None:
    """It is the beginning of the whole name, in capitals."""
    short, whole = device("netbios-name").raw["hostname"], asset("netbios-name").raw["dnsHostName"]

    assert len(short) == 15 < len(whole)
    assert whole.startswith(short.lower())


def test_roaming_has_only_its_name_in_common() -> None:
    """MAC, private and public address differ between the vendors."""
    office, home = asset("roaming"), device("roaming")

    assert office.names == home.names
    assert not office.macs & home.macs
    assert not office.ips & home.ips
    assert office.raw["agentInfo"]["connectedFrom"] != home.raw["external_ip"]


def test_byte_order_is_all_that_two_agents_share() -> None:
    """Their serials are one UUID in both SMBIOS byte orders; address, MAC and name differ."""
    new, old = device("byte-order"), device("byte-order", place=1)
    digits = new.raw["serial_number"].removeprefix("VMware-").replace(" ", "").replace("-", "")

    assert UUID(digits).bytes_le == UUID(old.raw["serial_number"]).bytes
    assert not new.macs & old.macs
    assert not new.ips & old.ips
    assert not new.names & old.names


def test_reimaged_has_two_agents_one_after_the_other() -> None:
    """The ids differ, the serial doesn't, their lives don't overlap."""
    new, old = device("reimaged"), device("reimaged", place=1)

    assert new.id != old.id
    assert new.raw["serial_number"] == old.raw["serial_number"]
    assert old.raw["last_seen"] <= new.raw["first_seen"]


def test_two_versions_are_of_one_record() -> None:
    """The id is listed twice, with different times; at both vendors there are such."""
    found = [group for group in by_machine(POPULATION, "two-versions").values() if len(group) == 3]
    twice = [[one for one in group if [other.id for other in group].count(one.id) == 2] for group in found]

    assert {group[0].vendor for group in twice} == {"qualys", "crowdstrike"}
    assert all(newer.clock > older.clock for newer, older in twice)


def test_all_clones_of_an_image_have_its_uuid() -> None:
    """In the whole population there are as few serials as such images."""
    found = [one for group in by_machine(POPULATION, "cloned-uuid").values() for one in of_vendor(group, "crowdstrike")]

    assert len(found) == 10
    assert len({one.raw["serial_number"] for one in found}) == 2


def test_junk_serials_are_placeholders() -> None:
    """Several machines have one serial."""
    found = by_machine(POPULATION, "junk-serial").values()
    serials = {of_vendor(group, "crowdstrike")[0].raw["serial_number"] for group in found}

    assert serials <= {"To Be Filled By O.E.M.", "Default string", "None"}


def test_nat_hides_many_behind_one_address() -> None:
    """All have one public and one private address."""
    found = [of_vendor(group, "crowdstrike")[0].raw for group in by_machine(POPULATION, "nat").values()]

    assert len({(raw["external_ip"], raw["local_ip"]) for raw in found}) == 1 < len(found)


def test_offset_times_say_the_same_instant() -> None:
    """`last_seen` has an offset; in UTC it is what the record's clock says, within seconds."""
    one = device("offset-times")

    assert seen(one).utcoffset() == timedelta(hours=2)
    assert timedelta() <= datetime.fromisoformat(one.clock) - seen(one) < timedelta(minutes=1)


def test_future_clock_is_ahead() -> None:
    """By more than a year, at one vendor."""
    assert seen(device("future-clock")) > NOW + timedelta(days=365)
    assert datetime.fromisoformat(asset("future-clock").clock) < NOW + timedelta(hours=1)


def test_agentless_has_no_mac_and_the_instance_for_a_name() -> None:
    """As a cloud's API knows it."""
    one = asset("agentless")

    assert one.macs == set()
    assert {one.raw["name"]} == instances(one) == instances(device("agentless"))
    assert one.raw["trackingMethod"] == "INSTANCE_ID"


def test_several_interfaces_are_listed_by_one_and_one_by_the_other() -> None:
    """The one that the other lists isn't the first."""
    one, other = asset("several-interfaces"), device("several-interfaces")

    assert len(one.macs - {"02:42:aa:bb:cc:01"}) == 2
    assert other.macs < one.macs
    assert one.raw["address"] not in other.ips


def test_ec2_hosts_are_as_the_vendors_say_them() -> None:
    """CrowdStrike's serial is the UUID, which begins with ec2; Qualys has none."""
    for found in by_machine(POPULATION, "ec2-linux").values():
        assert all(one.raw["serial_number"].startswith("ec2") for one in of_vendor(found, "crowdstrike"))
        assert not any("serial" in name.lower() for one in of_vendor(found, "qualys") for name in one.raw)


def test_linux_on_ec2_takes_its_name_from_its_address() -> None:
    """As the cloud's own images do; where there are several addresses, from the first."""
    several = by_machine(POPULATION, "several-interfaces")
    for machine, found in by_machine(POPULATION, "ec2-linux").items():
        for one in of_vendor(found, "crowdstrike") if machine not in several else ():
            (ip,) = one.ips

            assert one.raw["hostname"] == f"ip-{ip.replace('.', '-')}.ec2.internal"


def test_google_s_project_has_a_name_and_a_number() -> None:
    """CrowdStrike gives the number alone, Qualys both."""
    for found in by_machine(POPULATION, "gcp").values():
        source = next(iter(of_vendor(found, "qualys")[0].raw["sourceInfo"]["list"][0].values()))

        assert source["projectIdNo"] == of_vendor(found, "crowdstrike")[0].raw["service_provider_account_id"]
        assert source["projectId"] != source["projectIdNo"]


def test_some_hosts_are_stale() -> None:
    """Against the reference time, some were last seen over 30 days ago, most weren't."""
    old = [seen(one) < NOW - timedelta(days=30) for one in records(POPULATION) if one.vendor == "crowdstrike"]

    assert 0.05 < sum(old) / len(old) < 0.4
