"""The instant that ages are counted back from: the charts' own, so that page, charts and command line agree."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import ValidationError

from services.visualizer.settings import VisualizerSettings
from services.visualizer.summary import Summary
from services.visualizer.web.questions import Moment


def drawn(settings: VisualizerSettings) -> Summary | None:
    """Return the numbers of the charts as they were last drawn; None if there are none yet."""
    try:
        return Summary.model_validate_json((settings.folder / "summary.json").read_bytes())
    except (OSError, ValidationError):
        return None


def moment_of(settings: VisualizerSettings, now: datetime, vendors: Iterable[str] = ()) -> Moment:
    """Return when a question is asked; `vendors` are those that the inventory has records of."""
    summary = None if settings.instant(now) else drawn(settings)
    at = settings.instant(now) or (summary and summary.reference_time) or now
    return Moment(at, settings.stale_days, tuple(sorted(vendors)))
