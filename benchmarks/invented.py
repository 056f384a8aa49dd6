"""A file with as many hosts as are asked for, in minutes: a few thousand hosts, each with other numbers.

A template is a host as the deduper merges it from a vendor's records, with marks in place of what tells machines apart.
Its documents, facts and terms are those the store makes; so are the tables, whose indexes are made at the end.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from services.deduper.core.merging import host_id, merge
from services.visualizer.samples import REFERENCE_TIME, invented
from shared.adapters.facts import facts_of
from shared.adapters.sqlite import Database
from shared.adapters.sqlite.placing import is_own, row_of
from shared.adapters.terms import terms_of
from shared.contracts.host import HostOutline, MergedHost
from shared.contracts.parts import Agent, Hardware, Interface, Port
from shared.contracts.record import HostRecord
from shared.contracts.topics import MERGED

TEMPLATES, AT_ONCE = 3_000, 20_000
PUBLISHED = 150_000  # hosts whose version the log still holds
GONE_OF_A_HUNDRED = 4  # records that their vendor lists no more
KIND = ("family", "system", "vendors", "agents", "conflicts", "spare_records", "gone")
NUMBER, MAC, ADDRESS = "@number@", "@mac@", "@address@"
Row = tuple[str | int | bytes, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A host and its records, with marks; `ids` are the hosts' ids that its records would have alone, by record."""

    document: str
    outline: str
    facts: dict[str, str | int]
    terms: tuple[str, ...]
    records: tuple[tuple[str, str, str], ...]
    ids: dict[str, str]

    def filled(self, number: int) -> "Template":
        """Return it as machine of this number."""
        mac, address = number.to_bytes(5).hex(":"), ".".join(map(str, (10, *number.to_bytes(3))))
        marks = [(NUMBER, f"{number:07}"), (MAC, f"0a:{mac}"), (ADDRESS, address)]
        ids = [(one, host_id(record.replace(NUMBER, f"{number:07}"))) for record, one in self.ids.items()]

        def fill(text: str) -> str:
            for mark, value in (*marks, *ids):
                text = text.replace(mark, value)
            return text

        return Template(
            document=fill(self.document),
            outline=fill(self.outline),
            facts=self.facts | {name: fill(str(self.facts[name])) for name in ("name", "host")},
            terms=tuple(map(fill, self.terms)),
            records=tuple((fill(one), version, fill(value)) for one, version, value in self.records),
            ids={},
        )


def templates(count: int = TEMPLATES) -> list[Template]:
    """Return templates, always the same."""
    chance = random.Random(7)  # noqa: S311 - invented data
    hosts = [[_record(one, outline, chance) for one in outline.vendors] for outline in invented(count, 7)]
    return [_template(records, _gone(records, chance)) for records in hosts]


def build(path: Path, hosts: int) -> None:
    """Write the file."""
    with Database(path) as file:
        indexes = file.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        for name, _ in indexes:
            file.run(f"DROP INDEX {name}")
        file.run("CREATE TEMP TABLE said (own INTEGER, term TEXT, number INTEGER)")
        machines = _machines(hosts)
        while some := list(islice(machines, AT_ONCE)):
            with file.transaction():
                _write(file, some)
        with file.transaction():
            file.run("INSERT INTO terms SELECT DISTINCT own, term, number FROM said ORDER BY own, term, number")
            for _, statement in indexes:
                file.run(statement)
        file.run("DROP TABLE said")
        file.run("PRAGMA wal_checkpoint(TRUNCATE)")


def _machines(hosts: int) -> Iterator[tuple[int, Template]]:
    every, chance = templates(), random.Random(hosts)  # noqa: S311 - invented data
    for number in range(hosts):
        yield number + 1, every[chance.randrange(len(every))].filled(number)


