"""What an operator may set about how long the embedded file keeps what it has."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class SqliteSettings(Settings):
    """What the embedded file keeps. Nothing that a service hasn't read yet is ever removed."""

    model_config = SettingsConfigDict(env_prefix="SQLITE_")

    retention_days: float = Field(90.0, gt=0)
    """Days that raw pages can be replayed and dead letters wait."""

    retention_mb: float | None = Field(None, gt=0)
    """Megabytes of raw pages, and of dead letters, beyond which the oldest go. Unset: as many as all else takes."""

    history_days: float = Field(30.0, ge=0)
    """Days that an overtaken version of a host stays in hosts.merged, for `rollcall history`."""
