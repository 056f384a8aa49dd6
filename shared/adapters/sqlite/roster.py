"""Which hosts were listed when, in a table."""

from collections.abc import Collection
from datetime import datetime

from shared.adapters.sqlite.database import Database
from shared.contracts.sync import micros
from shared.ports.roster import Tally


class SqliteRoster:
    """Implements `Roster`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mark(self, source: str, hosts: Collection[bytes], at: datetime) -> None:
        """Note that these hosts were listed."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT INTO roster VALUES (?, ?, ?) ON CONFLICT (source, host) DO UPDATE"
                " SET at = excluded.at WHERE excluded.at > at",
                ((source, host, micros(at)) for host in hosts),
            )

    async def tally(self, source: str, since: datetime) -> Tally:
        """Count the hosts that were listed then or later, and those that were listed before."""
        query = "SELECT count(*), total(at >= ?) FROM roster WHERE source = ?"
        every, seen = self._database.rows(query, (micros(since), source))[0]
        return Tally(int(seen), every - int(seen))

    async def forget(self, source: str, before: datetime) -> None:
        """Forget the hosts that were last listed before a moment."""
        with self._database.transaction():
            self._database.run("DELETE FROM roster WHERE source = ? AND at < ?", (source, micros(before)))
