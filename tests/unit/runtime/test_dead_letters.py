"""Dead letters: what they say, and the message they give back; when there are too many."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.topics import Message
from shared.errors import Permanent, TooManyDeadLetters
from shared.ports import Delivery, Rejection
from shared.runtime.dead_letters import REASON, Author, letter_of, message_of
from shared.runtime.limit import DeadLetterLimit

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
AUTHOR = Author("normalizer", "1.2.3", NOON)


def delivery(value: bytes = b"page", offset: int = 7, headers: dict[str, str] | None = None) -> Delivery:
    """Return a delivery of a page."""
    return Delivery(Message("key", value, headers or {}), "hosts.raw", 3, offset, NOON)


def refused(one: Delivery, part: bytes | None = None) -> Rejection:
    """Return the rejection of a delivery or of a part of it."""
    return Rejection(one, Message(one.message.key, part or one.message.value, one.message.headers), Permanent("no"))


def test_a_letter_says_where_its_message_stood_and_who_refused_it() -> None:
    """All headers of the contract."""
    letter = letter_of(refused(delivery()), AUTHOR)
    assert letter.headers == {
        "error-class": "Permanent",
        "error-message": "no",
        "source-topic": "hosts.raw",
        "source-partition": "3",
        "source-offset": "7",
        "service": "normalizer",
        "service-version": "1.2.3",
        "time": "2026-01-31T12:00:00+00:00",
        "attempt": "1",
    }


def test_a_reason_is_cut() -> None:
    """A reason may quote megabytes of what a vendor sent; a header may not."""
    one = delivery()
    letter = letter_of(Rejection(one, one.message, Permanent("x" * 10_000_000)), AUTHOR)
    assert letter.headers["error-message"] == "x" * REASON


@given(st.binary(), st.dictionaries(st.sampled_from(["sync-id", "truncated-from"]), st.text()), st.integers(1, 4))
def test_replayed_and_refused_again_keeps_the_bytes_and_counts(
    value: bytes, headers: dict[str, str], times: int
) -> None:
    """However often it goes round: the same key, value and own headers, and the number of refusals."""
    original = Message("key", value, headers)
    message = original
    for _ in range(times):
        message = message_of(letter_of(refused(Delivery(message, "hosts.raw", 0, 0, NOON)), AUTHOR))
    assert (message.key, message.value) == (original.key, original.value)
    assert message.headers == headers | {"attempt": str(times)}


def test_a_few_refusals_pass_and_too_many_stop() -> None:
    """Half may be refused; more of at least four may not; what counts is the latest window."""
    limit = DeadLetterLimit(share=0.5, window=4, minimum=4)
    good, bad = delivery(offset=1), delivery(offset=2)

    limit = limit.after([bad, bad, bad], [refused(bad)])
    limit = limit.after([good, good, good], [])
    limit = limit.after([good, bad, bad], [refused(bad)])
    with pytest.raises(TooManyDeadLetters, match=r"75% of the latest 4 messages of hosts\.raw"):
        limit.after([bad], [refused(bad)])


def test_what_vendors_sent_never_stops_a_service() -> None:
    """Be it all that comes: what counts is what our own services wrote."""
    bad = delivery()
    sent = replace(refused(bad), by_vendor=True)
    limit = DeadLetterLimit(share=0.1, window=9, minimum=2).after([bad] * 9, [sent] * 9)

    assert limit.latest == (0.0,) * 9
    with pytest.raises(TooManyDeadLetters, match=r"The latest reason: no$"):
        limit.after([bad], [refused(bad), replace(sent, reason=Permanent("a vendor's"))])


def test_below_the_minimum_nothing_stops() -> None:
    """Three bad pages of three are no trend."""
    bad = delivery()
    limit = DeadLetterLimit(share=0.5, window=100, minimum=4).after([bad] * 3, [refused(bad)])
    with pytest.raises(TooManyDeadLetters):
        limit.after([bad], [refused(bad)])


def test_one_bad_host_in_each_page_of_a_hundred_is_one_percent() -> None:
    """The refused part of a page is measured by its bytes, so that the page's size doesn't matter."""
    pages = [delivery(b"x" * 100_000, offset) for offset in range(50)]
    rejections = [refused(page, b"x" * 1_000) for page in pages]
    limit = DeadLetterLimit(share=0.011, window=100, minimum=10).after(pages, rejections)
    assert limit.latest == (0.01,) * 50
