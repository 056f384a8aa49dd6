"""A page as messages: none over the limit, nothing lost, nothing in another order."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.fetcher.core import Cursor, Page
from services.fetcher.decoding.unfit import HEAD, Unfit
from services.fetcher.packing import ENVELOPE, MAX_DEPTH, MAX_MESSAGE, letter, measure, pages, parts
from shared.contracts.raw import AnyPage
from shared.contracts.topics import RAW
from shared.runtime.dead_letters import Author
from tests.unit.fetcher.world import NOON

LIMIT = 300
fewer = settings(max_examples=settings().max_examples // 4)  # each invents a whole page
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=8), inner, max_size=9),
    max_leaves=25,
)  # not only objects: a vendor may send anything
CURSOR = Cursor(sync_id="2026-01-31T12:00:00.000000+00:00", source="x", at="0", sequence=7)


def packed(page: Page, endpoint: str = "api.example.com/hosts") -> tuple[list[AnyPage], list[Unfit]]:
    """Return what becomes of a page."""
    return pages("qualys", endpoint, CURSOR, page, NOON)


def bytes_of(hosts: list[Any]) -> bytes:
    """Return the hosts as they are in a message."""
    event = packed(Page([], None))[0][0].model_copy(update={"hosts": tuple(hosts)})
    return event.model_dump_json(include={"hosts"}).encode()


@fewer
@given(st.lists(JSON, max_size=12))
def test_no_part_is_over_the_limit(hosts: list[Any]) -> None:
    """Whatever the hosts are: the JSON of each part's hosts stays under it."""
    found, _ = parts(hosts, LIMIT)

    assert [part for part in found if len(bytes_of(part)) > LIMIT + len('{"hosts":[]}')] == []


