"""Settings of the visualizer."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class VisualizerSettings(Settings):
    """What is drawn, where to and how often."""

    model_config = SettingsConfigDict(env_prefix="VISUALIZER_")

    folder: Path = Path("visualized_diagram")
    """Folder of `summary.json`, of the charts in `latest/`, and of each day's last ones in `history/2026-01-31/`."""

    keep_days: int = Field(30, ge=0, le=36_500)
    """Days of which charts are kept in `history/`; 0: of none."""

    every: float = Field(60.0, gt=0)
    """Seconds between two drawings while numbers change; without changes nothing is drawn."""

    stale_days: int = Field(30, gt=0, le=36_500)
    """Days without a sign of life after which a host is stale; also the days for which a host counts as new."""

    reference_time: Literal["latest", "now"] | AwareDatetime = "latest"
    """Instant that ages are counted back from: `latest` (the newest last-seen time: much the same as now for a live
    fleet, and recorded data that stands still isn't all stale), `now`, or a time such as `2026-01-31T12:00:00Z`.
    The first two are told to the hour."""

    def instant(self, now: datetime) -> datetime | None:
        """Return the reference time, or None if it is in the data."""
        if isinstance(self.reference_time, datetime):
            return self.reference_time
        return now.replace(minute=0, second=0, microsecond=0) if self.reference_time == "now" else None


class WebSettings(Settings):
    """The web page over the inventory, beside the charts; `rollcall web` serves it alone."""

    model_config = SettingsConfigDict(env_prefix="VISUALIZER_WEB_")

    host: str = "127.0.0.1"
    """Address to listen at; any but this machine's own (127.0.0.1, ::1, localhost) needs a token."""

    port: int | None = Field(None, ge=1, le=65535)
    """Port to listen at; unset: the visualizer serves no page, and `rollcall web` takes 8080."""

    per_minute: int = Field(1_200, gt=0)
    """Requests a minute that one address may make; the first page takes about twenty."""

    token: SecretStr | None = None
    """What a visitor must give: as `Authorization: Bearer`, or in a browser as the password of any user."""
