"""Whether a file was named after another vendor than the one that its hosts are of: ids alone would be read. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.normalizer.vendors import Reader, discover, reader_of, readers_of
from services.trial.inputs import Input
from shared.errors import SettingError

LOOKED_AT = 20  # hosts of a file
MANY = 6  # fields that are no chance
TIMES = 4  # as many fields of another vendor as of the one that was named: `hostname` alone says nothing


def hold_to_vendors(inputs: Iterable[Input]) -> None:
    """Make sure that the hosts of each file may be of the vendor that it is given for.

    Raises:
        SettingError: they have next to no field of its, and many of another's.

    """
    shapes = _shapes()
    for given in inputs:
        known = {vendor: _most_known(given.hosts[:LOOKED_AT], readers) for vendor, readers in shapes.items()}
        likeliest = max(known, key=lambda vendor: known[vendor])
        if known[likeliest] >= max(MANY, TIMES * known[given.vendor]):
            argument = f"{given.vendor}={given.file}"
            raise SettingError(f"{argument}: expected hosts of {given.vendor}; these have the fields of {likeliest}")


def _shapes() -> dict[str, list[Reader]]:
    readers = discover().values()
    return {reader.name: readers_of(reader.name, readers) for reader in readers}


def _most_known(hosts: Iterable[Any], readers: list[Reader]) -> int:  # Any: raw hosts
    return max((_known(host, reader_of(host, readers)) for host in hosts if isinstance(host, Mapping)), default=0)


def _known(host: Mapping[str, Any], reader: Reader) -> int:  # Any: JSON
    """Return how many fields of a host the reader knows, besides ids."""
    host = _inside(host)
    fields = reader.payload.model_fields.items()
    names = {field.alias or name for name, field in fields if not field.is_required()}
    return len(names & host.keys())


def _inside(host: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: JSON
    """Return what is in a host's wrapper, as Qualys' `HostAsset`."""
    inner = next(iter(host.values())) if len(host) == 1 else None
    return inner if isinstance(inner, Mapping) else host
