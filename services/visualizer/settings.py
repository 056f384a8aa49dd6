"""Settings of the visualizer."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class VisualizerSettings(Settings):
    """What is drawn, where to and how often."""

    model_config = SettingsConfigDict(env_prefix="VISUALIZER_")

    folder: Path = Path("visualized_diagram")
    """Folder of the charts and of `summary.json`."""

    every: float = Field(60.0, gt=0)
    """Seconds between two drawings while hosts change; without changes nothing is drawn."""

    stale_days: int = Field(30, gt=0)
    """Days without a sign of life after which a host is stale; also the days for which a host counts as new."""

    reference: Literal["now", "latest"] | AwareDatetime = "now"
    """Instant that stale and new are counted from: `now`, `latest` (newest sign of life, for data that stands still)
    or a time such as `2026-01-31T12:00:00Z`."""

    def instant(self, now: datetime) -> datetime | None:
        """Return the reference, or None if it is the newest sign of life."""
        if isinstance(self.reference, datetime):
            return self.reference
        return now if self.reference == "now" else None
