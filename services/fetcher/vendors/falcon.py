"""CrowdStrike Falcon: `GET /devices/combined/devices/v1` behind OAuth2 client credentials (vendors.md 3a).

Where that isn't allowed, the older pair: `/devices/queries/devices-scroll/v1` for ids, then their details. Hidden
hosts, which are those that were deleted in the console, come in a list of their own; a host that the vendor itself
removed is in none.
"""

import json
from urllib.parse import urlencode

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Endless, Page, Token
from services.fetcher.vendors._falcon_answers import (
    CLOSED,
    HOST_ID,
    NEEDS,
    Devices,
    devices,
    failure,
    granted,
    latest,
    shut,
)
from services.fetcher.vendors._falcon_places import Place
from shared.errors import Temporary, VendorRefused
from shared.settings import Settings

CLOUDS = {
    "us-1": "https://api.crowdstrike.com",
    "us-2": "https://api.us-2.crowdstrike.com",
    "us-3": "https://api.us-3.crowdstrike.com",
    "eu-1": "https://api.eu-1.crowdstrike.com",
    "us-gov-1": "https://api.laggar.gcw.crowdstrike.com",
    "us-gov-2": "https://api.us-gov-2.crowdstrike.mil",
}
MOST_LOST = 5
MOST_IDS = 500  # of the older pair: they stand in the cursor
MOST_COUNTED = 10_000  # places that an offset which is a number can have
LOST = frozenset({400, 404, 410})  # errors of an offset that is known no more
SORT = "modified_timestamp.asc"


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

    hidden: bool = True
    """Whether hosts that were deleted in the console, which Falcon calls hidden, are fetched too."""

    @field_validator("cloud")
    @classmethod
    def _known(cls, cloud: str) -> str:
        if cloud in CLOUDS:
            return cloud
        try:
            address = AnyHttpUrl(cloud)
        except ValidationError:
            raise ValueError(f"expected one of {', '.join(CLOUDS)}, or an address") from None
        if address.username or address.password:
            raise ValueError("expected an address without user and password")
        return str(address)

    @property
    def base(self) -> str:
        """Return the base of the API."""
        return CLOUDS.get(self.cloud, self.cloud).rstrip("/")


