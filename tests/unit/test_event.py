"""An event of a later release is refused whole, not read by half."""

import pytest

from shared.contracts.event import Event
from shared.errors import Permanent


class Sample(Event):
    """An event of the second version."""

    latest = 2
    said: str = ""


def test_an_event_says_the_version_it_is_written_in() -> None:
    """Also where nothing else is said."""
    assert Sample(said="a").encode() == b'{"schema_version":2,"said":"a"}'


@pytest.mark.parametrize("value", [b'{"schema_version":1,"said":"a"}', b'{"schema_version":2,"said":"a","more":1}'])
def test_older_versions_and_unknown_fields_are_read(value: bytes) -> None:
    """What was recorded long ago, and what another release added, is no obstacle."""
    assert Sample.decode(value).said == "a"


def test_a_later_version_is_refused_with_what_to_do() -> None:
    """It is a dead letter, so that nothing is lost: its meaning may have changed, and guessing would corrupt hosts."""
    with pytest.raises(Permanent, match=r"Sample: field schema_version: .* versions up to 2: update it, then replay"):
        Sample.decode(b'{"schema_version":3,"said":"a"}')


def test_a_copy_that_is_changed_has_its_own_bytes() -> None:
    """What was computed of the original isn't taken along."""
    sample = Sample(said="a")
    assert sample.encode() != sample.model_copy(update={"said": "b"}).encode() == Sample(said="b").encode()
    assert sample.model_copy() == sample


def test_events_are_equal_when_their_fields_are() -> None:
    """Whether their bytes were asked for, or are of a subclass with the same fields, or of something else."""
    asked, other = Sample(said="a"), Sample(said="b")
    text: object = "a"
    asked.encode()
    assert asked == Sample(said="a")
    assert (asked == other, other == Sample(said="a"), asked == text) == (False, False, False)
    assert len({asked, other, Sample(said="a")}) == 2
