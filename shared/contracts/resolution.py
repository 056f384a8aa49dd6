"""What became of a dead letter: the event of `dead-letters.resolved`."""

from typing import Literal

from pydantic import Field

from shared.contracts.event import Event, Utc


class Resolution(Event):
    """An operator is done with a dead letter. It is kept beside the letters, since a log can't forget one of many."""

    letter: str = Field(description="where the letter is, `source topic/partition/offset`")
    written_at: Utc = Field(description="when the letter came there: the place alone may be another letter's one day")
    outcome: Literal["replayed", "dropped"] = Field(description="given back to its source topic, or to be left")
    resolved_at: Utc = Field(description="when")
