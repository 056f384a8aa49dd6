"""Tenable Vulnerability Management's export of assets: `POST /assets/export`, its status, its chunks.

The vendor prepares an export and hands it out in chunks, in any order and while it still prepares others; a place is
the export's id and which chunks came. An export that is gone (after a day) or failed is begun anew: hosts that come
twice do no harm. Of two exports of the same assets the vendor makes one, and names it: so it goes on after a crash.
No total is documented. An export of assets is whole once its status is FINISHED, when its list of chunks is complete,
none of them failed or was cancelled, and each came.
"""

import json
from datetime import timedelta
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import AnyHttpUrl, BaseModel, Field, TypeAdapter
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Page
from services.fetcher.dates import said_at
from services.fetcher.decoding import read_json
from services.fetcher.error_words import quoted
from services.fetcher.header_secret import HeaderSecret
from services.fetcher.politeness import Busy
from services.fetcher.vendors._duplicates import active_export, is_duplicate
from shared.errors import Temporary
from shared.settings import Settings

OVERLAP = timedelta(minutes=15)  # asked for again: changes become visible a little later than they are dated
LONGEST_WAIT = 30.0  # seconds between two looks at an export
SOON = 2.0  # seconds before another export, after one that failed; eight times as many after the next one
MOST_LOOKS = 500  # in a row that tell nothing new: some four hours
MOST_OF_A_CHUNK = 10_000  # assets
MOST_LOST = 3  # exports of one sync that are gone or failed
HOST_ID = "id"
GONE = ("deleted_at", "terminated_at")  # of an asset that is listed no more, but told of

Chunks = Annotated[list[Annotated[int, Field(ge=0, lt=1_000_000)]], Field(max_length=100_000)]


class TenableExportSettings(Settings):
    """How to reach Tenable Vulnerability Management, in place of the assessment's API."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_TENABLE_EXPORT_")

    access_key: HeaderSecret | None = None
    """Access key of an account that may export assets. Unset: not fetched."""

    secret_key: HeaderSecret | None = None
    """The account's secret key. Unset: not fetched."""

    url: AnyHttpUrl = AnyHttpUrl("https://cloud.tenable.com")
    """Base of the API."""

    chunk: int = Field(1000, ge=100, le=MOST_OF_A_CHUNK)
    """Assets of a chunk."""


class Place(BaseModel):
    """A cursor.

    Attributes:
        account: a digest of the access key: another account may be of another tenant
        since: changes from this time on, in seconds since 1970; 0 for all assets
        begun: the vendor's time before the export; 0 if that isn't known
        export: the export's id; empty before there is one
        here: chunks that can be had, as `1-3,7`
        done: those of them that came
        finished: whether there will be no others
        looks: how often in a row its status told nothing new
        lost: how many exports of this sync are gone or failed

    """

    account: str = ""
    since: int = Field(0, ge=0)
    begun: int = 0
    export: str = Field("", pattern=r"^[\w-]{0,100}$")
    here: str = ""
    done: str = ""
    finished: bool = False
    looks: int = 0
    lost: int = 0

    @property
    def chunk(self) -> int | None:
        """Return the next chunk to ask for; None if the status has to be looked at."""
        return min(_spread(self.here) - _spread(self.done), default=None)

    def anew(self) -> "Place":
        """Return the place before another export."""
        return Place(account=self.account, since=self.since, lost=self.lost + 1)


class Begun(BaseModel):
    """An export is being made."""

    export_uuid: str = Field("", pattern=r"^[\w-]{0,100}$")


class Status(BaseModel):
    """How far an export is."""

    status: str
    chunks_available: Chunks | None = None
    chunks_failed: Chunks | None = None
    chunks_cancelled: Chunks | None = None


ASSETS = TypeAdapter(list[Any])  # Any: an asset before its model has read it


class TenableExport:
    """Implements `Vendor` and `Outspoken`."""

    name = "tenable"
    host_id = HOST_ID
    settings: type[Settings] = TenableExportSettings

    def first(self, settings: Settings) -> str:
        """Return the cursor of an export of all assets."""
        return Place(account=_account(_ours(settings))).model_dump_json()

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for an export, its status, or a chunk of it."""
        ours, place = _ours(settings), Place.model_validate_json(cursor)
        if place.account != _account(ours):
            raise ValueError("the place is another account's, maybe of another tenant")
        if place.looks > MOST_LOOKS or place.lost > MOST_LOST:
            raise ValueError(f"tenable finished none of {place.lost + 1} exports")
        base = f"{str(ours.url).rstrip('/')}/assets/export"
        if not place.export:
            body = json.dumps({"chunk_size": ours.chunk, "filters": _filters(place)}).encode()
            return Ask("POST", base, headers=_headers(ours) | {"content-type": "application/json"}, body=body)
        hosts = MOST_OF_A_CHUNK if place.chunk is not None else 0  # the export may be another's
        what = "status" if place.chunk is None else f"chunks/{place.chunk}"
        return Ask("GET", f"{base}/{place.export}/{what}", headers=_headers(ours), hosts=hosts)

    def is_answer(self, cursor: str, answer: Answer) -> bool:
        """Take a 404 for an export that is gone, and a refusal that names an export for that one."""
        place = Place.model_validate_json(cursor)
        return answer.status == 404 if place.export else bool(active_export(answer))

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return a chunk's assets, or no hosts and where to go on."""
        place = Place.model_validate_json(cursor)
        if not place.export:
            return _go_on(_of_new(place, cursor, answer))
        if answer.status == 404:
            return _go_on(place.anew())
        if place.chunk is None:
            return _looked(place, _said(cursor, answer, TypeAdapter(Status)))
        if answer.status == 400:  # it isn't there yet after all
            return _go_on(place.model_copy(update={"here": place.done, "finished": False, "looks": place.looks + 1}), 1)
        assets = _said(cursor, answer, ASSETS)
        place = place.model_copy(update={"done": _gathered(_spread(place.done) | {place.chunk or 0}), "looks": 0})
        listed = assets if place.since else [one for one in assets if not _is_gone(one)]
        return _end(place, listed) if place.finished and place.chunk is None else Page(listed, place.model_dump_json())


