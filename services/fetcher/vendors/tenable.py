"""Tenable, as the assessment API serves it: `POST …/hosts/get?cursor=` gives hosts and a cursor; none are the end."""

from typing import Any

from pydantic import AnyHttpUrl, BaseModel, SecretStr
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Endless, Page
from services.fetcher.decoding import read_json
from services.fetcher.error_words import quoted
from services.fetcher.vendors._assessment import AssessmentSettings
from services.fetcher.vendors._fields import PlaceText
from shared.errors import Temporary
from shared.settings import Settings


class TenableSettings(AssessmentSettings):
    """How to reach Tenable."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_TENABLE_")

    url: AnyHttpUrl | None = None
    """Base of the API (`https://api.example.com`); `/api/tenable/hosts/get` is appended. Unset: not fetched."""

    token: SecretStr | None = None
    """Token for the API, sent in the header `token`. Unset: not fetched."""


class Listing(BaseModel):
    """An answer."""

    hosts: list[Any]  # Any: an asset before its model has read it
    cursor: PlaceText = None


class Tenable:
    """Implements `Vendor`."""

    name = "tenable"
    settings: type[Settings] = TenableSettings
    host_id = "id"

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - the same for all settings
        """Return the cursor of the first page."""
        return ""

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`."""
        if not isinstance(settings, TenableSettings) or settings.url is None or settings.token is None:
            raise ValueError("expected settings of tenable with a url and a token")
        headers = {"token": settings.token.get_secret_value(), "accept": "application/json"}
        return Ask("POST", f"{str(settings.url).rstrip('/')}/api/tenable/hosts/get", {"cursor": cursor}, headers)

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page; hosts without a further cursor are no end: that is an empty list."""
        if answer.status != 200:
            raise Temporary(f"tenable answered {answer.status}{quoted(answer)} at {cursor!r}")
        try:
            said = Listing.model_validate(read_json(answer, "hosts", host_id=self.host_id))
        except ValueError as error:
            got = answer.body[:80]
            raise Temporary(f"tenable at {cursor!r}: expected an object of hosts and cursor, got {got!r}") from error
        if said.hosts and (said.cursor or "") in {"", cursor}:
            raise Endless(f"tenable at {cursor!r}: expected a further cursor beside hosts, got {said.cursor!r}")
        return Page(said.hosts, said.cursor if said.hosts else None)


VENDOR = Tenable()
