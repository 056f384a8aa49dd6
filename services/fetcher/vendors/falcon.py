"""CrowdStrike Falcon: `GET /devices/combined/devices/v1` behind OAuth2 client credentials (vendors.md 3a).

Devices come by the time of their last change, so whatever changes during a sync comes again at its end, and a place
that the API no longer knows (its `offset` ends after minutes) is found anew by the time of the last device that came.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Page, Token
from shared.errors import RollcallError, Temporary, VendorRefused
from shared.settings import Settings

CLOUDS = {
    "us-1": "https://api.crowdstrike.com",
    "us-2": "https://api.us-2.crowdstrike.com",
    "us-3": "https://api.us-3.crowdstrike.com",
    "eu-1": "https://api.eu-1.crowdstrike.com",
    "us-gov-1": "https://api.laggar.gcw.crowdstrike.com",
    "us-gov-2": "https://api.us-gov-2.crowdstrike.mil",
}
OVERLAP = timedelta(minutes=5)  # asked for again: changes become visible a little later than they are dated
MOST_LOST = 5
SORT = "modified_timestamp.asc"
CHECK = "check FETCHER_FALCON_CLIENT_ID, FETCHER_FALCON_CLIENT_SECRET and FETCHER_FALCON_CLOUD"


class FalconSettings(Settings):
    """How to reach CrowdStrike Falcon, in place of the assessment's API."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_FALCON_")

    client_id: str | None = None
    """Id of an API client with the scope Hosts: Read. Unset: not fetched."""

    client_secret: SecretStr | None = None
    """The API client's secret. Unset: not fetched."""

    cloud: str = "us-1"
    """The tenant's cloud: us-1, us-2, us-3, eu-1, us-gov-1 or us-gov-2; or the base of another (`https://…`)."""

    page: int = Field(1000, ge=1, le=10_000)
    """Devices of a page."""

    @field_validator("cloud")
    @classmethod
    def _known(cls, cloud: str) -> str:
        if cloud not in CLOUDS and not cloud.startswith(("https://", "http://")):
            raise ValueError(f"expected one of {', '.join(CLOUDS)}, or an address")
        return cloud

    @property
    def base(self) -> str:
        """Return the base of the API."""
        return CLOUDS.get(self.cloud, self.cloud).rstrip("/")


class Place(BaseModel):
    """A cursor.

    Attributes:
        client: whose devices these are: another client may be of another tenant
        since: changes from this time on; empty for all devices
        offset: where the vendor goes on; empty at the beginning
        newest: the time of the latest change that came
        lost: how many offsets in a row were not known any more, without a later change between them

    """

    client: str = ""
    since: str = ""
    offset: str = ""
    newest: str = ""
    lost: int = 0

    def anew(self) -> "Place":
        """Return the place after what came, without an offset."""
        since = max(_before(self.newest), self.since)
        lost = self.lost + 1 if since == self.since else 0
        return Place(client=self.client, since=since, newest=self.newest, lost=lost)


class Said(BaseModel):
    """An error inside an answer, whatever the answer's status."""

    code: int = 0
    message: str = ""


class Pagination(BaseModel):
    """Where the next page is."""

    next: str | None = None


class Meta(BaseModel):
    """What is said of an answer."""

    pagination: Pagination | None = None


class Devices(BaseModel):
    """An answer."""

    meta: Meta
    resources: list[Any] | None = None  # Any: a device before its model has read it
    errors: list[Said] | None = None


class Granted(BaseModel):
    """A token, as OAuth2 gives it."""

    access_token: str = Field(min_length=1, pattern=r"^[!-~]+$")
    expires_in: float = Field(gt=0)


