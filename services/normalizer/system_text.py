"""The text of a field that names an operating system: a scanner that isn't sure writes a guess a line."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from services.normalizer.limits import MAX_TEXT
from services.normalizer.types import Text


def _as_choices(value: Any) -> Any:  # Any: JSON
    """Put ` / ` between lines, as other scanners write their guesses."""
    if not isinstance(value, str) or "\n" not in value:
        return value
    lines = (line.strip() for line in value[: 2 * MAX_TEXT].splitlines())
    return " / ".join(filter(None, lines)) + value[2 * MAX_TEXT :]


SystemText = Annotated[Text, BeforeValidator(_as_choices)]