def _ours(settings: Settings) -> TenableExportSettings:
    if not isinstance(settings, TenableExportSettings) or settings.access_key is None or settings.secret_key is None:
        raise ValueError("expected settings of Tenable's export with an access key and a secret key")
    return settings


def _account(ours: TenableExportSettings) -> str:
    return blake2b(ours.access_key.get_secret_value().encode(), digest_size=8).hexdigest() if ours.access_key else ""


def _headers(ours: TenableExportSettings) -> dict[str, str]:
    access, secret = (one.get_secret_value() if one else "" for one in (ours.access_key, ours.secret_key))
    return {"x-apikeys": f"accessKey={access};secretKey={secret}", "accept": "application/json"}


def _filters(place: Place) -> dict[str, int | bool]:
    """Ask for what is listed, or for what changed, be it that it is listed no more."""
    return {"updated_at": place.since} if place.since else {"is_deleted": False, "is_terminated": False}


def _begun(answer: Answer) -> Begun:
    try:
        return Begun.model_validate(read_json(answer))
    except ValueError:
        return Begun()


def _of_new(place: Place, cursor: str, answer: Answer) -> Place:
    """Return the place in an export that is being made; of one that we didn't begin nobody knows since when."""
    if active := active_export(answer):
        return place.model_copy(update={"export": active})
    if is_duplicate(answer):
        raise Busy(f"tenable answered {answer.status}{quoted(answer)}")
    begun = _begun(answer)
    if answer.status != 200 or not begun.export_uuid:
        raise Temporary(f"tenable answered {answer.status}{quoted(answer)} at {cursor}: expected an export's id")
    moment = said_at(answer)
    return place.model_copy(update={"export": begun.export_uuid, "begun": int(moment.timestamp()) if moment else 0})


def _looked(place: Place, said: Status) -> Page:
    """Return what to do after a look at the status."""
    finished, failed = said.status.upper() == "FINISHED", [*(said.chunks_failed or ()), *(said.chunks_cancelled or ())]
    if said.status.upper() in {"ERROR", "CANCELLED"} or (finished and failed):
        return _go_on(place.anew(), SOON * 8.0**place.lost)
    here = _gathered(set(said.chunks_available or ()))
    place = place.model_copy(update={"here": here, "finished": finished})
    if place.chunk is not None:
        return _go_on(place)
    if finished:
        return _end(place, ())
    return _go_on(place.model_copy(update={"looks": place.looks + 1}), min(2.0**place.looks, LONGEST_WAIT))


def _go_on(place: Place, wait: float = 0.0) -> Page:
    return Page((), place.model_dump_json(), wait=wait)


def _end(place: Place, assets: Any) -> Page:  # Any: assets
    since = max(place.begun - int(OVERLAP.total_seconds()), 0)
    again = Place(account=place.account, since=since).model_dump_json() if place.begun else None
    return Page(assets, None, again)


def _is_gone(asset: Any) -> bool:  # Any: JSON
    return isinstance(asset, dict) and any(asset.get(name) for name in GONE)


def _said(cursor: str, answer: Answer, kind: TypeAdapter[Any]) -> Any:  # Any: what the adapter is of
    if answer.status != 200:
        raise Temporary(f"tenable answered {answer.status}{quoted(answer)} at {cursor}")
    try:
        return kind.validate_python(read_json(answer, host_id=HOST_ID))
    except ValueError as error:
        raise Temporary(f"tenable at {cursor}: expected a status or assets, got {answer.body[:80]!r}") from error


def _spread(ranges: str) -> set[int]:
    """Return the numbers of `1-3,7`."""
    bounds = ([*map(int, one.split("-"))] for one in ranges.split(",") if one)
    return {number for first, *last in bounds for number in range(first, (last or [first])[0] + 1)}


def _gathered(numbers: set[int]) -> str:
    """Return `1-3,7` of these numbers."""
    begins = sorted(one for one in numbers if one - 1 not in numbers)
    ends = sorted(one for one in numbers if one + 1 not in numbers)
    return ",".join(f"{one}-{last}" if one < last else str(one) for one, last in zip(begins, ends, strict=True))


VENDOR = TenableExport()