class Falcon:
    """Implements `Vendor` and `Login`."""

    name = "crowdstrike"
    needs = "an API client with the scope Hosts: Read"
    settings: type[Settings] = FalconSettings
    host_id = "device_id"

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page of all devices."""
        return Place(client=_ours(settings).client_id or "").model_dump_json()

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`; sort and filter have to be repeated with each."""
        ours, place = _ours(settings), Place.model_validate_json(cursor)
        if place.client != ours.client_id:
            raise ValueError("the place is another API client's, maybe of another tenant")
        if place.lost > MOST_LOST:
            raise ValueError(f"crowdstrike knew none of {MOST_LOST} offsets that it gave since {place.since!r}")
        params = {"limit": str(ours.page), "sort": SORT}
        params |= {"filter": f"modified_timestamp:>='{place.since}'"} if place.since else {}
        params |= {"offset": place.offset} if place.offset else {}
        return Ask("GET", f"{ours.base}/devices/combined/devices/v1", params, {"accept": "application/json"})

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page; an answer without devices, or without a further offset, is the end."""
        place, said = Place.model_validate_json(cursor), _devices(cursor, answer)
        problems = said.errors or ([] if answer.status == 200 else [Said(code=answer.status)])
        if place.offset and any(one.code in {400, 404, 410} for one in problems):
            return Page((), place.anew().model_dump_json())
        for problem in problems:
            raise _error(problem, answer)
        devices = said.resources or []
        offset = said.meta.pagination.next if said.meta.pagination else None
        times = (_time(device.get("modified_timestamp")) for device in devices if isinstance(device, dict))
        newest = max([place.newest, *(min(time, _now(answer)) for time in times)])
        if devices and offset:
            return Page(devices, place.model_copy(update={"offset": offset, "newest": newest}).model_dump_json())
        again = Place(client=place.client, since=_before(newest) or place.since, newest=newest)
        return Page(devices, None, again.model_dump_json() if again.since else None)

    def login(self, settings: Settings) -> Ask:
        """Return the request for a token."""
        ours = _ours(settings)
        secret = ours.client_secret.get_secret_value() if ours.client_secret else ""
        body = urlencode({"client_id": ours.client_id or "", "client_secret": secret}).encode()
        kind = "application/x-www-form-urlencoded"
        return Ask("POST", f"{ours.base}/oauth2/token", headers={"content-type": kind}, body=body)

    def token(self, settings: Settings, answer: Answer) -> Token:
        """Return the token. A refusal may be a 400, 401 or 403, or a 500 whose error says so."""
        region, cloud = answer.headers.get("x-cs-region", ""), _ours(settings).cloud
        if region in CLOUDS and cloud in CLOUDS and region != cloud:
            raise VendorRefused(f"crowdstrike: the tenant is in {region}: set FETCHER_FALCON_CLOUD={region}")
        if answer.status not in {200, 201}:
            codes = {answer.status, *(one.code for one in _errors(answer))}
            kind = VendorRefused if codes & {400, 401, 403} else Temporary
            raise kind(f"crowdstrike gives no token: {answer.status} {answer.body[:200]!r}: {CHECK}")
        try:
            granted = Granted.model_validate_json(answer.body)
        except ValidationError:  # it would show the token
            raise Temporary("crowdstrike gives no token: expected access_token and expires_in as JSON") from None
        return Token(granted.access_token, granted.expires_in)


def _ours(settings: Settings) -> FalconSettings:
    if not isinstance(settings, FalconSettings) or not settings.client_id or settings.client_secret is None:
        raise ValueError("expected Falcon's settings with a client id and a secret")
    return settings


def _devices(cursor: str, answer: Answer) -> Devices:
    """Return what an answer says."""
    try:
        return Devices.model_validate_json(answer.body)
    except ValidationError as error:
        shown = f"{answer.status} {answer.body[:80]!r}"
        raise Temporary(f"crowdstrike at {cursor}: expected meta and resources as JSON, got {shown}") from error


def _errors(answer: Answer) -> list[Said]:
    try:
        return Devices.model_validate_json(answer.body).errors or []
    except ValidationError:
        return []


def _error(said: Said, answer: Answer) -> RollcallError:
    """Return the error that an answer tells of, be its status 200."""
    if said.code in {401, 403}:
        return VendorRefused(f"crowdstrike says {said.code} {said.message[:200]!r}: it needs {Falcon.needs}; {CHECK}")
    shown = said.message[:200] or answer.body[:200]
    return Temporary(f"crowdstrike answered {answer.status} with error {said.code}: {shown!r}")


def _time(said: object) -> str:
    """Return a time in the form in which times can be compared as texts; nothing for what is none."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return ""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.tzinfo else ""


def _now(answer: Answer) -> str:
    """Return the vendor's time: a device that is dated after it doesn't hide what changes until then."""
    try:
        return _time(parsedate_to_datetime(answer.headers["date"]).isoformat())
    except (KeyError, ValueError):
        return "~"  # after every time


def _before(time: str) -> str:
    """Return the time from which on to ask again."""
    return _time((datetime.fromisoformat(time) - OVERLAP).isoformat()) if time else ""


VENDOR = Falcon()
