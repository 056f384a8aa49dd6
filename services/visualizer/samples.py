"""Invented hosts in outline, always the same: `sample_diagram/` and tests of the page are made of them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from shared.contracts.host import HostOutline

T = TypeVar("T")
REFERENCE_TIME = datetime(2026, 1, 31, 12, tzinfo=UTC)
STALE_DAYS, HOSTS, SEED = 30, 2_480, 7
SYSTEMS = {  # family, name, version: weight
    ("linux", "Amazon Linux", "2"): 220,
    ("linux", "Ubuntu", "22.04"): 175,
    ("windows", "Windows", "11"): 160,
    ("windows", "Windows Server", "2019"): 150,
    ("linux", "Red Hat Enterprise Linux", "8.6"): 120,
    ("windows", "Windows Server", "2022"): 95,
    ("linux", "Amazon Linux", "2023"): 85,
    ("linux", "Ubuntu", "20.04"): 70,
    ("macos", "macOS", "14"): 62,
    ("windows", "Windows", "10"): 55,
    ("linux", "Debian", "12"): 42,
    ("linux", "CentOS", "7.9"): 36,
    ("macos", "macOS", "13"): 28,
    ("windows", "Windows Server", "2016"): 22,
    ("linux", "SUSE Linux Enterprise Server", "15.4"): 14,
    ("linux", "Oracle Linux", "8.8"): 10,
    ("unknown", None, None): 9,
    ("windows", "Windows Server", "2012 R2"): 7,
    ("other", "FreeBSD", "13.2"): 5,
    ("linux", "Debian", "9"): 3,
}
VENDORS = {("crowdstrike", "qualys"): 76, ("crowdstrike",): 15, ("qualys",): 9}
ROLES = ("web", "db", "cache", "build", "mail", "desk", "queue", "auth")
AGES = {"new": 6, "active": 79, "stale": 13, "unknown": 2}  # and how many of a hundred hosts have each


def invented(count: int, seed: int) -> Iterator[HostOutline]:
    """Give hosts that nobody has."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    for number in range(count):
        family, name, version = one_of(SYSTEMS, chance)
        known, unseen = _days(one_of(AGES, chance), chance)
        yield HostOutline(
            id=f"{number:06}",
            hostname=f"{chance.choice(ROLES)}-{number:04}",
            vendors=one_of(VENDORS, chance),
            os_family=family,
            os_name=name,
            os_version=version,
            first_seen=REFERENCE_TIME - timedelta(days=known),
            last_seen=None if unseen is None else REFERENCE_TIME - timedelta(days=unseen),
        )


def one_of(weights: dict[T, int], chance: random.Random) -> T:
    """Return one of them by their weights."""
    return chance.choices(list(weights), list(weights.values()))[0]


def _days(age: str, chance: random.Random) -> tuple[float, float | None]:
    """Return for how many days a host has been known, and for how many it hasn't been seen."""
    recent, long = chance.uniform(0, STALE_DAYS), chance.uniform(STALE_DAYS + 1, 400)
    ages = {
        "new": (recent, recent / 2),
        "active": (STALE_DAYS + 1.6 * (long - STALE_DAYS), recent / 4),
        "stale": (1.6 * long, long),
    }
    return ages.get(age, (long, None))
