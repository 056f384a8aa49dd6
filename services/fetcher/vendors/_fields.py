"""What vendors say about a list, in types that take whatever comes: a wrong total is none, and costs no page."""

from typing import Annotated, Any

from pydantic import BeforeValidator

MOST = 2**63 - 1  # the largest number of the vendors' own databases
LONGEST = 4_000  # characters of a vendor's cursor: an address may have 8,000 in all


def _number(value: Any) -> int | None:  # Any: JSON
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) <= MOST:
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= MOST else None


def _place(value: Any) -> str | None:  # Any: JSON
    """Return a cursor as a text; a vendor may write it as a number.

    Raises:
        ValueError: it is none; that must not be taken for the end of a list.

    """
    if value is None:
        return None
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST
    text = str(value) if is_number else value
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError(f"expected where the list goes on, a text of at most {LONGEST} characters")
    return text


Number = Annotated[int | None, BeforeValidator(_number)]  # a total, or an id; None for what is none
PlaceText = Annotated[str | None, BeforeValidator(_place)]  # where a list goes on
