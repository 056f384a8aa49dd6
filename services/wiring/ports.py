"""What services need from the world, and which of them needs what."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from shared.ports import Clock, Cursors, EventLog, HostStore, IdentityIndex
from shared.ports.cleaner import Cleaner
from shared.ports.roster import Roster
from shared.ports.slots import Slots

EVERY = ("log", "index", "store", "cursors", "roster", "slots")
NEEDS = {  # service → the ports it uses; its container holds the libraries of no other
    "fetcher": ("log", "cursors", "roster", "slots"),
    "normalizer": ("log",),
    "deduper": ("log", "index", "store"),
    "visualizer": ("log", "store"),
}


def needs_of(service: str) -> tuple[str, ...]:
    """Return the ports that a service uses; everything for who is none, and for the visualizer with its page on.

    The page asks the index why a host is one, and the cursors which syncs were cut off.
    """
    if service == "visualizer":
        from services.visualizer.settings import WebSettings

        if WebSettings.load().port is not None:
            return EVERY
    return NEEDS.get(service, EVERY)


@dataclass(frozen=True, slots=True)
class Ports:
    """What services need from the world; `alone` tells that no other process can write to it.

    `cleaner` removes what the log need not keep, if nobody else does.
    """

    clock: Clock
    log: EventLog
    index: IdentityIndex
    store: HostStore
    cursors: Cursors
    roster: Roster
    slots: Slots
    alone: bool
    cleaner: Cleaner | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """An empty inventory beside the present one; `adopt` puts its index in the present one's place.

    What is given to `adopt` are the index's names of the hosts that must be written anew.
    """

    index: IdentityIndex
    store: HostStore
    log: EventLog
    adopt: Callable[[Iterable[bytes]], Awaitable[None]]
