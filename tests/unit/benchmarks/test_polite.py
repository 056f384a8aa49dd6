"""The vendors' limits are kept, of each tenant by itself; and who counts would notice if they weren't."""

import asyncio

from benchmarks.polite import RATE, TENANTS, counted


def test_no_request_is_one_too_many() -> None:
    """Two tenants at a time, more requests than a minute takes: as many as pages, and none over a limit."""
    found = asyncio.run(counted(2 * RATE + 400, limited=True))

    assert [(one["rate"], one["concurrency"]) for one in found.values()] == [(0, 0)] * len(TENANTS)
    assert [one["requests"] - one["hosts"] for one in found.values()] == [1, 1]  # and one for hidden hosts
    assert all(one["requests"] > RATE for one in found.values())


def test_one_too_many_would_be_counted() -> None:
    """Asked as fast as it answers, each tenant's API counts the first that is over its limit."""
    found = asyncio.run(counted(2 * RATE + 400, limited=False))

    assert [(one["rate"], one["hosts"]) for one in found.values()] == [(1, RATE)] * len(TENANTS)
