"""Which hosts a vendor still lists: the event of `hosts.syncs`, and what a record tells of it beside its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from pydantic import Field

from shared.contracts.event import Event, Utc, as_utc
from shared.contracts.raw import source_of
from shared.errors import Permanent

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
LISTED_AT = "listed-at"  # header of a record's message: the content of a record holds no time of ours
VERSION_LISTED_AT = "version-listed-at"  # header: when this version was, where the record was listed later in another
READING = "reading"  # header: the revision of how the normalizer read it


@dataclass(frozen=True, slots=True)
class Listing:
    """A vendor's tenant listed a record at this time, by our clock. Of two, the later one counts."""

    record: str
    source: str
    at: datetime


def micros(time: datetime) -> int:
    """Return a time as microseconds since 1970: a whole number that orders as times do."""
    return (time - EPOCH) // _MICROSECOND


def moment(number: int) -> datetime:
    """Return the time that `micros` made a number of."""
    return EPOCH + timedelta(microseconds=number)


def listed(at: datetime, reading: int = 0) -> dict[str, str]:
    """Return the headers with which a record's message says when it was listed, and by which revision it was read."""
    return {LISTED_AT: at.isoformat()} | ({READING: str(reading)} if reading else {})


def listed_at(headers: Mapping[str, str], name: str = LISTED_AT) -> datetime | None:
    """Return when a record was listed; None for messages of before this was told.

    Raises:
        Permanent: the header is no time.

    """
    if name not in headers:
        return None
    try:
        return as_utc(datetime.fromisoformat(headers[name]))
    except ValueError as error:
        raise Permanent(f"header {name}: expected a time; got {headers[name][:80]!r}") from error


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

    @property
    def order(self) -> bytes:
        """Return what orders the tellings of one sync: the one with the fewest hosts wins, then the greater content."""
        return ((1 << 64) - 1 - self.hosts).to_bytes(8) + blake2b(self.encode(), digest_size=8).digest()