class Falcon:
    """Implements `Vendor`, `Login`, `Moves` and `Outspoken`."""

    name = "crowdstrike"
    needs = NEEDS
    settings: type[Settings] = FalconSettings
    host_id = HOST_ID

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page of all devices."""
        ours = _ours(settings)
        return Place(client=ours.client_id or "", with_hidden=ours.hidden).text

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`; sort and filter have to be repeated with each."""
        ours, place = _ours(settings), Place.model_validate_json(cursor)
        _check(ours, place)
        url, headers = f"{ours.base}{place.path}", {"accept": "application/json"}
        if place.ids:
            body, asked = json.dumps({"ids": place.ids}).encode(), len(place.ids)
            return Ask("POST", url, headers=headers | {"content-type": "application/json"}, body=body, hosts=asked)
        limit = min(ours.page, MOST_IDS) if place.older else ours.page
        params = {"limit": str(limit), "sort": SORT}
        params |= {"filter": f"modified_timestamp:>='{place.since}'"} if place.since else {}
        params |= {"offset": place.offset} if place.offset else {}
        return Ask("GET", url, params, headers, hosts=limit)

    def is_answer(self, cursor: str, answer: Answer) -> bool:  # noqa: ARG002 - the same for all places
        """Tell whether an endpoint is closed to us, which may be but this one."""
        return answer.status in CLOSED

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page; an answer without devices, or without a further offset, is the end of a list."""
        place = Place.model_validate_json(cursor)
        said, problems = devices(place, answer)
        if place.ids:
            problems = [one for one in problems if one.code != 404]  # a device that went since its id was given
        elif place.offset and any(one.code in LOST for one in problems):
            return Page((), place.anew().text)
        if not place.older and any(one.code in CLOSED for one in problems):
            note = f"{place.path} is closed to us ({problems[0].code}): asking for ids and details, as of old"
            return Page((), place.anew(older=True).text, note=note)
        for problem in problems:
            raise failure(place, problem, answer)
        return _ids(place, said) if place.older and not place.ids else _hosts(place, said, answer)

    def login(self, settings: Settings) -> Ask:
        """Return the request for a token."""
        ours = _ours(settings)
        secret = ours.client_secret.get_secret_value() if ours.client_secret else ""
        body = urlencode({"client_id": ours.client_id or "", "client_secret": secret}).encode()
        kind = "application/x-www-form-urlencoded"
        return Ask("POST", f"{ours.base}/oauth2/token", headers={"content-type": kind}, body=body)

    def moved(self, settings: Settings, answer: Answer) -> Settings | None:
        """Return the settings of the tenant's own cloud, if an answer (201 or 308) names another of CrowdStrike's."""
        ours, region = _ours(settings), answer.headers.get("x-cs-region", "").strip().lower()
        if ours.cloud not in CLOUDS or region not in CLOUDS or region == ours.cloud:
            return None
        return ours.model_copy(update={"cloud": region})

    def token(self, settings: Settings, answer: Answer) -> Token:
        """Return the token."""
        if moved := self.moved(settings, answer):
            there = _ours(moved).cloud
            raise VendorRefused(f"crowdstrike sends us from cloud to cloud: set FETCHER_FALCON_CLOUD={there}")
        if answer.status not in {200, 201}:
            raise shut(answer)
        found = granted(answer)
        return Token(found.access_token, found.expires_in)


def _ours(settings: Settings) -> FalconSettings:
    if not isinstance(settings, FalconSettings) or not settings.client_id or settings.client_secret is None:
        raise ValueError("expected Falcon's settings with a client id and a secret")
    return settings


def _check(ours: FalconSettings, place: Place) -> None:
    """See that a place is ours and leads somewhere."""
    if place.client != ours.client_id:
        raise ValueError("the place is another API client's, maybe of another tenant")
    if place.with_hidden != ours.hidden:
        raise ValueError("FETCHER_FALCON_HIDDEN is another since")
    if place.lost > MOST_LOST:
        raise ValueError(f"crowdstrike lost {MOST_LOST} offsets, or what they gave, since {place.since!r}")


def _hosts(place: Place, said: Devices, answer: Answer) -> Page:
    """Return a page of whole devices."""
    found, offset, asked = said.resources or [], said.pagination.next, len(place.ids)
    place = place.model_copy(update={"ids": [], "newest": latest(place, said.resources or [], answer)})
    if not asked and found and offset:
        return Page(found, _on(place, said, offset).text)
    if not asked or place.done:
        return _end(place if asked else _on(place, said, ""), found)
    is_far = place.hidden and place.seen + MOST_IDS > MOST_COUNTED
    return Page(found, (place.anew() if is_far else place).text)


def _ids(place: Place, said: Devices) -> Page:
    """Return a page without hosts, whose cursor has the ids of the next."""
    ids = said.resources or []
    if not ids and place.lacks and not place.hidden:  # of a scroll an answer was lost, and its page with it
        return Page((), place.over().text)
    if not ids:
        return _end(place, [])
    if not all(isinstance(one, str) for one in ids):
        raise Temporary(f"crowdstrike at {place.path}: expected ids of devices, got {ids[0]!r:.80}")
    offset = str(place.seen + len(ids)) if place.hidden else str(said.pagination.offset or "")
    on = _on(place, said, offset)
    done = not on.lacks if place.hidden else not offset
    return Page((), on.model_copy(update={"ids": ids, "done": done}).text)


def _on(place: Place, said: Devices, offset: str) -> Place:
    """Return the place after a page of a list: the same offset may stand for each, so it can't tell of a circle.

    The number of hosts can. Where none is told, they aren't counted: so places that come again are alike.
    """
    listed, counted = (said.pagination.total if one is None else one for one in (place.listed, place.counted))
    seen = place.seen + len(said.resources or []) if place.older or listed is not None else 0
    if listed is not None and seen > 2 * listed:
        raise Endless(f"crowdstrike at {place.path} gave {seen} hosts of {listed}: does it heed the offset?")
    return place.model_copy(update={"offset": offset, "seen": seen, "listed": listed, "counted": counted})


def _end(place: Place, found: list[object]) -> Page:
    """Return the last page of a list."""
    if place.with_hidden and not place.hidden:
        return Page(found, place.hidden_next().text)
    again = place.next_sync()
    return Page(found, None, again.text if again else None, total=None if place.begun else place.every)


VENDOR = Falcon()
