"""What is installed: a document for each host, and which program is on how many hosts, kept as hosts change."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from shared.adapters.sqlite.database import Database
from shared.contracts.software import Common, HostSoftware

Keys = frozenset[tuple[str, str]]

_NUMBER = "(SELECT number FROM programs WHERE name = ? AND maker = ?)"


class SqliteSoftware:
    """Implements `SoftwareStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, software: Sequence[HostSoftware], revisions: Mapping[str, int]) -> None:
        """Write what each host has, only if its revision is newer than the stored."""
        said = {one.host: one for one in software if one.programs}
        with self._database.transaction():
            rows = self._database.select_in("SELECT host, revision, value FROM software WHERE host IN", revisions)
            held = {host: (revision, value) for host, revision, value in rows}
            for host, revision in revisions.items():
                before, value = held.get(host, (-1, None))
                if revision > before:
                    self._write(host, revision, value, said.get(host))

    async def get(self, hosts: Iterable[str]) -> dict[str, HostSoftware]:
        """Return what these hosts have."""
        rows = self._database.select_in("SELECT host, value FROM software WHERE value IS NOT NULL AND host IN", hosts)
        return {host: HostSoftware.decode(value) for host, value in rows}

    async def every(self) -> AsyncIterator[HostSoftware]:
        """Give what every host has, in order of their ids."""
        async for _, value in self._database.pages(
            "SELECT host, value FROM software WHERE host > ? AND value IS NOT NULL ORDER BY host LIMIT ?"
        ):
            yield HostSoftware.decode(value)

    async def common(self, limit: int | None = None) -> list[Common]:
        """Return the programs that most hosts have; the hosts aren't read."""
        rows = self._database.rows(
            "SELECT name, maker, hosts FROM programs ORDER BY hosts DESC, name, maker LIMIT ?",
            (-1 if limit is None else limit,),
        )
        return [Common(name=name, maker=maker or None, hosts=hosts) for name, maker, hosts in rows]

    async def named(self, name: str, limit: int, after: str = "") -> list[HostSoftware]:
        """Return what the hosts have that have a program of this very name."""
        holders = "SELECT installed.host FROM programs JOIN installed ON program = number WHERE name = ?"
        rows = self._database.rows(
            f"SELECT value FROM software WHERE number IN ({holders}) AND host > ? ORDER BY host LIMIT ?",  # noqa: S608 - ours
            (name, after, limit),
        )
        return [HostSoftware.decode(value) for (value,) in rows]

    def _write(self, host: str, revision: int, before: bytes | None, software: HostSoftware | None) -> None:
        """Write one host's; of programs only what changed, which mostly is nothing."""
        after = software.encode() if software else None
        self._database.run(
            "INSERT INTO software (host, revision, value) VALUES (?, ?, ?) ON CONFLICT (host) DO UPDATE"
            " SET revision = excluded.revision, value = excluded.value",
            (host, revision, after),
        )
        if after != before:
            had = HostSoftware.decode(before).keys if before else Keys()
            has = software.keys if software else Keys()
            row = self._database.one("SELECT number FROM software WHERE host = ?", (host,))
            self._move(row[0] if row else 0, came=has - had, went=had - has)

    def _move(self, host: int, came: Keys, went: Keys) -> None:
        """Count programs that came to a host and that went from it; a program that no host has is forgotten."""
        database = self._database
        database.run_many(f"DELETE FROM installed WHERE program = {_NUMBER} AND host = {host:d}", went)  # noqa: S608
        database.run_many("UPDATE programs SET hosts = hosts - 1 WHERE name = ? AND maker = ?", went)
        database.run_many("DELETE FROM programs WHERE name = ? AND maker = ? AND hosts = 0", went)
        database.run_many(
            "INSERT INTO programs (name, maker, hosts) VALUES (?, ?, 1)"
            " ON CONFLICT (name, maker) DO UPDATE SET hosts = hosts + 1",
            came,
        )
        database.run_many(f"INSERT INTO installed VALUES ({_NUMBER}, {host:d})", came)  # noqa: S608
