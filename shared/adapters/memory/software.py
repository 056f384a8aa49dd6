"""What is installed, in a dictionary."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from shared.contracts.software import Common, HostSoftware


class MemorySoftware:
    """Implements `SoftwareStore`. Holds bytes, as a database would."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[int, bytes | None]] = {}

    async def put(self, software: Sequence[HostSoftware], revisions: Mapping[str, int]) -> None:
        """Write what each host has, only if its revision is newer than the stored."""
        said = {one.host: one.encode() for one in software if one.programs}
        for host, revision in revisions.items():
            if host not in self._held or revision > self._held[host][0]:
                self._held[host] = revision, said.get(host)

    async def get(self, hosts: Iterable[str]) -> dict[str, HostSoftware]:
        """Return what these hosts have."""
        wanted = set(hosts)
        return {one.host: one async for one in self.every() if one.host in wanted}

    async def every(self) -> AsyncIterator[HostSoftware]:
        """Give what every host has, in order of their ids."""
        for host in sorted(self._held):
            if value := self._held[host][1]:
                yield HostSoftware.decode(value)

    async def common(self, limit: int | None = None) -> list[Common]:
        """Return the programs that most hosts have."""
        hosts = Counter[tuple[str, str]]()
        async for one in self.every():
            hosts.update(one.keys)
        ordered = sorted(hosts.items(), key=lambda item: (-item[1], item[0]))
        return [Common(name=name, maker=maker or None, hosts=count) for (name, maker), count in ordered[:limit]]

    async def named(self, name: str, limit: int, after: str = "") -> list[HostSoftware]:
        """Return what the hosts have that have a program of this very name."""
        found = [one async for one in self.every() if one.host > after and name in {key[0] for key in one.keys}]
        return found[:limit]
