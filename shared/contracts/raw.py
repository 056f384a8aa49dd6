"""A vendor's page as it came: the event of `hosts.raw`, kept for replay."""

from datetime import datetime
from typing import Any, Generic, Self, TypeVar

from pydantic import Field
from pydantic_core import from_json

from shared.contracts.event import Event, Utc

H = TypeVar("H")


def source_of(vendor: str, tenant: str) -> str:
    """Return the name of a vendor's tenant: `qualys`, or `qualys/emea` for one that has a name."""
    return f"{vendor}/{tenant}" if tenant else vendor


class RawPage(Event, Generic[H]):
    """One page, or the part of it that fits a message, with its envelope. `H` is the vendor's payload model."""

    vendor: str = Field(description="who sent it")
    tenant: str = Field("", description="which of the vendor's tenants, by our name; empty for the one without a name")
    endpoint: str = Field(description="path that was asked, without secrets")
    sync_id: str = Field(description="the sync that this page belongs to")
    sequence: int = Field(description="page's number in its sync, from 0")
    part: int = Field(0, description="part's number when a page was split to fit a message, from 0")
    last: bool = Field(False, description="whether the sync is complete with this part")
    fetched_at: Utc = Field(description="when it was fetched, our clock")
    listed_at: Utc | None = Field(
        None, description="when its hosts were listed, later than all before, if our clock was set back meanwhile"
    )
    hosts: tuple[H, ...] = Field(description="the vendor's hosts, unchanged")

    @property
    def source(self) -> str:
        """Return who sent it, `vendor` or `vendor/tenant`."""
        return source_of(self.vendor, self.tenant)

    @property
    def key(self) -> str:
        """Return the message key, `source/sync_id/sequence.part`."""
        return f"{self.source}/{self.sync_id}/{self.sequence}.{self.part}"

    @property
    def listed(self) -> datetime:
        """Return when its hosts were listed: a later page of a source has a later time, whatever our clock said."""
        return self.listed_at or self.fetched_at

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Return the page in `value`: read, then looked at, which takes half of the time when hosts may be anything."""
        try:
            return cls.model_validate(from_json(value, cache_strings="keys"))
        except Exception:  # noqa: BLE001 - whatever it is
            return super().decode(value)  # says what is wrong


AnyPage = RawPage[Any]  # Any: a page travels before a vendor's model has read it
