"""Fills `sample_diagram/` from invented hosts, always the same: `python -m services.visualizer.sample_diagram`."""

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from services.visualizer.core.summing import summarize
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import traits
from services.visualizer.samples import HOSTS, REFERENCE_TIME, SEED, STALE_DAYS, invented, one_of
from services.visualizer.summary import Summary
from shared.contracts.host import COMPARED, Conflict, Host, HostOutline, RecordSummary, Sourced
from shared.contracts.parts import Agent, Cloud, Interface, Port
from shared.contracts.software import Common

FOLDER = Path("sample_diagram")
PLACES: dict[tuple[str, str, str] | None, int] = {  # cloud, account, region: weight
    None: 380,
    ("aws", "000000000101", "eu-central-1"): 190,
    ("aws", "000000000101", "eu-west-1"): 80,
    ("aws", "000000000202", "us-east-1"): 120,
    ("aws", "000000000303", "eu-central-1"): 55,
    ("aws", "000000000404", "ap-southeast-2"): 14,
    ("azure", "retail-prod", "westeurope"): 85,
    ("azure", "retail-test", "westeurope"): 26,
    ("azure", "office", "northeurope"): 12,
    ("gcp", "analytics", "europe-west3"): 30,
    ("gcp", "analytics", "us-central1"): 8,
}
OPEN: dict[str, tuple[tuple[int, str], ...]] = {  # family or role → ports
    "linux": ((22, "tcp"), (111, "tcp"), (9100, "tcp")),
    "windows": ((135, "tcp"), (445, "tcp"), (3389, "tcp"), (5985, "tcp"), (137, "udp")),
    "web": ((80, "tcp"), (443, "tcp"), (8080, "tcp")),
    "db": ((5432, "tcp"), (3306, "tcp")),
    "cache": ((6379, "tcp"),),
    "mail": ((25, "tcp"), (587, "tcp"), (993, "tcp")),
    "queue": ((9092, "tcp"), (5672, "tcp")),
    "auth": ((389, "tcp"), (636, "tcp"), (88, "tcp"), (53, "udp")),
}
DIFFERS = {"hostname": 2, "os.version": 14, "os.name": 5, "hardware.model": 9, "domain": 6, "cloud.zone": 1}  # of 100
LIMIT = 100
PROGRAMS = (  # name, maker: on how many of a hundred hosts
    (("openssl", None), 61),
    (("bash", None), 57),
    (("falcon-sensor", "crowdstrike"), 54),
    (("curl", None), 52),
    (("systemd", None), 48),
    (("python3", None), 46),
    (("edge", "microsoft"), 33),
    (("chrome", "google"), 29),
    (("visual c++ redistributable", "microsoft"), 26),
    (("openssh-server", None), 24),
    (("7-zip", "igor pavlov"), 19),
    (("java se runtime", "oracle"), 11),
    (("docker-ce", "docker"), 9),
    (("nginx", None), 7),
    (("postgresql", None), 4),
)
LONG = 200  # days without a sign of life after which one of three is listed no more
UNWATCHED = {
    "gcp": "crowdstrike",
    "retail-test": "crowdstrike",
    "macos": "qualys",
    "other": "qualys",
}  # who misses many


def machines(count: int, seed: int) -> Iterator[Host]:
    """Give hosts that nobody has, with all that is counted of one."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    for number, outline in enumerate(invented(count, seed)):
        place = one_of(PLACES, chance) if outline.os_family in ("linux", "windows") else None
        vendors = {*outline.vendors, *(["tenable"] if chance.random() < 0.3 else [])}
        missed = {UNWATCHED.get(one, "") for one in (outline.os_family, *(place or ())) if chance.random() < 0.4}
        yield _host(outline, sorted(vendors - missed or vendors), place, number, chance)


def sample() -> Summary:
    """Return the numbers of the invented hosts."""
    return counted(machines(HOSTS, SEED))


def counted(hosts: Iterable[Host]) -> Summary:
    """Return the numbers of hosts at the samples' time."""
    tally = Tally()
    for host in hosts:
        tally.apply(host.id, 1, traits(host))
    programs = [Common(name=name, maker=maker, hosts=tally.hosts * share // LIMIT) for (name, maker), share in PROGRAMS]
    return summarize(tally, REFERENCE_TIME, STALE_DAYS, programs)


def _host(
    outline: HostOutline, vendors: list[str], place: tuple[str, str, str] | None, number: int, chance: random.Random
) -> Host:
    ids = [f"{vendor}:{number}" for vendor in vendors]
    said: dict[str, Any] = {  # Any: what the model reads
        "id": outline.id,
        "aliases": (),
        "vendors": tuple(vendors),
        "records": tuple(_record(one, outline) for one in ids),
        "hostname": outline.hostname,
        "os": {"family": outline.os_family, "name": outline.os_name, "version": outline.os_version},
        "first_seen": outline.first_seen,
        "last_seen": outline.last_seen,
        "last_scan": outline.last_seen if {"qualys", "tenable"} & {*vendors} else None,
        "interfaces": (Sourced(value=_interface(place, number), sources=tuple(ids)),),
        "agents": tuple(Sourced(value=one, sources=(ids[0],)) for one in _agents(vendors)),
        "ports": tuple(Sourced(value=one, sources=(ids[-1],)) for one in _ports(outline, vendors, chance)),
    }
    if place:
        said["cloud"] = Cloud(provider=place[0], account=place[1], region=place[2])
    if outline.last_seen and REFERENCE_TIME - outline.last_seen > timedelta(days=LONG) and chance.random() < 0.3:
        said |= {"gone": outline.last_seen, "gone_from": tuple(vendors)}
    told = [one for one in COMPARED if place or not one.startswith("cloud.")]
    said["sources"] = dict.fromkeys(told, ids[0])
    differing = [one for one in told if chance.randrange(LIMIT) < DIFFERS.get(one, 0)]
    said["conflicts"] = tuple(Conflict(kind="field", about=one, sides=("a", "b")) for one in differing)
    return Host(**said)


def _record(one: str, outline: HostOutline) -> RecordSummary:
    vendor, _, number = one.partition(":")
    return RecordSummary(id=one, vendor=vendor, vendor_id=number, observed_at=outline.last_seen or REFERENCE_TIME)


def _interface(place: tuple[str, str, str] | None, number: int) -> Interface:
    site = list(PLACES).index(place)
    return Interface(name="eth0", ips=(f"10.{site}.{number % 7}.{number % 250 + 1}",))


def _agents(vendors: Iterable[str]) -> Iterator[Agent]:
    for vendor in vendors:
        yield Agent(kind="edr" if vendor == "crowdstrike" else "vulnerability", vendor=vendor)


def _ports(outline: HostOutline, vendors: Iterable[str], chance: random.Random) -> Iterator[Port]:
    """Give open ports, where there is a scanner that can tell them."""
    if {"qualys", "tenable"} & {*vendors}:
        role = (outline.hostname or "").partition("-")[0]
        for port, protocol in (*OPEN.get(outline.os_family, ()), *OPEN.get(role, ())):
            if chance.random() < 0.7:
                yield Port(port=port, protocol=protocol)


if __name__ == "__main__":
    from services.visualizer.saving import save

    save(sample(), FOLDER, None)
