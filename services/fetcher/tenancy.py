"""Which tenants there are: asked for also where nobody fetches, so without all that fetching needs."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class Tenancy(Settings):
    """The fetcher's settings that say whose hosts there are."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_")

    tenants: str = Field("", pattern=r"^\s*([A-Za-z][A-Za-z0-9]*([\s,]+[A-Za-z][A-Za-z0-9]*)*)?\s*$")
    """Names of further tenants (`emea, lab`); one's settings have its name in them: FETCHER_FALCON_EMEA_CLIENT_ID."""

    @property
    def tenant_names(self) -> tuple[str, ...]:
        """Return the tenants, each once: the one without a name, then those that have one."""
        return tuple(dict.fromkeys(["", *self.tenants.lower().replace(",", " ").split()]))
