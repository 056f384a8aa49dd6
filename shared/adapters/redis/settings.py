"""Settings of Redis."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class RedisSettings(Settings):
    """The Redis of many machines; with one process, none is needed."""

    model_config = SettingsConfigDict(env_prefix="REDIS_")

    url: SecretStr | None = None
    """Address, with user and password if it has them: `redis://user:password@host:6379/0`, `rediss://` with TLS."""

    ca_file: Path | None = None
    """Certificates of the authorities that are trusted, as PEM, for `rediss://`. Unset: those of the system."""

    cert_file: Path | None = None
    """Our certificate, as PEM, for a Redis that asks for one (mutual TLS). Unset: we show none."""

    key_file: Path | None = None
    """Its private key, as PEM. Unset: it is in the same file."""

    cluster: bool = False
    """Whether the address is that of a Redis Cluster; the index is on one of its nodes."""

    timeout: float = Field(10, gt=0)
    """Longest wait for an answer, seconds."""

    patience: float = Field(60, ge=0)
    """Seconds to wait at start for a server that doesn't answer."""
