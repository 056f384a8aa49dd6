"""Who keeps a log clean that doesn't do so of itself."""

from typing import Protocol


class Cleaner(Protocol):
    """Removes what a log need not keep; a broker does it of itself. What a group hasn't acknowledged always stays."""

    async def clean(self) -> bool:
        """Do a step that stalls nobody; return whether there may be more to do. Raises Temporary on a full disk."""

    async def finish(self) -> None:
        """Do all that there is to do, however long it takes: nobody else is served meanwhile."""
