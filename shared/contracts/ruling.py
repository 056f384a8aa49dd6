"""What an operator decides about two records: the event of `hosts.rulings`."""

from typing import Literal

from pydantic import Field

from shared.contracts.event import Event, Utc


class Ruling(Event):
    """`link` joins two records, `unlink` keeps them apart, `forget` takes the ruling back. The latest wins."""

    left: str = Field(description="smaller record id")
    right: str = Field(description="greater record id")
    verdict: Literal["link", "unlink", "forget"] = Field(description="what was decided")
    because: str = Field("", description="the operator's reason")
    by: str = Field("", description="who decided")
    ruled_at: Utc = Field(description="when; orders the rulings of a pair")

    @property
    def pair(self) -> str:
        """Return the message key, `left|right`."""
        return f"{self.left}|{self.right}"
