"""Settings of Redis."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class RedisSettings(Settings):
    """The Redis of many machines; with one process, none is needed."""

    model_config = SettingsConfigDict(env_prefix="REDIS_")

    url: SecretStr | None = None
    """Address, with user and password if it has them: `redis://user:password@host:6379/0`, `rediss://` with TLS."""

    cluster: bool = False
    """Whether the address is that of a Redis Cluster; the index is on one of its nodes."""

    timeout: float = Field(10, gt=0)
    """Longest wait for an answer, seconds."""

    patience: float = Field(60, ge=0)
    """Seconds to wait at start for a server that doesn't answer."""
