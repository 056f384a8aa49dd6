"""Fills `sample_diagram/` from invented data: `python -m services.visualizer.samples`."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.visualizer.charts import save
from services.visualizer.core import summarize
from shared.contracts.host import HostOutline

REFERENCE = datetime(2026, 1, 31, 12, tzinfo=UTC)
SYSTEMS = (
    ("linux", "Amazon Linux", "2", 90),
    ("linux", "Ubuntu", "22.04", 70),
    ("linux", "Ubuntu", "20.04", 35),
    ("linux", "Red Hat Enterprise Linux", "8.6", 40),
    ("linux", "Debian", "12", 20),
    ("windows", "Windows Server", "2019", 60),
    ("windows", "Windows Server", "2022", 45),
    ("windows", "Windows", "11", 80),
    ("windows", "Windows", "10", 30),
    ("macos", "macOS", "13", 25),
    ("macos", "macOS", "14", 30),
    ("unknown", None, None, 5),
)
VENDORS = (("crowdstrike", "qualys"), ("crowdstrike",), ("qualys",))


def invented(count: int, seed: int = 7) -> Iterator[HostOutline]:
    """Give hosts that nobody has."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    weights = [weight for *_, weight in SYSTEMS]
    for number in range(count):
        family, name, version, _ = chance.choices(SYSTEMS, weights)[0]
        first = REFERENCE - timedelta(days=chance.choice([chance.uniform(0, 30), chance.uniform(30, 900)]))
        last = max(first, REFERENCE - timedelta(days=chance.choice([0.1, 1, 1, 3, chance.uniform(31, 200)])))
        yield HostOutline(
            id=f"{number:06}",
            hostname=f"host-{number}",
            vendors=chance.choices(VENDORS, [70, 18, 12])[0],
            os_family=family,
            os_name=name,
            os_version=version,
            first_seen=first,
            last_seen=last,
        )


if __name__ == "__main__":
    save(summarize(invented(530), REFERENCE, 30), Path("sample_diagram"))
