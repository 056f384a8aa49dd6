"""What every keeper of places that processes share promises."""

import asyncio

from shared.ports.slots import Slots

LONG = 1000.0


def test_no_more_than_so_many_places_are_taken(slots: Slots) -> None:
    """Whoever comes then takes none, until one is given back."""

    async def scenario() -> None:
        assert [await slots.take("a", 2, holder, LONG) for holder in ("x", "y", "z")] == [True, True, False]
        await slots.give_back("a", "x")
        assert [await slots.take("a", 2, holder, LONG) for holder in ("z", "x")] == [True, False]

    asyncio.run(scenario())


def test_who_holds_a_place_keeps_it(slots: Slots) -> None:
    """To take it again is to hold it longer, not to hold two; given back once, it is free."""

    async def scenario() -> None:
        assert [await slots.take("a", 1, "x", LONG) for _ in range(3)] == [True] * 3
        await slots.give_back("a", "x")
        assert await slots.take("a", 1, "y", LONG)

    asyncio.run(scenario())


def test_how_many_are_taken_can_be_looked_at(slots: Slots) -> None:
    """By whoever holds none; to look takes nothing from anybody."""

    async def scenario() -> None:
        assert await slots.taken("a [x] *") == 0
        await slots.take("a [x] *", 2, "x", LONG)
        assert (await slots.taken("a [x] *"), await slots.taken("a")) == (1, 0)
        await slots.take("a [x] *", 2, "y", LONG)
        assert await slots.taken("a [x] *") == 2
        await slots.give_back("a [x] *", "x")
        await slots.give_back("a [x] *", "y")
        assert await slots.taken("a [x] *") == 0

    asyncio.run(scenario())


def test_names_have_places_of_their_own(slots: Slots) -> None:
    """Any text may be one; a place of one name is none of another's, and each may have another number of them."""

    async def scenario() -> None:
        names = ["a", "A", "a/b", "../a", "qualysapi.example.com:443/api/2.0/fo/asset/host/", "ä ☃"]
        assert [await slots.take(name, 1, "x", LONG) for name in names] == [True] * len(names)
        assert [await slots.take(name, 1, "y", LONG) for name in names] == [False] * len(names)
        assert await slots.take("a", 2, "y", LONG)

    asyncio.run(scenario())


def test_what_isnt_held_can_be_given_back(slots: Slots) -> None:
    """Nothing happens; nobody else's place is given away."""

    async def scenario() -> None:
        await slots.give_back("a", "x")
        assert await slots.take("a", 1, "x", LONG)
        await slots.give_back("a", "y")
        await slots.give_back("b", "x")
        assert not await slots.take("a", 1, "y", LONG)

    asyncio.run(scenario())


def test_of_many_who_come_at_once_so_many_get_a_place(slots: Slots) -> None:
    """Exactly."""

    async def scenario() -> None:
        assert await slots.take("another", 1, "x", LONG)
        took = await asyncio.gather(*(slots.take("a", 3, f"h{number}", LONG) for number in range(20)))
        assert sum(took) == 3

    asyncio.run(scenario())
