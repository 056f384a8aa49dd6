"""What an operator may set about the loop that runs a service."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class RuntimeSettings(Settings):
    """How a service's loop retries and when it gives up."""

    model_config = SettingsConfigDict(env_prefix="RUNTIME_")

    retry_cap: float = Field(60.0, gt=0)
    """Longest wait before a batch is tried again, in seconds, unless the other side asks for longer."""

    dead_letter_share: float = Field(0.5, gt=0, le=1)
    """Share of the latest messages that may be refused before the service stops: so much is likelier our fault."""

    dead_letter_window: int = Field(200, ge=1)
    """How many of the latest messages that share is taken of."""

    dead_letter_minimum: int = Field(20, ge=1)
    """The share counts only from this many messages on, so that one bad page of three stops nothing."""
