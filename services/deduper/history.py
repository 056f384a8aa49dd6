"""What became of a host, from the versions that hosts.merged still holds."""

import json

from shared.contracts.event import Utc, Value
from shared.contracts.host import Host, revision_of
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


async def history(log: EventLog, host: Host, most: int | None = None) -> list[Step]:
    """Return the steps of this host and of all that ever held one of its records; what compaction took is not there.

    No index leads from a record to the hosts that ever held it, so all versions of all hosts are read, or the last
    `most` of them. The first step that is found then tells what the host is, not what came of it. A version that was
    published late, after a newer one, is no step.
    """
    mine = {record.id for record in host.records}
    needles = [json.dumps(one, ensure_ascii=False).encode() for one in sorted(mine)]  # as the topic spells it
    before: dict[str, Host] = {}
    newest: dict[str, int] = {}
    steps = []
    async for delivery in log.read(MERGED.name) if most is None else log.last(MERGED.name, most):
        key, value = delivery.message.key, delivery.message.value or b""
        revision = revision_of(delivery.message.headers)
        if revision > newest.get(key, -1) and (key in before or any(one in value for one in needles)):
            newest[key] = revision
            steps.append(_step(delivery, before))
    return [step for step in steps if mine.intersection((*step.records, *step.left))]


def _step(delivery: Delivery, before: dict[str, Host]) -> Step:
    key, value = delivery.message.key, delivery.message.value
    old = before.pop(key, None)
    new = MERGED.event.decode(value).host if value is not None else None
    if new is not None:
        before[key] = new
    then, now = _records(old), _records(new)
    return Step(
        time=delivery.time,
        revision=revision_of(delivery.message.headers),
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
