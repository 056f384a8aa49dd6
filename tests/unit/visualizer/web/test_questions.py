"""The data behind the questions."""

from datetime import UTC, datetime

from services.visualizer.web.questions import ENDS, ended


def test_every_end_has_a_source_and_a_name_as_systems_are_named() -> None:
    """Lower case as the store compares it, once, with a date and where it is said."""
    systems = [one.system for one in ENDS]
    assert len(systems) > 15
    assert systems == [one.lower() for one in systems]
    assert len(set(systems)) == len(systems)
    assert all(one.source.startswith("https://") for one in ENDS)


def test_a_system_has_ended_the_day_after_its_last() -> None:
    """Whole days, in UTC."""
    assert "centos 7" not in ended(datetime(2024, 6, 30, 23, 59, tzinfo=UTC))
    assert "centos 7" in ended(datetime(2024, 7, 1, tzinfo=UTC))
    assert ended(datetime(1970, 1, 1, tzinfo=UTC)) == ()
