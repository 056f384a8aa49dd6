"""What services need from the world for the software of hosts."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Protocol

from shared.contracts.software import Common, HostSoftware


class SoftwareStore(Protocol):
    """What is installed, by host. Every write is guarded by the host's revision and idempotent."""

    async def put(self, software: Sequence[HostSoftware], revisions: Mapping[str, int]) -> None:
        """Write what each host of `revisions` has, only if its revision is newer than the stored.

        A host of which `software` says nothing has nothing any more; its revision stays behind, so that a late write
        can't bring it back.
        """

    async def get(self, hosts: Iterable[str]) -> dict[str, HostSoftware]:
        """Return what these hosts have; a host that has nothing is left out."""

    def every(self) -> AsyncIterator[HostSoftware]:
        """Give what every host has, in order of their ids."""

    async def common(self, limit: int | None = None) -> list[Common]:
        """Return the programs that most hosts have, all if there is no limit; of equal ones by name, then maker."""

    async def named(self, name: str, limit: int, after: str = "") -> list[HostSoftware]:
        """Return what the hosts have that have a program of this very name, in order of their ids beyond `after`."""
