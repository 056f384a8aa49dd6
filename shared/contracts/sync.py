"""A sync that asked a vendor for all its hosts and was believed: the event of `hosts.syncs`."""

from pydantic import Field

from shared.contracts.event import Event, Utc
from shared.contracts.raw import source_of


class SyncCompleted(Event):
    """Whatever this vendor's tenant last listed before the sync's start, it lists no more.

    It counts once as many records as the sync saw hosts have come through, listed since its start: so a page on its
    way, or a host that nobody could read, makes no host look gone.
    """

    vendor: str = Field(description="who was asked")
    tenant: str = Field("", description="which of the vendor's tenants, by our name; empty for the one without a name")
    started_at: Utc = Field(description="when the sync began, our clock")
    hosts: int = Field(ge=0, description="how many hosts were seen since then, each counted once")
    total: int | None = Field(None, description="how many hosts the vendor said there are; no fewer were seen")

    @property
    def source(self) -> str:
        """Return who was asked, `vendor` or `vendor/tenant`."""
        return source_of(self.vendor, self.tenant)

    @property
    def key(self) -> str:
        """Return the message key, `source/started_at`."""
        return f"{self.source}/{self.started_at.isoformat()}"
