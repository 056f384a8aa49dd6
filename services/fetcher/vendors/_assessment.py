"""The assessment API, the same for its vendors: `POST …/hosts/get?skip=&limit=`, header `token` (vendors.md 1.2).

A page holds at most 2 hosts. Past the end it answers HTTP 500 with a text that is no JSON, and it does so as soon as
skip + limit exceeds the number of hosts: so at that answer the last odd host is asked for alone before it is the end.
"""

from dataclasses import dataclass

from pydantic import AnyHttpUrl, BaseModel, Field, SecretStr, field_validator

from services.fetcher.core import Answer, Ask, Page
from services.fetcher.decoding import read_json
from services.fetcher.error_words import quoted
from services.fetcher.header_secret import fits_a_header
from shared.errors import Temporary
from shared.settings import Settings

LIMIT = 2
END = b"Error invalid skip/limit combo (>number of hosts)"


class AssessmentSettings(Settings):
    """Where the API is, and the token for it."""

    url: AnyHttpUrl | None = None
    token: SecretStr | None = None

    @field_validator("token")
    @classmethod
    def _fits_a_header(cls, token: SecretStr | None) -> SecretStr | None:
        return fits_a_header(token) if token and token.get_secret_value() else None


class Place(BaseModel):
    """A cursor: how many hosts to skip, how many to ask for."""

    skip: int = Field(0, ge=0)
    limit: int = Field(LIMIT, ge=1, le=LIMIT)


@dataclass(frozen=True, slots=True)
class AssessmentVendor:
    """Implements `Vendor` for one of the API's paths."""

    name: str
    settings: type[Settings]
    host_id: str

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - the same for all settings
        """Return the cursor of the first page."""
        return Place().model_dump_json()

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`."""
        if not isinstance(settings, AssessmentSettings) or settings.url is None or settings.token is None:
            raise ValueError(f"expected settings of {self.name} with a url and a token")
        place = Place.model_validate_json(cursor)
        return Ask(
            method="POST",
            url=f"{str(settings.url).rstrip('/')}/api/{self.name}/hosts/get",
            params={"skip": str(place.skip), "limit": str(place.limit)},
            headers={"token": settings.token.get_secret_value(), "accept": "application/json"},
            hosts=place.limit,
        )

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page, or the end."""
        place = Place.model_validate_json(cursor)
        if answer.status == 500 and answer.body.strip() == END:
            alone = Place(skip=place.skip, limit=1) if place.limit > 1 else None
            return Page((), alone.model_dump_json() if alone else None)
        if answer.status != 200:
            raise Temporary(f"{self.name} answered {answer.status}{quoted(answer)} at {cursor}")
        hosts = _array(self, cursor, answer)
        if not hosts:
            return Page((), None)
        return Page(hosts, Place(skip=place.skip + len(hosts), limit=place.limit).model_dump_json())


def _array(vendor: AssessmentVendor, cursor: str, answer: Answer) -> list[object]:
    name, body = vendor.name, answer.body
    try:
        hosts = read_json(answer, host_id=vendor.host_id) if body.strip() else None
    except ValueError as error:
        raise Temporary(f"{name} at {cursor}: expected a JSON array of hosts, got {body[:80]!r}: {error}") from error
    if hosts is None:
        return []
    if not isinstance(hosts, list):
        raise Temporary(f"{name} at {cursor}: expected a JSON array of hosts, got {type(hosts).__name__} {body[:80]!r}")
    return hosts
