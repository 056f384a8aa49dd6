"""Trying raw hosts from files: what the real services make of them, in memory; it depends on the files alone."""

from collections.abc import Sequence
from datetime import datetime

from services.trial.explaining import alike_pairs, why_hosts, why_pairs
from services.trial.inputs import Input, inputs_of
from services.trial.inventory import fill, latest_clock
from services.trial.mistaken import hold_to_vendors
from services.trial.result import DeadLetter, Trial
from services.wiring import Ports
from services.wiring.memory import memory_ports
from shared.adapters.clock import ManualClock
from shared.contracts.record import EPOCH

__all__ = ["DeadLetter", "Input", "Trial", "inputs_of", "try_hosts"]


async def try_hosts(inputs: Sequence[Input], fetched_at: datetime | None = None, *, why: bool = False) -> Trial:
    """Return what the real services make of the raw hosts of these files.

    Without `fetched_at` the files count as fetched at the latest time that their records tell.

    Raises:
        SettingError: the hosts of a file look like those of another vendor than it says.

    """
    hold_to_vendors(inputs)
    at = fetched_at or await latest_clock(_empty(EPOCH), inputs)
    ports = _empty(at)
    letters = await fill(ports, inputs, at)
    trial = await _result(ports, inputs, at, letters)
    return await _explained(ports, trial) if why else trial


def _empty(at: datetime) -> Ports:
    return memory_ports(ManualClock(at))


async def _result(ports: Ports, inputs: Sequence[Input], at: datetime, letters: Sequence[DeadLetter]) -> Trial:
    hosts = [merged.host async for merged in ports.store.hosts()]
    counts: dict[str, int] = {}
    for given in inputs:
        counts[given.source] = counts.get(given.source, 0) + len(given.hosts)
    return Trial(
        fetched_at=at,
        raw_hosts=counts,
        records=tuple([record async for record in ports.store.records()]),
        dead_letters=tuple(letters),
        hosts=tuple(sorted(hosts, key=lambda host: host.records[0].id)),
        software=tuple([host async for host in ports.store.software.every()]),
    )


async def _explained(ports: Ports, trial: Trial) -> Trial:
    pairs, left_out = alike_pairs(trial.hosts, trial.records)
    return trial.model_copy(
        update={
            "why": await why_hosts(ports, trial.hosts),
            "why_not": await why_pairs(ports, pairs),
            "pairs_left_out": left_out,
        }
    )
