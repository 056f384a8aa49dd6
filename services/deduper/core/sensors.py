"""EDR programs that are installed on a host whose vendor doesn't list it: the sensor doesn't report, or elsewhere.

Which names of programs are an EDR sensor is data, `sensors.csv`. Whether the vendor is connected at all is no fact of a
host: who asks decides it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from csv import DictReader
from functools import lru_cache
from importlib.resources import files

from services.deduper.core.programs import fold
from shared.contracts.event import as_set
from shared.contracts.host import Sourced
from shared.contracts.parts import Sensor
from shared.contracts.record import HIDDEN, HostRecord

Row = tuple[str, str, str]  # how a maker's name begins (nothing: any maker's), program, vendor


def _read() -> dict[str, Row]:
    text = files(__package__).joinpath("sensors.csv").read_text(encoding="utf-8")
    rows = DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["said"]: (row["by"], row["program"], row["vendor"]) for row in rows}


SENSORS = _read()
_BEGINNINGS = {said[:-1]: row for said, row in SENSORS.items() if said.endswith("*")}


def unlisted_sensors(records: Sequence[HostRecord], gone: Collection[str]) -> tuple[Sourced[Sensor], ...]:
    """Return the sensors that records list among a host's programs, and whose vendor lists none of its records.

    A record that is gone says nothing of now. One that its vendor's console hides is not listed there.
    """
    listed = [record for record in records if record.id not in gone]
    vendors = {record.vendor for record in listed if record.status != HIDDEN}
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for record in listed:
        for program, vendor in _sensors_of(record):
            if vendor not in vendors:
                found[program, vendor].append(record.id)
    return tuple([Sourced(Sensor(program=one[0], vendor=one[1]), as_set(found[one])) for one in sorted(found)])


def _sensors_of(record: HostRecord) -> Iterable[tuple[str, str]]:
    found = (sensor_of(one.name, one.maker or "") for one in record.software)
    return {sensor for sensor in found if sensor is not None}


@lru_cache(maxsize=1 << 16)
def sensor_of(name: str, maker: str) -> tuple[str, str] | None:
    """Return program and vendor of the EDR sensor that goes by this name; None if it is none."""
    folded, by = (text.lower() for text in fold(name, maker, ""))
    row = SENSORS.get(folded) or next((row for start, row in _BEGINNINGS.items() if folded.startswith(start)), None)
    return row[1:] if row and by.startswith(row[0]) else None
