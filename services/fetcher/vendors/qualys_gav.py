"""Qualys' GAV or CSAM v2: `POST /rest/2.0/search/am/asset`, JSON, behind a token of `/auth` (vendors.md 3b).

Assets come by their ids, so a place is an id and good for ever. No filter for changes is documented: a sync is always
one of all assets. An empty list is a 204 without a body.
"""

from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import AnyHttpUrl, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Page, Token
from services.fetcher.vendors._qualys import QualysAccount
from shared.errors import Temporary, VendorRefused
from shared.settings import Settings

PATH = "/rest/2.0/search/am/asset"
LIFE = 4 * 3600.0  # seconds that a token lives; the answer doesn't say
CHECK = "check FETCHER_QUALYS_GAV_PASSWORD, FETCHER_QUALYS_GAV_USERNAME and FETCHER_QUALYS_GAV_URL"


class QualysGavSettings(QualysAccount):
    """How to reach Qualys' Global AssetView or CSAM, in place of the assessment's API."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_QUALYS_GAV_")

    url: AnyHttpUrl | None = None
    """The platform's API gateway (`https://gateway.qg2.apps.qualys.com`). Unset: not fetched."""

    page: int = Field(100, ge=1, le=300)
    """Assets of a page; one may have hundreds of kilobytes."""


class Place(BaseModel):
    """A cursor.

    Attributes:
        username: whose assets these are: another account may see others
        after: the greatest id that came

    """

    username: str = ""
    after: int = Field(0, ge=0)


Nothing = BeforeValidator(lambda said: said or {})  # null stands for no list


class Assets(BaseModel):
    """The assets of an answer."""

    asset: list[Any] = []  # Any: an asset before its model has read it


class Listing(BaseModel):
    """An answer."""

    responseCode: str = ""  # noqa: N815 - the vendor's names
    responseMessage: str | None = None  # noqa: N815
    hasMore: bool = False  # noqa: N815 - as 0 or 1
    lastSeenAssetId: int | None = None  # noqa: N815
    assetListData: Annotated[Assets, Nothing] = Assets()  # noqa: N815


class QualysGav:
    """Implements `Vendor`, `Login` and `Counted`."""

    name = "qualys"
    needs = "an account with access to GAV or CSAM and its API"
    settings: type[Settings] = QualysGavSettings
    host_id = "assetId"

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page of all assets."""
        return Place(username=_ours(settings).username or "").model_dump_json()

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`."""
        ours, place = _ours(settings), Place.model_validate_json(cursor)
        if place.username != ours.username:
            raise ValueError("the place is another account's, which may see other assets")
        params = {"pageSize": str(ours.page), "lastSeenAssetId": str(place.after)}
        return Ask("POST", f"{ours.base}{PATH}", params, {"accept": "application/json"})

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page; the last one says that there are no more, or is a 204."""
        if answer.status == 204:
            return Page((), None)
        place, said = Place.model_validate_json(cursor), _listing(cursor, answer)
        assets, last = said.assetListData.asset, said.lastSeenAssetId
        if not said.hasMore:
            return Page(assets, None)
        if not assets or last is None or last <= place.after:
            raise Temporary(f"qualys at {cursor}: expected assets and a greater lastSeenAssetId, got {last}")
        return Page(assets, place.model_copy(update={"after": last}).model_dump_json())

    def login(self, settings: Settings) -> Ask:
        """Return the request for a token."""
        ours = _ours(settings)
        body = urlencode({"username": ours.username or "", "password": ours.secret, "token": "true"}).encode()
        kind = "application/x-www-form-urlencoded"
        return Ask("POST", f"{ours.base}/auth", headers={"content-type": kind, "accept": "*/*"}, body=body)

    def token(self, settings: Settings, answer: Answer) -> Token:  # noqa: ARG002 - a vendor's form
        """Return the token, which is all of the answer's body."""
        if answer.status not in {200, 201}:
            kind = VendorRefused if answer.status in {400, 401, 403, 404} else Temporary
            raise kind(f"qualys gives no token: {answer.status} {answer.body[:200]!r}: {CHECK}; it needs {self.needs}")
        text = answer.body.decode("ascii", "replace").strip()
        if not text or not all("!" <= character <= "~" for character in text):
            raise Temporary("qualys gives no token: expected it as text of ASCII letters, digits and signs")
        return Token(text, LIFE)

    def turns(self, settings: Settings) -> tuple[str, int]:
        """Return for whom open requests are counted, and how many there may be."""
        return _ours(settings).turns(PATH)


def _ours(settings: Settings) -> QualysGavSettings:
    if not isinstance(settings, QualysGavSettings):
        raise ValueError("expected the settings of Qualys' GAV")  # noqa: TRY004 - as for those that lack something
    settings.check()
    return settings


def _listing(cursor: str, answer: Answer) -> Listing:
    """Return what a good answer says; of any other the error."""
    try:
        said = Listing.model_validate_json(answer.body)
    except ValidationError as error:
        shown = f"{answer.status} {answer.body[:80]!r}"
        raise Temporary(f"qualys at {cursor}: expected assetListData as JSON, got {shown}") from error
    if answer.status != 200 or said.responseCode != "SUCCESS":
        shown = f"{said.responseCode} {said.responseMessage or ''}"[:200].strip()
        raise Temporary(f"qualys at {cursor}: expected SUCCESS, got {answer.status} {shown}")
    return said


VENDOR = QualysGav()
