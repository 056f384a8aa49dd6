"""What `rollcall try` says: an interface that other programs read, described in docs/try.md."""

import json
from typing import Any, Literal

from pydantic import Field

from services.deduper.core.explain import Why, WhyNot
from shared.contracts.event import Utc, Value
from shared.contracts.host import Host
from shared.contracts.record import HostRecord
from shared.contracts.software import HostSoftware

VERSION: Literal[1] = 1  # a greater one comes with a change that a reader of the present one would misread


class DeadLetter(Value):
    """What was refused: a raw host, or a record."""

    source: str = Field(description="who listed it, `vendor` or `vendor/tenant`; of a record its id")
    file: str = Field(description="the file that it is in; empty for a record")
    reason: str = Field(description="why, in a sentence")
    raw: Any = Field(description="what was refused; of what is too large, the beginning of its text")  # Any: JSON


class Trial(Value):
    """What came of the raw hosts of some files."""

    version: Literal[1] = VERSION
    fetched_at: Utc = Field(description="the time at which the files count as fetched")
    raw_hosts: dict[str, int] = Field(description="raw hosts of each source")
    records: tuple[HostRecord, ...] = Field(description="the records, in order of their ids")
    dead_letters: tuple[DeadLetter, ...] = Field(description="what was refused, in the order of the files")
    hosts: tuple[Host, ...] = Field(description="the hosts, in order of their first records' ids")
    software: tuple[HostSoftware, ...] = Field(description="what is installed, of hosts that have any")
    why: tuple[Why, ...] = Field((), description="why each host of several records is one")
    why_not: tuple[WhyNot, ...] = Field((), description="why hosts that look alike are two")
    pairs_left_out: int = Field(0, description="pairs that look alike beyond those of `why_not`")

    def as_json(self) -> str:
        """Return it as JSON; in records, hosts and programs what is unset is left out, as `rollcall show` does."""
        events = {
            "records": [record.model_dump(mode="json", exclude_defaults=True) for record in self.records],
            "hosts": [host.model_dump(mode="json", exclude_defaults=True) for host in self.hosts],
            "software": [host.model_dump(mode="json", exclude_defaults=True) for host in self.software],
        }
        return _in_order(self, self.model_dump(mode="json", exclude=set(events)) | events)


def _in_order(trial: Trial, values: dict[str, Any]) -> str:  # Any: JSON
    return json.dumps({name: values[name] for name in type(trial).model_fields}, ensure_ascii=False)
