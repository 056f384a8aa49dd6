"""All hosts that a query finds, however many: for exports and for the command line."""

from collections.abc import AsyncIterator
from dataclasses import replace

from shared.contracts.host import HostOutline
from shared.contracts.query import HostQuery
from shared.ports import HostStore


async def all_outlines(store: HostStore, query: HostQuery, limit: int) -> AsyncIterator[HostOutline]:
    """Give the outlines in the query's order; at most `limit` are held at once."""
    query = replace(query, limit=limit, counted=False, after=None)
    while True:
        page = await store.search(query)
        for outline in page.hosts:
            yield outline
        if page.next is None:
            return
        query = replace(query, after=page.next)
