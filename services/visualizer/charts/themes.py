"""The two grounds that charts are drawn on, and the colours on each.

They are Okabe and Ito's colours, moved until each has a contrast of 3:1 to its ground and until those that stand in one
chart are told apart also by who sees fewer; a test reckons it. A colour never says what no word says.
"""

from dataclasses import dataclass
from typing import Any, Literal

from services.visualizer.charts.labels import FONT

Colour = Literal["blue", "orange", "green", "red", "purple", "grey", "track"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A ground, the colours of words and lines on it, and those of bars."""

    name: str
    ground: str
    ink: str
    soft: str
    line: str
    colours: dict[Colour, str]

    @property
    def every(self) -> tuple[str, ...]:
        """Return all colours on the ground."""
        return self.ink, self.soft, self.line, *self.colours.values()

    @property
    def style(self) -> dict[str, Any]:  # Any: matplotlib types each name apart
        """Return what matplotlib is told."""
        return {
            "font.family": FONT,
            "font.size": 10,
            "figure.facecolor": self.ground,
            "savefig.facecolor": self.ground,
            "axes.facecolor": "none",
            "text.color": self.ink,
            "text.parse_math": False,  # a `$` in a vendor's words is just that
            "svg.fonttype": "none",  # text stays text: it can be searched and read out, and takes few bytes
            "svg.hashsalt": "rollcall",  # names inside are those of every run
        }


LIGHT = Theme(
    name="light",
    ground="#ffffff",
    ink="#1f2328",
    soft="#59636e",
    line="#d0d5da",
    colours={
        "blue": "#0072b2",
        "orange": "#c98300",
        "green": "#009e73",
        "red": "#c84e00",
        "purple": "#8b3a7a",
        "grey": "#80808c",
        "track": "#e9ecef",
    },
)
DARK = Theme(
    name="dark",
    ground="#1a2128",  # of the web page's cards
    ink="#e4e9ee",
    soft="#a3b0bb",
    line="#46525e",
    colours={
        "blue": "#2f85c7",
        "orange": "#e69f00",
        "green": "#1fb58a",
        "red": "#ee7b42",
        "purple": "#e0a3cc",
        "grey": "#77818b",
        "track": "#2a343d",
    },
)
THEMES = (LIGHT, DARK)
