"""How an operator's ruling is made, from the command line and from the page alike."""

from typing import Literal

from services.wiring.ports import Ports
from shared.contracts.ruling import Ruling
from shared.contracts.topics import RULINGS

Verdict = Literal["link", "unlink", "forget"]


async def rule(ports: Ports, names: tuple[str, str], verdict: Verdict, because: str, by: str) -> Ruling:
    """Publish a ruling on two records; return it. A name may be a host's: then its first record is meant.

    Raises:
        UnknownHost: a name is of no host or of several, or both mean one record.

    """
    from services.deduper.inquiry import Inquiry, UnknownHost

    inquiry = Inquiry(ports.index, ports.store)
    left, right = sorted([await inquiry.record(name) for name in names])
    if left == right:
        raise UnknownHost(f"both {names[0]!r} and {names[1]!r} mean record {left}: name two records")
    now = ports.clock.now()
    ruling = Ruling(left=left, right=right, verdict=verdict, because=because, by=by, ruled_at=now)
    await ports.log.append(RULINGS.name, [RULINGS.message(ruling)])
    return ruling
