"""What of a record stays its own on the host: vendors' words and scales differ, and none of them is the host's."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime

from shared.contracts.host import RecordSummary
from shared.contracts.parts import Business

OWN = (
    *("status", "containment", "last_vulnerability_scan", "last_compliance_scan", "last_authenticated_scan"),
    *("criticality", "risk_score", "scanner_id", "tracking_method"),
)
APART = (*OWN, "business", "vulnerabilities")
Word = str | int | datetime


def own_words(record: RecordSummary) -> Iterator[tuple[str, Word]]:
    """Give name and value of what the record says for itself; of an application all in one text."""
    for name in OWN:
        value = getattr(record, name)
        if value is not None:
            yield name, value
    yield from _business(record.business)


def _business(business: Business) -> Iterator[tuple[str, Word]]:
    for field in dataclasses.fields(business):
        value = getattr(business, field.name)
        if isinstance(value, str):
            yield f"business.{field.name}", value
    for application in business.applications:
        words = ((field.name, getattr(application, field.name)) for field in dataclasses.fields(application))
        yield "business.application", "; ".join(f"{name.replace('_', ' ')} {word}" for name, word in words if word)
