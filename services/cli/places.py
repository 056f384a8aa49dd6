"""Places in a topic and times, as an operator types them."""

from datetime import UTC, datetime

from shared.errors import SettingError
from shared.ports import Place


def place_of(option: str, text: str) -> Place:
    """Read an offset or a time.

    Raises:
        SettingError: it is neither; the message names the option.

    """
    if text.isascii() and text.isdigit():
        return int(text)
    return _time(option, text, "an offset (0) or a time (2026-01-31T12:00Z)")


def time_of(option: str, text: str) -> datetime:
    """Read a time; one without a zone is UTC.

    Raises:
        SettingError: it is none.

    """
    return _time(option, text, "a time (2026-01-31T12:00Z)")


def _time(option: str, text: str, expected: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise SettingError(f"{option}: expected {expected}; got {text!r}") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