def _write(file: Database, some: list[tuple[int, Template]]) -> None:
    names, marks = ", ".join(KIND), ", ".join("?" * len(KIND))
    file.run_many(
        f"INSERT INTO kinds ({names}, hosts) VALUES ({marks}, 0) ON CONFLICT DO NOTHING",  # noqa: S608 - names of ours
        {_kind(one) for _, one in some},
    )
    kinds = {tuple(row): kind for kind, *row in file.rows(f"SELECT kind, {names} FROM kinds")}  # noqa: S608 - of ours
    records = (record for _, one in some for record in one.records)
    file.run_many(
        "INSERT INTO records VALUES (?, ?, ?)", ((one, version, value.encode()) for one, version, value in records)
    )
    file.run_many(
        "INSERT INTO hosts VALUES (?, ?, 1, ?, ?)",
        ((number, one.facts["host"], one.outline, one.document.encode()) for number, one in some),
    )
    file.run_many(
        "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_facts(number, kinds[_kind(one)], one) for number, one in some),
    )
    _publish(file, [(number, one) for number, one in some if number <= PUBLISHED])
    said = ((is_own(term, one.facts), term, number) for number, one in some for term in one.terms)
    file.run_many("INSERT INTO said VALUES (?, ?, ?)", said)


def _publish(file: Database, some: list[tuple[int, Template]]) -> None:
    """Put the hosts into the log, as the deduper does: their history is looked for there."""
    statement = "INSERT INTO messages (topic, place, key, headers, time, value) VALUES (?, ?, ?, '{}', 0, ?)"
    rows = ((MERGED.name, number - 1, one.facts["host"], one.document.encode()) for number, one in some)
    file.run_many(statement, rows)
    if some:
        file.run("REPLACE INTO topics VALUES (?, ?, 0)", (MERGED.name, some[-1][0]))


def _kind(one: Template) -> Row:
    return tuple(one.facts[name] for name in KIND)


def _facts(number: int, kind: int, one: Template) -> Row:
    names = ("name", "system", "first_seen", "last_seen", "last_scan", "quiet_since", "heard_at", "gone")
    return (number, one.facts["host"], kind, *(one.facts[name] for name in names))


def _gone(records: list[HostRecord], chance: random.Random) -> dict[str, datetime]:
    return {one.id: REFERENCE_TIME for one in records if chance.randrange(100) < GONE_OF_A_HUNDRED}


def _template(records: list[HostRecord], gone: dict[str, datetime]) -> Template:
    host = merge(records, gone=gone)
    outline = HostOutline.of(host)
    return Template(
        document=MergedHost(revision=1, host=host).encode().decode(),
        outline=outline.model_dump_json(),
        facts={"host": host.id, **row_of(facts_of(outline))},
        terms=tuple(terms_of(host)),
        records=tuple((one.id, one.version, one.encode().decode()) for one in records),
        ids={one.id: host_id(one.id) for one in records},
    )


def _record(vendor: str, outline: HostOutline, chance: random.Random) -> HostRecord:
    role = (outline.hostname or "host").partition("-")[0]
    hour = timedelta(hours=chance.uniform(0, 48))
    known = {"family": outline.os_family, "name": outline.os_name, "version": outline.os_version}
    seen = outline.last_seen and outline.last_seen - hour * (12 if chance.random() < 0.03 else 1)
    said = {
        "vendor": vendor,
        "vendor_id": f"{vendor[0]}{NUMBER}",
        "observed_at": REFERENCE_TIME,
        "hostname": f"{role}-{NUMBER}",
        "fqdn": f"{role}-{NUMBER}.example.net",
        "os": known,
        "hardware": Hardware(maker="Example", serial=f"EX{NUMBER}"),
        "interfaces": (Interface(name="eth0", mac=MAC, ips=(ADDRESS,)),),
        "first_seen": outline.first_seen,
        "last_seen": seen,
        "tags": ("prod",) if chance.random() < 0.6 else (f"team-{role}",),
    }
    if vendor == "crowdstrike":
        return HostRecord.model_validate(said | {"agents": (Agent(kind="edr", vendor=vendor, version="7.11"),)})
    ports = tuple(Port(port=port, protocol="tcp") for port in (22, 80, 443, 3306, 8080))
    return HostRecord.model_validate(said | {"ports": ports, "last_scan": seen})
