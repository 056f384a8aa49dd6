"""Tenable's refusal of an export, since one of the same assets is being made: in each of the forms it has had. Pure."""

import re

from services.fetcher.core import Answer
from services.fetcher.error_words import READ, error_words

CONFLICT = frozenset({400, 409, 429})  # statuses of the answer that an export of the same assets is being made
_ACTIVE = re.compile(
    r"""(?:active_job_id|job_uuid)["'\\]*\s*[=:]\s*["'\\]*(?!null\b|none\b)([\w-]{1,100})""", re.IGNORECASE
)


def active_export(answer: Answer) -> str:
    """Return the export of the same assets that a refusal names, in a field or in words; nothing if it names none."""
    if answer.status not in CONFLICT:
        return ""
    text = answer.body[:READ].decode(errors="replace")
    found = _ACTIVE.search(text) or _ACTIVE.search(error_words(answer))
    return found[1] if found else ""


def is_duplicate(answer: Answer) -> bool:
    """Tell whether an answer says that an export of the same assets is being made, be it that it names none."""
    return answer.status in CONFLICT and "duplicate export" in error_words(answer).lower()
