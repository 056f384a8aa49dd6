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


def test_a_cursor_is_given_back_as_it_was(cursors: Cursors) -> None:
    """It is the vendor's own text: empty, long or of any characters; forgetting an unknown one is no error."""

    async def scenario() -> None:
        for text in ("", "x" * 100_000, '{"after": "ä☃\\u0000\\""}'):
            await cursors.save("a vendor's name", text)
            assert await cursors.load("a vendor's name") == text
        await cursors.save("unknown", None)
        assert await cursors.load("unknown") is None

    asyncio.run(scenario())
