"""What became of a host, from the versions that hosts.merged still holds."""

from services.deduper.core.merging import host_id
from shared.contracts.event import Utc, Value
from shared.contracts.host import Host
from shared.contracts.topics import MERGED
from shared.ports import Delivery, EventLog


class Step(Value):
    """One version of a host: when it was published, its records, and what came and went since the version before."""

    time: Utc
    revision: int
    host: str
    gone: bool
    records: tuple[str, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    changed: tuple[str, ...]


async def history(log: EventLog, host: Host) -> list[Step]:
    """Return the steps of this host and of those whose records it now has; what compaction took is not there."""
    ids = {host.id, *(host_id(record.id) for record in host.records)}
    before: dict[str, Host] = {}
    return [_step(delivery, before) async for delivery in log.read(MERGED.name) if delivery.message.key in ids]


def _step(delivery: Delivery, before: dict[str, Host]) -> Step:
    key, value = delivery.message.key, delivery.message.value
    old = before.pop(key, None)
    new = MERGED.event.decode(value).host if value is not None else None
    if new is not None:
        before[key] = new
    then, now = _records(old), _records(new)
    return Step(
        time=delivery.time,
        revision=int(delivery.message.headers.get("revision", 0)),
        host=key,
        gone=new is None,
        records=tuple(sorted(now)),
        joined=tuple(sorted(now - then)),
        left=tuple(sorted(then - now)),
        changed=_changed(old, new),
    )


def _records(host: Host | None) -> set[str]:
    return {record.id for record in host.records} if host else set()


def _changed(old: Host | None, new: Host | None) -> tuple[str, ...]:
    if old is None or new is None:
        return ()
    skipped = {"records", "aliases", "vendors", "sources"}
    return tuple(name for name in Host.model_fields if name not in skipped and getattr(old, name) != getattr(new, name))
