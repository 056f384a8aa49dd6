"""CrowdStrike, as the assessment API serves it."""

from pydantic import AnyHttpUrl, SecretStr
from pydantic_settings import SettingsConfigDict

from services.fetcher.vendors._assessment import AssessmentSettings, AssessmentVendor


class CrowdStrikeSettings(AssessmentSettings):
    """How to reach CrowdStrike."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_CROWDSTRIKE_")

    url: AnyHttpUrl | None = None
    """Base of the API (`https://api.example.com`); `/api/crowdstrike/hosts/get` is appended. Unset: not fetched."""

    token: SecretStr | None = None
    """Token for the API, sent in the header `token`. Unset: not fetched."""


VENDOR = AssessmentVendor("crowdstrike", CrowdStrikeSettings, "device_id")
