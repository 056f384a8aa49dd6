"""Qualys' GAV or CSAM v2: `POST /rest/2.0/search/am/asset`, JSON, behind a token of `/auth` (vendors.md 3b).

Assets come by their ids, so a place is an id and good for ever. No filter for changes is documented: a sync is always
one of all assets. An empty list is a 204 without body. With each program comes what the vendor's catalogue says of it,
which is left out where there are so many that the asset would fit no message.
"""

from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import AnyHttpUrl, BaseModel, BeforeValidator, Field
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Endless, Page, Token
from services.fetcher.decoding import read_json
from services.fetcher.error_words import quoted
from services.fetcher.refusals import TokenRefused
from services.fetcher.vendors._fields import Number
from services.fetcher.vendors._qualys import NOT_COUNTED, QualysAccount
from shared.errors import Temporary, VendorRefused
from shared.settings import Settings

HOST_ID = "assetId"
PATH, COUNT = "/rest/2.0/search/am/asset", "/rest/2.0/count/am/asset"
LIFE = 4 * 3600.0  # seconds that a token lives; the answer doesn't say
MANY = 300  # programs of an asset, that fit a message with all that is said of each
OF_A_PROGRAM = ("discoveredName", "discoveredVersion", "fullName", "productName", "publisher", "version")
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
        counted: whether the vendor was asked how many assets there are

    """

    username: str = ""
    after: int = Field(0, ge=0)
    counted: bool = False

    @property
    def counts(self) -> bool:
        """Tell whether this is the place before all assets, at which they are counted."""
        return not (self.after or self.counted)


Nothing = BeforeValidator(lambda said: said or {})  # null stands for no list


class Assets(BaseModel):
    """The assets of an answer."""

    asset: list[Any] = []  # Any: an asset before its model has read it


class Listing(BaseModel):
    """An answer."""

    responseCode: str = ""  # noqa: N815 - the vendor's names
    count: Number = None
    responseMessage: str | None = None  # noqa: N815
    hasMore: bool = False  # noqa: N815 - as 0 or 1
    lastSeenAssetId: Number = None  # noqa: N815
    assetListData: Annotated[Assets, Nothing] = Assets()  # noqa: N815


class QualysGav:
    """Implements `Vendor`, `Outspoken`, `Login` and `Counted`."""

    name = "qualys"
    needs = "an account with access to GAV or CSAM and its API"
    settings: type[Settings] = QualysGavSettings
    host_id = HOST_ID

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page of all assets."""
        return Place(username=QualysGavSettings.of(settings).username or "").model_dump_json()

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`."""
        ours, place = QualysGavSettings.of(settings), Place.model_validate_json(cursor)
        if place.username != ours.username:
            raise ValueError("the place is another account's, which may see other assets")
        headers = {"accept": "application/json"}
        if place.counts:
            return Ask("POST", f"{ours.base}{COUNT}", headers=headers)
        params = {"pageSize": str(ours.page), "lastSeenAssetId": str(place.after)}
        return Ask("POST", f"{ours.base}{PATH}", params, headers, hosts=ours.page)

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page; the last one says that there are no more, or is a 204."""
        place = Place.model_validate_json(cursor)
        if place.counts:
            return Page((), place.model_copy(update={"counted": True}).model_dump_json(), total=_total(cursor, answer))
        if answer.status == 204:
            return Page((), None)
        said = _listing(cursor, answer)
        assets, last = [_lighter(one) for one in said.assetListData.asset], said.lastSeenAssetId
        if not said.hasMore:
            return Page(assets, None)
        if not assets or last is None or last <= place.after:
            raise Endless(f"qualys at {cursor}: expected assets and a greater lastSeenAssetId, got {last}")
        return Page(assets, place.model_copy(update={"after": last}).model_dump_json())

    def is_answer(self, cursor: str, answer: Answer) -> bool:
        """Tell whether this is a refusal to say how many there are: the assets may come all the same."""
        return answer.status in NOT_COUNTED and Place.model_validate_json(cursor).counts

    def login(self, settings: Settings) -> Ask:
        """Return the request for a token."""
        ours = QualysGavSettings.of(settings)
        body = urlencode({"username": ours.username or "", "password": ours.secret, "token": "true"}).encode()
        kind = "application/x-www-form-urlencoded"
        return Ask("POST", f"{ours.base}/auth", headers={"content-type": kind, "accept": "*/*"}, body=body)

    def token(self, settings: Settings, answer: Answer) -> Token:  # noqa: ARG002 - a vendor's form
        """Return the token, which is all of the answer's body."""
        if answer.status not in {200, 201}:
            kind = VendorRefused if answer.status in {400, 401, 403, 404} else Temporary
            raise kind(f"qualys gives no token: {answer.status}{quoted(answer)}: {CHECK}; it needs {self.needs}")
        text = answer.body.decode("ascii", "replace").strip()
        if not text or not all("!" <= character <= "~" for character in text):
            raise Temporary("qualys gives no token: expected it as text of ASCII letters, digits and signs")
        return Token(text, LIFE)

    def turns(self, settings: Settings) -> tuple[str, int]:
        """Return for whom open requests are counted, and how many there may be."""
        return QualysGavSettings.of(settings).turns(PATH)


def _listing(cursor: str, answer: Answer) -> Listing:
    """Return what a good answer says; of any other the error."""
    said = _said(cursor, answer)
    if said.responseCode == "INVALID_CREDENTIALS":
        raise TokenRefused(f"qualys answered {answer.status}{quoted(answer)} at {cursor}: {CHECK}")
    if answer.status != 200 or said.responseCode != "SUCCESS":
        raise Temporary(f"qualys answered {answer.status}{quoted(answer)} at {cursor}: expected SUCCESS")
    return said


def _lighter(asset: Any) -> Any:  # Any: JSON
    """Return an asset as it came; if it has very many programs, these without what the vendor's catalogue says."""
    listed = asset.get("softwareListData") if isinstance(asset, dict) else None
    if not isinstance(listed, dict):
        return asset
    programs = listed.get("software")
    if not isinstance(programs, list) or len(programs) <= MANY:
        return asset
    slim = [
        {name: one[name] for name in OF_A_PROGRAM if name in one} if isinstance(one, dict) else one for one in programs
    ]
    return {**asset, "softwareListData": {**listed, "software": slim}}


def _said(cursor: str, answer: Answer) -> Listing:
    try:
        return Listing.model_validate(read_json(answer, "assetListData", "asset", host_id=HOST_ID))
    except ValueError as error:
        shown = f"{answer.status} {answer.body[:80]!r}"
        raise Temporary(f"qualys at {cursor}: expected assetListData as JSON, got {shown}") from error


def _total(cursor: str, answer: Answer) -> int | None:
    """Return how many assets there are; None if the account may not ask, or the vendor doesn't say."""
    if answer.status in NOT_COUNTED or answer.status == 204:
        return None
    said = _said(cursor, answer)
    if answer.status != 200:
        raise Temporary(f"qualys answered {answer.status}{quoted(answer)} to how many there are")
    return said.count if said.responseCode == "SUCCESS" else None


VENDOR = QualysGav()
