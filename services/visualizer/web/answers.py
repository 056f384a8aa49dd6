"""What the page asks of other parts. Services know each other by topics alone, so the wiring hands these in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from shared.contracts.event import Value
from shared.contracts.host import Host

Verdict = Literal["link", "unlink", "forget"]


@dataclass(frozen=True, slots=True)
class Sync:
    """The last complete sync of a vendor's tenant, with the hosts that it brought, and the last failed one, with why.

    `vendor` is the source: `qualys`, or `qualys/emea` for a tenant with a name. One that runs, or was cut off with its
    process, tells since when, when it was last heard of and how far it was. `overdue_since` is when there should have
    been a complete one, if that is past.
    """

    vendor: str
    complete_at: datetime | None = None
    hosts: int | None = None
    failed_at: datetime | None = None
    reason: str = ""
    state: Literal["running", "cut off", "failed", "complete", "never"] = "never"
    begun_at: datetime | None = None
    heard_at: datetime | None = None
    pages_so_far: int | None = None
    hosts_so_far: int | None = None
    overdue_since: datetime | None = None

    @property
    def is_failing(self) -> bool:
        """Tell whether the latest one failed."""
        return self.failed_at is not None and (self.complete_at is None or self.failed_at > self.complete_at)


@dataclass(frozen=True, slots=True)
class State:
    """How the pipeline is: what waits at each reader, dead letters by topic, syncs that were cut off, and the last."""

    lag: Mapping[str, int] = field(default_factory=dict)
    dead_letters: Mapping[str, int] = field(default_factory=dict)
    unfinished_syncs: Sequence[str] = ()
    syncs: Sequence[Sync] = ()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused message: where it lies, whose it was, and why it was refused."""

    id: str
    time: datetime
    service: str
    key: str
    error: str
    reason: str


class Answers(Protocol):
    """Answers that take more than the store."""

    async def why(self, text: str) -> Value:
        """Return why the host that goes by this is one."""

    async def why_not(self, left: str, right: str) -> Value:
        """Return why two hosts are two. Raises RollcallError if a name is of no host, or of several."""

    async def history(self, host: Host, most: int) -> Sequence[Value]:
        """Return what became of a host, oldest first, as far as the last `most` versions of all hosts tell."""

    async def syncs(self) -> Sequence[Sync]:
        """Return how each source's syncs go."""

    async def state(self) -> State:
        """Return how the pipeline is."""

    async def rulings(self, limit: int) -> Sequence[Value]:
        """Return the first of the rulings in force."""

    async def rule(self, names: tuple[str, str], verdict: Verdict, because: str, by: str) -> Value:
        """Publish what somebody decided about two hosts or records; return it.

        Raises RollcallError if a name is of no host or of several, or both are of one record.
        """

    async def dead_letters(self, limit: int) -> Sequence[DeadLetter]:
        """Return the first dead letters that wait."""
