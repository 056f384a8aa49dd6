"""What an operator decides about two records: the event of `hosts.rulings`."""

from hashlib import blake2b
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

    @property
    def order(self) -> bytes:
        """Return what orders the rulings of a pair: the later wins, of two at one instant the greater content."""
        milliseconds = max(int(self.ruled_at.timestamp() * 1000), 0)
        return milliseconds.to_bytes(8) + blake2b(self.encode(), digest_size=8).digest()
