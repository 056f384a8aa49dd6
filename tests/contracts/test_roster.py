"""What every roster promises."""

import asyncio
from datetime import UTC, datetime, timedelta

from shared.ports.roster import Roster, Tally

DAWN = datetime(2026, 1, 1, 6, 0, 0, 123457, tzinfo=UTC)
LATER = DAWN + timedelta(microseconds=1)
HOSTS = [number.to_bytes(8) for number in range(2500)]


def test_a_sync_knows_whom_it_saw_and_whom_it_missed(roster: Roster) -> None:
    """To the microsecond; a host counts once however often it is marked, and an earlier time takes nothing back."""

    async def scenario() -> None:
        assert await roster.tally("qualys", DAWN) == Tally(0, 0)
        await roster.mark("qualys", HOSTS, DAWN)
        for _ in range(2):
            await roster.mark("qualys", HOSTS[:2000], LATER)
        await roster.mark("qualys", HOSTS[:5], DAWN)
        await roster.mark("qualys", [], LATER)
        assert await roster.tally("qualys", DAWN) == Tally(2500, 0)
        assert await roster.tally("qualys", LATER) == Tally(2000, 500)

    asyncio.run(scenario())


def test_sources_dont_mix_and_the_missing_are_forgotten(roster: Roster) -> None:
    """Hosts of equal names are others at another source; what was listed at the moment itself stays."""

    async def scenario() -> None:
        await roster.mark("qualys", HOSTS[:3], DAWN)
        await roster.mark("qualys", HOSTS[3:5], LATER)
        await roster.mark("qualys/emea", HOSTS[:3], DAWN)
        await roster.forget("qualys", LATER)
        assert await roster.tally("qualys", LATER) == Tally(2, 0)
        assert await roster.tally("qualys/emea", LATER) == Tally(0, 3)

    asyncio.run(scenario())
