"""What an operator may set about the loop that runs a service."""

from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class RuntimeSettings(Settings):
    """How a service's loop retries and when it gives up."""

    model_config = SettingsConfigDict(env_prefix="RUNTIME_")

    retry_cap: float = Field(60.0, gt=0)
    """Longest wait before a batch is tried again, in seconds, unless the other side asks for longer."""

    dead_letter_share: float = Field(0.5, gt=0, le=1)
    """Share of the latest messages that may be refused before the service stops; hosts that are refused don't count."""

    dead_letter_window: int = Field(200, ge=1)
    """How many of the latest messages that share is taken of."""

    dead_letter_minimum: int = Field(20, ge=1)
    """The share counts only from this many messages on, so that one bad page of three stops nothing."""

    stuck_after: float = Field(300.0, gt=0)
    """Seconds without progress after which a service says that it is unhealthy; to be idle is to make progress."""

    stop_timeout: float = Field(20.0, gt=0)
    """Seconds that a batch under way has to end once the service is told to stop; less than what its container has."""


class MetricsSettings(Settings):
    """Where a service tells how it is: /metrics for Prometheus, /healthz and /readyz for who watches it."""

    model_config = SettingsConfigDict(env_prefix="METRICS_")

    host: str = "127.0.0.1"
    """Address to listen at; 0.0.0.0 in a container."""

    port: int | None = Field(None, ge=1, le=65535)
    """Port to listen at; unset: tells nobody."""


class RuntimeChoice(Settings):
    """What brings the normalizer its pages, where there is Kafka."""

    runtime: Literal["faust", "kafka"] = "faust"
    """`faust`: by faust-streaming; `kafka`: by aiokafka alone, as all other services are."""
