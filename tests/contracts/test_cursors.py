"""What every store of cursors promises."""

import asyncio

from shared.ports import Cursors


def test_cursors_are_kept_by_vendor_and_forgotten(cursors: Cursors) -> None:
    """The last saved cursor of each vendor is loaded; None forgets it."""

    async def scenario() -> None:
        assert await cursors.load("qualys") is None
        await cursors.save("qualys", '{"skip": 2}')
        await cursors.save("crowdstrike", "1")
        await cursors.save("qualys", '{"skip": 4}')
        assert await cursors.load("qualys") == '{"skip": 4}'
        await cursors.save("qualys", None)
        assert await cursors.load("qualys") is None
        assert await cursors.load("crowdstrike") == "1"

    asyncio.run(scenario())
