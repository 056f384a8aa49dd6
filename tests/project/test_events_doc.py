"""`docs/events.md` is what the code says, and the code says it all."""

import re

import pytest
from pydantic import BaseModel

from docs.events import events, fields, source
from services.normalizer.vendors import discover
from shared.contracts.record import HostRecord
from shared.contracts.software import HostSoftware
from shared.contracts.topics import TOPICS
from tests.project.tree import ROOT

READERS = discover()
PATHS = {row.path for row in fields(HostRecord)}
OURS = {"schema_version", "vendor", "flags", "agents[].kind", "agents[].vendor"}  # no vendor says them


def test_the_page_is_what_the_code_says() -> None:
    """After a change of contracts or readers: `make docs`."""
    assert (ROOT / "docs" / "events.md").read_text() == events()


@pytest.mark.parametrize("event", [*(topic.event for topic in TOPICS), HostSoftware], ids=lambda event: event.__name__)
def test_every_field_is_explained(event: type[BaseModel]) -> None:
    """Each field of each event has a meaning."""
    assert [row.path for row in fields(event) if not row.meaning] == []


@pytest.mark.parametrize("vendor", READERS)
def test_every_source_is_of_a_field(vendor: str) -> None:
    """A reader's table names fields of the record, and a raw field's name in it is one word."""
    sources = READERS[vendor].sources
    raw = [one for listed in sources.values() for one in listed.split(", ")]

    assert [path for path in sources if path not in PATHS and f"{path}[]" not in PATHS] == []
    assert [one for one in raw if not re.fullmatch(r"[\w.*\[\]]+", one)] == []


def test_every_field_has_a_source() -> None:
    """Each field that isn't ours comes from some vendor."""
    leaves = {path for path in PATHS if not any(other.startswith((f"{path}.", f"{path}[")) for other in PATHS)}
    sourced = {path for path in leaves for reader in READERS.values() if source(path, reader.sources)}

    assert leaves - sourced == OURS
