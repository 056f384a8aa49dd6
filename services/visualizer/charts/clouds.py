"""In which cloud accounts and regions are the hosts? Providers, and under them accounts and regions in their colour."""

from collections.abc import Sequence

from services.visualizer.charts.bars import Row, bars, counted, rest
from services.visualizer.charts.drawing import Block, heading, notice
from services.visualizer.charts.strip import Part, strip
from services.visualizer.charts.themes import Colour
from services.visualizer.core.wording import amount, cloud
from services.visualizer.summary import CloudPart, Ranking, Summary

COLOURS: dict[str, Colour] = {"aws": "orange", "azure": "blue", "gcp": "green"}


def clouds(summary: Summary) -> list[Block]:
    """Return the share of each provider, and bars for accounts and for regions in its colour."""
    found = summary.clouds
    if not found.hosts:
        return [notice("no host is known to be in a cloud")]
    parts = [
        Part(cloud(one.name), one.hosts, amount(one.hosts, summary.hosts), _colour(one.name)) for one in found.providers
    ]
    without = summary.hosts - found.hosts
    parts += [Part("no cloud known", without, amount(without, summary.hosts), "grey")] if without else []
    return [
        strip(parts),
        heading("Accounts, projects, subscriptions"),
        bars(_rows(found.accounts, found.hosts)),
        heading("Regions"),
        bars(_rows(found.regions, found.hosts)),
    ]


def _rows(found: Ranking[CloudPart], hosts: int) -> Sequence[Row]:
    rows = [counted(_name(one), one.hosts, hosts, _colour(one.provider)) for one in found.top]
    return [*rows, *rest(found.other, hosts)]


def _name(one: CloudPart) -> str:
    return f"{cloud(one.provider)} · {one.name or 'not told'}"


def _colour(provider: str) -> Colour:
    return COLOURS.get(provider, "purple")
