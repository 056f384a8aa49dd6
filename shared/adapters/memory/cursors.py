"""Resume points in a dictionary."""


class MemoryCursors:
    """Implements `Cursors`."""

    def __init__(self) -> None:
        self._cursors: dict[str, str] = {}

    async def load(self, vendor: str) -> str | None:
        """Return the stored cursor, or None."""
        return self._cursors.get(vendor)

    async def save(self, vendor: str, cursor: str | None) -> None:
        """Replace the cursor; None forgets it."""
        if cursor is None:
            self._cursors.pop(vendor, None)
        else:
            self._cursors[vendor] = cursor
