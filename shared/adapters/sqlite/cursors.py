"""Resume points in a table."""

from shared.adapters.sqlite.database import Database


class SqliteCursors:
    """Implements `Cursors`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, vendor: str) -> str | None:
        """Return the stored cursor, or None."""
        row = self._database.one("SELECT value FROM cursors WHERE vendor = ?", (vendor,))
        return str(row[0]) if row else None

    async def save(self, vendor: str, cursor: str | None) -> None:
        """Replace the cursor; None forgets it."""
        with self._database.transaction():
            if cursor is None:
                self._database.run("DELETE FROM cursors WHERE vendor = ?", (vendor,))
            else:
                self._database.run("REPLACE INTO cursors VALUES (?, ?)", (vendor, cursor))
