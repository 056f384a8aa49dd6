"""Whatever a vendor sends of a host: nothing fails, no host is lost, and all that comes out can be read and shown.

CI tries 20,000 spoilt hosts, `make test-deep` 1,000,000. A failure names the number of its host and prints the
smallest one that fails; `HYPOTHESIS_PROFILE` says how many are tried.
"""

import asyncio
import json
import resource
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from shared.logs import logging_nothing
from tests.fuzz.inputs import SEED, RawHost, raw_hosts
from tests.fuzz.pipeline import Sums, in_another_order, run
from tests.fuzz.smallest import smallest
from tests.mutations import Json, inputs

PARTS = 4  # that run beside each other
BATCH = 100  # hosts of one inventory
ORDERED = 8  # of so many batches one is brought in again in another order
GROWTH = 64  # MiB by which memory may grow from a tenth of the inputs to their end
STATM = Path("/proc/self/statm")


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """Log nothing: each odd field is a line."""
    with logging_nothing():
        yield


@pytest.mark.parametrize("part", range(PARTS))
def test_every_host_comes_through_or_is_a_dead_letter(part: int, tmp_path: Path) -> None:
    """Hosts in are records, dead letters and unfit hosts together; every output is valid; memory stays flat."""
    count = inputs(20_000) // PARTS
    total, early = Sums(), 0
    for number, batch in enumerate(_batches(part * count, (part + 1) * count)):
        sums = _tried(batch, tmp_path, ordered=number % ORDERED == 0)
        total = _added(total, sums)
        early = early or _resident() * (total.hosts >= count // 10)
    late = _resident()
    _report(part, total, early, late)

    assert total.hosts == total.records + total.refused + total.unfit == count
    assert min(total.records, total.refused, total.unfit) > 0
    assert late - early < GROWTH


def _batches(start: int, end: int) -> Iterator[Sequence[RawHost]]:
    return (list(raw_hosts(first, min(first + BATCH, end))) for first in range(start, end, BATCH))


def _tried(batch: Sequence[RawHost], folder: Path, *, ordered: bool) -> Sums:
    try:
        return _run(batch, folder, ordered=ordered)
    except Exception as error:
        _fail(batch, folder, error)
        raise


def _run(batch: Sequence[RawHost], folder: Path, *, ordered: bool) -> Sums:
    sums = asyncio.run(run(batch, folder))
    if ordered and asyncio.run(in_another_order(batch)) != sums.documents:
        raise ValueError("expected the same documents of the same records in another order")
    return replace(sums, documents=[])


def _fail(batch: Sequence[RawHost], folder: Path, error: Exception) -> None:
    """Fail with the smallest host that raises the same by itself, if one does."""
    for raw in batch:
        if _raises(raw, raw.host, folder, error):
            least = smallest(raw.host, lambda host, raw=raw: _raises(raw, host, folder, error))  # type: ignore[misc]
            shown = json.dumps(least)[:3_000]
            pytest.fail(f"seed {SEED!r}, host {raw.number} ({raw.shape}): {error!r:.500}; the smallest: {shown}")
    numbers = f"{batch[0].number} to {batch[-1].number}"
    pytest.fail(f"seed {SEED!r}, hosts {numbers} together: {error!r:.1000}")


def _raises(raw: RawHost, host: Json, folder: Path, error: Exception) -> bool:
    try:
        _run([replace(raw, host=host)], folder, ordered=True)
    except Exception as other:  # noqa: BLE001 - whatever it is
        return type(other) is type(error)
    return False


def _added(one: Sums, other: Sums) -> Sums:
    return Sums(
        one.hosts + other.hosts,
        one.records + other.records,
        one.refused + other.refused,
        one.unfit + other.unfit,
        max(one.slowest, other.slowest),
    )


def _resident() -> int:
    """Return the memory that this process has now, in MiB."""
    return int(STATM.read_text().split()[1]) * resource.getpagesize() // 2**20


def _report(part: int, total: Sums, early: int, late: int) -> None:
    seconds, number = total.slowest
    print(  # noqa: T201 - figures for whoever runs it with -s
        f"part {part}: {total.hosts:,} hosts: {total.records:,} records, {total.refused:,} dead letters, "
        f"{total.unfit:,} unfit; slowest host {number}: {seconds * 1000:.0f} ms of CPU; {early} MiB early, {late} late"
    )
