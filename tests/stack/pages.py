"""Raw pages for the stack, as many as are wanted, and what a normalizer must make of them."""

from collections.abc import Iterator, Sequence

from services.normalizer.core import normalize
from shared.contracts.topics import NORMALIZED, RAW, Message
from tests.payloads.recorded import READERS, hosts, page

HOSTS = 21  # in each page
BAD = 40  # each so manieth page has a host that can't be read


def pages(numbers: range) -> Iterator[Message]:
    """Give the pages of these numbers."""
    recorded = hosts("qualys")
    for number in numbers:
        raw = [recorded[one % len(recorded)] | {"id": number * HOSTS + one} for one in range(HOSTS)]
        if number % BAD == 0:
            raw[0] = raw[0] | {"id": "not a number"}
        yield RAW.message(page("qualys", *raw).model_copy(update={"sequence": number}))


def answer(raw: Sequence[Message]) -> tuple[set[tuple[str, bytes | None]], set[str]]:
    """Return the records of these pages as messages, and the keys of the pages with a dead letter."""
    records, refused = set(), set()
    for message in raw:
        good, bad = normalize(message.value or b"", READERS)
        records |= {(one.key, one.value) for one in map(NORMALIZED.message, good)}
        refused |= {message.key for _ in bad}
    return records, refused
