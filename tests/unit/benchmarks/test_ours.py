"""Rollcall as it is measured is Rollcall as it runs."""

from pathlib import Path

from benchmarks.field import VENDORS, Page, latest, lines, read_records
from benchmarks.marks import ALL, DECIDABLE, judge
from benchmarks.ours import decision, inventory
from services.deduper.core.clusters import Claim, clusters, record_ref
from services.deduper.core.identifiers import identifiers
from simulator.population import Population
from simulator.recipes import KINDS

POPULATION = Population(100)


def written(folder: Path) -> Path:
    """Return a file of the population's records."""
    pages = [Page(vendor, 0, POPULATION.count(vendor)) for vendor in VENDORS]
    file = folder / "records.jsonl"
    file.write_bytes(b"".join(line for page in pages for line in lines(POPULATION, page)))
    return file


def groups(found: dict[str, str]) -> set[frozenset[str]]:
    """Return the hosts as sets of records."""
    hosts: dict[str, set[str]] = {}
    for record, host in found.items():
        hosts.setdefault(host, set()).add(record)
    return {frozenset(records) for records in hosts.values()}


def test_the_decision_alone_is_the_dedupers_answer(tmp_path: Path) -> None:
    """What is measured without storing and merging joins the same records, and those are the law's clusters."""
    file = written(tmp_path)
    claims = [
        Claim(record_ref(one.id), one.id, tuple(sorted({key.key for key in identifiers(one)})))
        for one in latest(read_records(file))
    ]

    alone = groups(dict(decision(read_records(file))))

    assert alone == groups(dict(inventory(read_records(file))))
    assert alone == {frozenset(member.id for member in cluster.members) for cluster in clusters(claims)}


def test_each_record_is_given_once_in_its_latest_version(tmp_path: Path) -> None:
    """Programs that know no versions get no record twice, and the one that counts."""
    every = list(read_records(written(tmp_path)))
    once = list(latest(every))

    assert len(every) > len(once) == len({one.id for one in every})
    assert all(one.version == max(other.version for other in every if other.id == one.id) for one in once)


def test_the_truth_itself_is_without_fault() -> None:
    """Each kind has its machines, and the answer that says the truth has full marks."""
    marks = judge(POPULATION, {one.record: one.machine for one in POPULATION.truth()})

    assert set(marks) == {*KINDS, DECIDABLE, ALL}
    assert {mark.score.f1 for mark in marks.values()} == {1.0}
    assert marks[ALL].hosts == POPULATION.size == sum(marks[kind].hosts for kind in KINDS)
