"""Where a sync of Falcon's devices stands. Pure.

Devices come by the time of their last change, so whatever changes during a sync comes again at its end, and a place
that the API no longer knows (its `offset` ends after minutes) is found anew by the time of the last device that came.
Hidden hosts are listed apart, after the others: so a host that is hidden during a sync is in one of the lists.
"""

from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field

OVERLAP = timedelta(minutes=5)  # asked for again: changes become visible a little later than they are dated
YEARS = range(1980, 3000)  # a time outside of them stands for never, and the ends of time have no UTC
DETAILS = "/devices/entities/devices/v2"
WHOLE = {False: "/devices/combined/devices/v1", True: "/devices/combined/devices-hidden/v1"}
IDS = {False: "/devices/queries/devices-scroll/v1", True: "/devices/queries/devices-hidden/v1"}
BEGINNING = {"offset": "", "ids": [], "done": False, "seen": 0, "listed": None}  # of a list


class Place(BaseModel):
    """A cursor.

    Attributes:
        client: whose devices these are: another client may be of another tenant
        with_hidden: whether the hidden hosts are fetched after the others
        begun: the sync is of changes from this time on; empty for all devices
        since: changes from this time on are asked for: later than `begun` after a lost offset
        offset: where the vendor goes on; empty at the beginning
        newest: the time of the latest change that came
        lost: how many offsets in a row were not known any more, without a later change between them
        hidden: whether it is in the list of hidden hosts
        older: whether devices are fetched by the older pair of requests, for ids and then for their details
        ids: devices whose details are asked for next
        done: whether the list has no more ids after these
        seen: devices, or ids, that the list gave since it was begun or begun anew
        listed: how many it had then, as the vendor says
        counted: how many it had when it was begun
        total: the same of the lists that are through
        again: from where on the next sync asks; known once the visible hosts are through

    """

    client: str = ""
    with_hidden: bool = False
    begun: str = ""
    since: str = ""
    offset: str = ""
    newest: str = ""
    lost: int = 0
    hidden: bool = False
    older: bool = False
    ids: list[str] = Field(default_factory=list)
    done: bool = False
    seen: int = 0
    listed: int | None = None
    counted: int | None = None
    total: int = 0
    again: str = ""

    @property
    def path(self) -> str:
        """Return the endpoint that is asked."""
        return DETAILS if self.ids else (IDS if self.older else WHOLE)[self.hidden]

    @property
    def every(self) -> int:
        """Return the devices of this list and those before it, as far as the vendor says."""
        return self.total + (self.counted or 0)

    @property
    def text(self) -> str:
        """Return it as a cursor."""
        return self.model_dump_json(exclude_defaults=True)

    @property
    def lacks(self) -> bool:
        """Tell whether the list gave less than it had."""
        return self.listed is not None and self.seen < self.listed

    def anew(self, *, older: bool = False) -> "Place":
        """Return the place after what came, without an offset; `older` for the older pair from now on."""
        since = max(before(self.newest), self.since)
        lost = 0 if since > self.since or older else self.lost + 1
        fresh = {"since": since, "lost": lost, "older": self.older or older}
        return self.model_copy(update=fresh | BEGINNING)

    def over(self) -> "Place":
        """Return the beginning of the list as it was asked for: some of what it gave was lost on the way."""
        return self.model_copy(update={"lost": self.lost + 1, "newest": ""} | BEGINNING)

    def hidden_next(self) -> "Place":
        """Return the beginning of the list of hidden hosts."""
        fresh = {
            "hidden": True,
            "since": self.begun,
            "newest": "",
            "lost": 0,
            "again": before(self.newest) or self.begun,
        }
        return self.model_copy(update=fresh | BEGINNING | {"counted": None, "total": self.every})

    def next_sync(self) -> "Place | None":
        """Return where the next sync begins, if it can ask for changes alone."""
        since = self.again or before(self.newest) or self.begun
        fresh = Place(client=self.client, with_hidden=self.with_hidden, begun=since, since=since, older=self.older)
        return fresh if since else None


def time_of(said: object) -> str:
    """Return a time in the form in which times can be compared as texts; nothing for what is none."""
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return ""
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        return ""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def before(time: str) -> str:
    """Return the time from which on to ask again."""
    return time_of((datetime.fromisoformat(time) - OVERLAP).isoformat()) if time else ""
