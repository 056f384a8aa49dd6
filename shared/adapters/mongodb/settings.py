"""Settings of MongoDB."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class MongoSettings(Settings):
    """The MongoDB of many machines; with one process, none is needed."""

    model_config = SettingsConfigDict(env_prefix="MONGODB_")

    url: SecretStr | None = None
    """Address, with user and password if it has them: `mongodb://user:password@host:27017/?replicaSet=rs0`."""

    ca_file: Path | None = None
    """Certificates of the authorities that are trusted, as PEM; it turns TLS on. Unset: those of the system."""

    cert_file: Path | None = None
    """Our certificate and its private key in one PEM file, for a MongoDB that asks for one. Unset: we show none."""

    database: str = Field("rollcall", pattern=r"^[A-Za-z0-9_-]{1,38}$")
    """Name of the database."""

    write_concern: str = "majority"
    """When a write counts: `majority` of the replica set has it, or so many members (`1`)."""

    timeout: float = Field(10, gt=0)
    """Longest wait for a server, and for an answer, seconds."""

    patience: float = Field(60, ge=0)
    """Seconds to wait at start for a server that doesn't answer."""
