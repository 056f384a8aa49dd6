"""What is installed on a host, over all its records. A pure function of them, as the host is."""

from collections import defaultdict
from collections.abc import Sequence

from services.deduper.core.programs import MAX_NAME, fold, fold_version
from shared.contracts.event import as_set
from shared.contracts.record import HostRecord
from shared.contracts.software import HostSoftware, Program

MAX_PROGRAMS = 10_000  # of a host, whatever its records list; the largest seen has some hundreds

Install = tuple[str, str, str]  # name, maker and version; a text is empty where nothing is said


def software_of(host: str, records: Sequence[HostRecord]) -> HostSoftware:
    """Return what the records of a host list, each program once in each version, with who says so under what name."""
    said: defaultdict[Install, list[tuple[str, str]]] = defaultdict(list)
    for record in records:
        for one in record.software:
            name, maker = fold(one.name, one.maker or "", one.version or "")
            said[name, maker, fold_version(one.version or "")].append((one.name[:MAX_NAME], record.id))
    _name_makers(said)
    kept = sorted(said)[:MAX_PROGRAMS]
    return HostSoftware(host=host, programs=[_program(one, said[one]) for one in kept], left_out=len(said) - len(kept))


def _name_makers(said: defaultdict[Install, list[tuple[str, str]]]) -> None:
    """Take one of no known maker for the same as one of this name and version on this host, if that is but one."""
    makers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, maker, version in said:
        makers[name, version].append(maker)
    for (name, version), known in makers.items():
        if "" in known and len(known) == 2:
            said[name, max(known), version] += said.pop((name, "", version))


def _program(install: Install, said: Sequence[tuple[str, str]]) -> Program:
    name, maker, version = install
    names, sources = ((one,) for one in said[0]) if len(said) == 1 else map(as_set, zip(*said, strict=True))
    return Program(name, maker or None, version or None, names, sources)
