"""Made hosts for the tests: all records of a population by the kind of their machine."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from simulator.population import Population, Vendor
from simulator.wire import Json


@dataclass(frozen=True)
class Record:
    """A raw host and what is known of it."""

    vendor: Vendor
    raw: Json

    @property
    def id(self) -> str:
        """Return the record's id, as the truth has it."""
        return f"{self.vendor}:{self.raw['device_id'] if self.vendor == 'crowdstrike' else self.raw['id']}"

    @property
    def clock(self) -> str:
        """Return when the vendor changed the record."""
        if self.vendor == "qualys":
            return str(self.raw["modified"])
        return str(self.raw["modified_timestamp"]["$date"])

    @property
    def macs(self) -> set[str]:
        """Return its MACs in one spelling."""
        said = [value for key, value in leaves(self.raw) if "mac" in key.lower().rpartition(".")[2]]
        return {mac.lower().replace("-", ":") for mac in said if isinstance(mac, str) and len(mac) == 17}

    @property
    def ips(self) -> set[str]:
        """Return its private addresses."""
        names = {"local_ip", "connection_ip", "address", "privateIpAddress"}
        said = {str(value) for key, value in leaves(self.raw) if key.rpartition(".")[2] in names}
        return {ip for ip in said if ip.startswith(("10.", "172.", "192.168."))}

    @property
    def names(self) -> set[str]:
        """Return its short names in lower case."""
        names = {"hostname", "dnsHostName", "fqdn", "name", "netbiosName"}
        said = [self.raw.get(name) for name in names]
        return {name.partition(".")[0].lower() for name in said if name}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # Any: JSON
    """Give each value of a JSON tree that is no object and no array, with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, f"{path}[]")
    else:
        yield path, value


@cache
def records(population: Population) -> tuple[Record, ...]:
    """Return all records."""
    return tuple(Record(vendor, raw) for vendor, raw in population.records())


@cache
def by_machine(population: Population, kind: str) -> dict[str, list[Record]]:
    """Return the records of each machine of a kind, in the order of the machines."""
    machines = {one.record: one.machine for one in population.truth() if kind in one.kinds}
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records(population):
        if record.id in machines:
            found[machines[record.id]].append(record)
    return dict(found)


def of_vendor(found: list[Record], vendor: str) -> list[Record]:
    """Return the records of a vendor."""
    return [one for one in found if one.vendor == vendor]


def seen(one: Record) -> datetime:
    """Return when a device was last seen."""
    return datetime.fromisoformat(one.raw["last_seen"])
