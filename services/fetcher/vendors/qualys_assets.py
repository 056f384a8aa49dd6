"""Qualys' Asset Management & Tagging v2: `POST /qps/rest/2.0/search/am/hostasset`, JSON, Basic (vendors.md 3b).

Assets come by their ids, so a place is an id and good for ever. What is wrong is said inside a 200, as `responseCode`.
Changes are asked for by `updated` (an asset's `modified`), when the vendor stored them: `lastVulnScan` is the scan's
own time and is seen later, so whoever asks by it misses what was scanned before and stored after.
"""

import json
from typing import Any, Literal

from pydantic import AnyHttpUrl, BaseModel, Field
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Endless, Page
from services.fetcher.decoding import read_json
from services.fetcher.error_words import quoted
from services.fetcher.vendors._fields import Number
from services.fetcher.vendors._qualys import NOT_COUNTED, QualysAccount, now
from shared.errors import RollcallError, Temporary, VendorRefused
from shared.settings import Settings

PATH, COUNT = "/qps/rest/2.0/search/am/hostasset", "/qps/rest/2.0/count/am/hostasset"
CHECK = "check FETCHER_QUALYS_ASSETS_PASSWORD, FETCHER_QUALYS_ASSETS_USERNAME and that account's API access"
HOSTS, HOST_ID = ("ServiceResponse", "data"), "HostAsset.id"
REFUSED = {"INVALID_CREDENTIALS", "UNAUTHORIZED", "ACCESS_DENIED", "FORBIDDEN", "EVALUATION_EXPIRED", "INVALID_ACCESS"}


class QualysAssetsSettings(QualysAccount):
    """How to reach Qualys' Asset Management API, in place of the assessment's."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_QUALYS_ASSETS_")

    url: AnyHttpUrl | None = None
    """The platform's API server (`https://qualysapi.qg2.apps.qualys.com`). Unset: not fetched."""

    page: int = Field(100, ge=1, le=1000)
    """Assets of a page; one has tens of kilobytes."""


class Place(BaseModel):
    """A cursor.

    Attributes:
        username: whose assets these are: another account may see others
        after: the greatest id that came
        since: changes from this time on; empty for all assets
        begun: the vendor's time at the sync's first page
        counted: whether the vendor was asked how many assets there are

    """

    username: str = ""
    after: int = Field(0, ge=0)
    since: str = ""
    begun: str = ""
    counted: bool = False

    @property
    def counts(self) -> bool:
        """Tell whether this is the place before all assets, at which they are counted."""
        return not (self.since or self.after or self.counted)


class Response(BaseModel):
    """An answer."""

    responseCode: str  # noqa: N815 - the vendor's names
    count: Number = None
    hasMoreRecords: bool = False  # noqa: N815 - as text, mostly
    lastId: Number = None  # noqa: N815
    data: list[Any] = []  # Any: an asset before its model has read it


class Enveloped(BaseModel):
    """An answer in its envelope."""

    ServiceResponse: Response


class QualysAssets:
    """Implements `Vendor`, `Outspoken` and `Counted`."""

    name = "qualys"
    settings: type[Settings] = QualysAssetsSettings
    host_id = HOST_ID

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page of all assets."""
        return Place(username=QualysAssetsSettings.of(settings).username or "").model_dump_json()

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`."""
        ours, place = QualysAssetsSettings.of(settings), Place.model_validate_json(cursor)
        if place.username != ours.username:
            raise ValueError("the place is another account's, which may see other assets")
        criteria = [_criterion("id", "GREATER", str(place.after))]
        criteria += [_criterion("updated", "GREATER", place.since)] if place.since else []
        said = {"ServiceRequest": {"preferences": {"limitResults": ours.page}, "filters": {"Criteria": criteria}}}
        kind = "application/json"
        return Ask(
            method="POST",
            url=f"{ours.base}{COUNT if place.counts else PATH}",
            headers={"authorization": ours.basic, "content-type": kind, "accept": kind},
            body=json.dumps(said).encode(),
            hosts=ours.page,
        )

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page; the last one says that there are no more."""
        place = Place.model_validate_json(cursor)
        if place.counts:
            return Page((), place.model_copy(update={"counted": True}).model_dump_json(), total=_total(cursor, answer))
        said = _response(cursor, answer)
        begun = place.begun or now(answer)
        if not said.hasMoreRecords:
            again = Place(username=place.username, since=begun) if begun else None
            return Page(said.data, None, again.model_dump_json() if again else None)
        if not said.data or said.lastId is None or said.lastId <= place.after:
            raise Endless(f"qualys at {cursor}: expected assets and a greater lastId, got {said.lastId}")
        return Page(said.data, place.model_copy(update={"after": said.lastId, "begun": begun}).model_dump_json())

    def is_answer(self, cursor: str, answer: Answer) -> bool:
        """Tell whether this is a refusal to say how many there are: the assets may come all the same."""
        return answer.status in NOT_COUNTED and Place.model_validate_json(cursor).counts

    def turns(self, settings: Settings) -> tuple[str, int]:
        """Return for whom open requests are counted, and how many there may be."""
        return QualysAssetsSettings.of(settings).turns(PATH)


def _criterion(field: str, operator: Literal["GREATER"], value: str) -> dict[str, str]:
    return {"field": field, "operator": operator, "value": value}


def _response(cursor: str, answer: Answer) -> Response:
    """Return what a good answer says; of any other the error."""
    said = _said(cursor, answer)
    if answer.status != 200 or said.responseCode != "SUCCESS":
        raise _error(answer, said)
    return said


def _said(cursor: str, answer: Answer) -> Response:
    try:
        return Enveloped.model_validate(read_json(answer, *HOSTS, host_id=HOST_ID)).ServiceResponse
    except ValueError as error:
        shown = f"{answer.status} {answer.body[:80]!r}"
        raise Temporary(f"qualys at {cursor}: expected a ServiceResponse as JSON, got {shown}") from error


def _total(cursor: str, answer: Answer) -> int | None:
    """Return how many assets there are; None if the account may not ask, or the vendor doesn't say."""
    if answer.status in NOT_COUNTED:
        return None
    said = _said(cursor, answer)
    if answer.status != 200:
        raise _error(answer, said)
    return said.count if said.responseCode == "SUCCESS" else None


def _error(answer: Answer, said: Response) -> RollcallError:
    shown = f"qualys answered {answer.status}{quoted(answer)}"
    return VendorRefused(f"{shown}: {CHECK}") if said.responseCode in REFUSED else Temporary(shown)


VENDOR = QualysAssets()
