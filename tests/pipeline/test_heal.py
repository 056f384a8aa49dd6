"""What was refused comes back: once its reader is mended, the inventory is as if nothing had been refused."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from services.dead_letters import Choice, give_back, waiting
from shared.contracts.topics import RAW
from shared.errors import TooManyDeadLetters
from shared.runtime.settings import RuntimeSettings
from tests.payloads.recorded import READERS
from tests.pipeline.inside import Inside, in_memory, on_file, only, pages, refusing

STRICT = RuntimeSettings(dead_letter_share=0.4, dead_letter_minimum=2)
PLACES: dict[str, Callable[[Path], AbstractContextManager[Inside]]] = {
    "memory": lambda _: nullcontext(in_memory()),
    "file": on_file,
}


@pytest.fixture(scope="module")
def undisturbed() -> list[bytes]:
    """The inventory of a run in which nothing was refused."""
    inside = in_memory(1)
    inside.put(*pages())
    inside.run()
    assert asyncio.run(waiting(inside.ports.log)) == {}
    return inside.documents()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", READERS)
def test_replay_after_a_mend_heals_the_inventory(
    place: str, shape: str, undisturbed: list[bytes], tmp_path: Path
) -> None:
    """Every host of an API is refused; given back to a mended normalizer, twice, each document is what it should be.

    What nothing can read stays a dead letter.
    """
    vendor = READERS[shape].name
    with PLACES[place](tmp_path) as inside:
        log, clock = inside.ports.log, inside.ports.clock
        inside.put(*pages())
        inside.garble()
        inside.run(refusing(shape))
        assert inside.documents() != undisturbed
        refused = asyncio.run(waiting(log))[RAW.name]
        assert refused > 1

        given, _ = asyncio.run(give_back(log, clock, Choice(vendor=vendor)))
        assert given.total() == refused - (vendor != "qualys")  # the garbled one's key says qualys
        asyncio.run(give_back(log, clock, Choice(vendor=vendor)))
        inside.run()

        assert inside.documents() == undisturbed
        assert asyncio.run(waiting(log)) == {RAW.name: 1}


@pytest.mark.parametrize("place", PLACES)
def test_the_share_limit_stops_and_the_next_start_goes_on_where_it_was(
    place: str, undisturbed: list[bytes], tmp_path: Path
) -> None:
    """The message says the share, the setting and the latest reason; nothing of it is acknowledged or buried twice."""
    with PLACES[place](tmp_path) as inside:
        log = inside.ports.log
        garbled = 2 * len(pages())
        for _ in range(garbled):
            inside.garble()
        inside.put(*pages())
        for _ in range(3):
            with pytest.raises(TooManyDeadLetters, match=r"RUNTIME_DEAD_LETTER_SHARE allows 40%.* JSON"):
                inside.run(settings=STRICT)
        assert asyncio.run(log.lag(RAW.name, "normalizer")) > 0
        inside.run()

        assert asyncio.run(log.lag(RAW.name, "normalizer")) == 0
        assert asyncio.run(waiting(log)) == {RAW.name: garbled}
        assert inside.documents() == undisturbed


@pytest.mark.parametrize("place", PLACES)
def test_a_vendor_of_whose_hosts_none_can_be_read_stops_nobody(place: str, tmp_path: Path) -> None:
    """Each of its hosts is a dead letter, at any share; the other vendors' hosts are as if it had sent none."""
    spoilt = [one.model_copy(update={"hosts": ({"id": [10**400]},)}) for one in only(["qualys"])] * 9
    others = [one for one in pages() if one.vendor != "qualys"]
    alone = in_memory()
    alone.put(*others)
    alone.run()
    with PLACES[place](tmp_path) as inside:
        inside.put(*spoilt, *others)
        inside.run(settings=STRICT)

        assert asyncio.run(waiting(inside.ports.log)) == {RAW.name: len(spoilt)}
        assert inside.documents() == alone.documents()
