"""Many at once, of what comes one by one."""

from collections.abc import AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def batches(every: AsyncIterator[T], size: int) -> AsyncIterator[list[T]]:
    """Give them in lists of `size`; the last may be shorter."""
    batch: list[T] = []
    async for one in every:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