@fewer
@given(st.lists(JSON, max_size=12))
def test_the_parts_are_the_page(hosts: list[Any]) -> None:
    """In its order, as it came, less what fits no message; of that the beginning is kept."""
    found, unfit = parts(hosts, LIMIT)
    fits = [host for host in hosts if not isinstance(measure(host, LIMIT)[0], Unfit)]

    assert json.dumps([host for part in found for host in part]) == json.dumps(fits)
    assert len(unfit) == len(hosts) - len(fits)
    assert all(one.length >= LIMIT // 4 for one in unfit)


@fewer
@given(st.lists(JSON, min_size=2, max_size=12))
def test_no_part_could_take_the_next_host(hosts: list[Any]) -> None:
    """A page isn't split more often than it has to be, and no part is empty but that of an empty page."""
    found, _ = parts(hosts, LIMIT)
    sizes = [[measure(host, LIMIT)[1] for host in part] for part in found]

    assert [one for one, following in pairwise(sizes) if sum(one) + following[0] <= LIMIT] == []
    assert found == [[]] or all(found[1:])


def test_a_host_fits_up_to_the_last_byte() -> None:
    """Of `["…"]` four bytes are around the text: one more and it is a dead letter."""
    host = ["x" * (LIMIT - 5)]

    assert parts([host], LIMIT) == ([[host]], [])
    assert parts([["x" * (LIMIT - 4)]], LIMIT)[1] == [
        Unfit(f'["{"x" * (LIMIT - 4)}"]', LIMIT, f"{LIMIT} bytes; less than {LIMIT} fit a message")
    ]


def test_a_part_is_full_at_the_last_byte() -> None:
    """A text of 147 letters takes 150 bytes with its quotes and a comma."""
    assert len(parts(["x" * 147, "y" * 147], 300)[0]) == 1
    assert len(parts(["x" * 147, "y" * 148], 300)[0]) == 2


def test_bytes_count_not_characters() -> None:
    """A letter outside of ASCII takes two or more."""
    host = ["é" * (LIMIT // 2)]

    assert parts([host], LIMIT)[1] == [
        Unfit(f'["{"é" * (LIMIT // 2)}"]', LIMIT // 2 + 4, f"{LIMIT + 4} bytes; less than {LIMIT} fit a message")
    ]


def test_an_unfit_first_host_leaves_the_others_in_one_part() -> None:
    """The rest of the page is together."""
    assert parts(["x" * LIMIT, "a", "x" * LIMIT, "b"], LIMIT)[0] == [["a", "b"]]


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", {"\ud800": 1}], ids=ascii)
def test_half_a_surrogate_pair_is_marked(text: object) -> None:
    """JSON can write it and no message can hold it; the host travels all the same."""
    (event,), unfit = packed(Page([text, "whole 😀"], None))
    half, whole = AnyPage.decode(event.encode()).hosts

    assert (whole, unfit) == ("whole 😀", [])
    assert "\ufffd" in str(half)


@pytest.mark.parametrize("opening", ['{"a":', "["])
@pytest.mark.parametrize(("depth", "fits"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False), (900, False)])
def test_a_host_may_only_be_so_deep(opening: str, depth: int, fits: bool) -> None:  # noqa: FBT001 - a parameter
    """Deeper than any real one, and than readers would take; its beginning is kept."""
    closing = "}" if opening == '{"a":' else "]"
    host = json.loads(opening * depth + "1" + closing * depth)
    events, unfit = packed(Page([host], None))

    assert [AnyPage.decode(event.encode()).hosts for event in events] == [(host,) if fits else ()]
    assert [one.reason for one in unfit] == ([] if fits else [f"nested deeper than {MAX_DEPTH} levels"])
    assert all(one.head.startswith(opening[0]) for one in unfit)


def test_a_host_deeper_than_python_writes_is_unfit() -> None:
    """It is told apart without a crash; there is no text of it."""
    host: list[Any] = []
    for _ in range(100_000):
        host = [host]

    assert [one.head for one in parts([host, 1])[1]] == [""]


def test_a_huge_page_comes_in_numbered_parts() -> None:
    """Each under the limit with all that is around the hosts; only the sync's very last part is marked so."""
    hosts = [{"id": number, "text": "ü" * 200_000} for number in range(5)]
    events, _ = packed(Page(hosts, None), endpoint="e" * 2_083)

    assert [(event.part, event.sequence, event.last) for event in events] == [
        (0, 7, False),
        (1, 7, False),
        (2, 7, True),
    ]
    assert len({event.key for event in events}) == 3
    assert max(len(event.encode()) for event in events) <= MAX_MESSAGE
    assert [host for event in events for host in event.hosts] == hosts
    assert not any(event.last for event in packed(Page(hosts, "more"))[0])


def test_what_is_around_the_hosts_fits_what_is_left_for_it() -> None:
    """The longest URL that settings take, numbers of many digits."""
    cursor = CURSOR.model_copy(update={"sequence": 10**18})
    (event,), _ = pages("v" * 100, "ü" * 1_000, cursor, Page([], None), NOON)

    assert len(event.encode()) < ENVELOPE


def test_an_empty_last_page_still_ends_the_sync() -> None:
    """Someone waits for the mark."""
    assert [(event.hosts, event.last) for event in packed(Page((), None))[0]] == [((), True)]


def test_a_page_of_unfit_hosts_alone_still_ends_the_sync() -> None:
    """The mark doesn't hang on a host."""
    events, unfit = packed(Page(["x" * MAX_MESSAGE], None))

    assert ([(event.hosts, event.last) for event in events], len(unfit)) == ([((), True)], 1)


def test_the_envelope_says_where_a_page_came_from() -> None:
    """Vendor, place, sync, number, time; the key is made of them."""
    (event,), _ = packed(Page([{"id": 1}], "more"))
    message = RAW.message(event)

    assert message.key == "qualys/2026-01-31T12:00:00.000000+00:00/7.0"
    assert json.loads(message.value or b"") == {
        "schema_version": 1,
        "vendor": "qualys",
        "endpoint": "api.example.com/hosts",
        "sync_id": CURSOR.sync_id,
        "sequence": 7,
        "fetched_at": "2026-01-31T12:00:00Z",
        "hosts": [{"id": 1}],
    }


def test_a_dead_letter_says_what_it_is_the_beginning_of() -> None:
    """The class, the reason, the whole length, the attempt, and who wrote it when; its key is its own."""
    (unfit,) = parts(["x" * MAX_MESSAGE])[1]
    dead = letter("qualys", CURSOR, 3, unfit, Author("fetcher", "1.2", NOON))

    assert dead.key == f"qualys/{CURSOR.sync_id}/7.unfit.3"
    assert dead.value == b'"' + b"x" * (HEAD - 1)
    assert dead.headers == {
        "service": "fetcher",
        "service-version": "1.2",
        "time": NOON.isoformat(),
        "error-class": "Unfit",
        "error-message": f"{MAX_MESSAGE + 2} bytes; less than {MAX_MESSAGE - ENVELOPE} fit a message",
        "truncated-from": str(MAX_MESSAGE + 2),
        "attempt": "1",
    }


def test_a_head_that_ends_in_half_a_pair_can_be_written() -> None:
    """A dead letter must never be what can't be kept."""
    (unfit,) = parts(["\ud83d" * MAX_MESSAGE])[1]

    assert set((letter("qualys", CURSOR, 0, unfit, Author("fetcher", "1.2", NOON)).value or b"").decode()) == {
        '"',
        "\ufffd",
    }
