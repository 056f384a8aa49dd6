"""What each chart asks and what came of it, in words: the heading of the picture, and what is read out in its place."""

from collections.abc import Callable

from services.visualizer.core.wording import counted, family, field, listed, part, share
from services.visualizer.summary import Caption, Summary

NOTHING = "Nothing to count so far."


def captions(summary: Summary) -> tuple[Caption, ...]:
    """Return the words of all charts, in the order in which they are shown."""
    return tuple(
        Caption(name=name, title=title, finding=finding(summary) if summary.hosts else NOTHING)
        for name, (title, finding) in _CHARTS.items()
    )


def _systems(summary: Summary) -> str:
    kinds = len(summary.systems.top) + summary.systems.other.kinds
    families = [f"{family(one.name)} {share(one.hosts, summary.hosts)}" for one in summary.families[:3]]
    return f"{listed(families)}; {counted(kinds, 'system')} by name and version."


def _freshness(summary: Summary) -> str:
    new, stale, gone = summary.freshness.new, summary.freshness.stale, summary.freshness.gone
    return (
        f"New: {part(new, summary.hosts)}. Not seen for more than {counted(summary.stale_days, 'day')}: "
        f"{stale:,} ({share(stale, summary.hosts)})." + (f" Gone: {gone:,}." if gone else "")
    )


def _overlap(summary: Summary) -> str:
    return f"Known to every vendor: {part(summary.everywhere, summary.hosts)}."


def _coverage(summary: Summary) -> str:
    found = summary.coverage
    return (
        f"No EDR: {part(found.no_edr, found.hosts, 'listed host')}; no scanner: {found.no_scanner:,} "
        f"({share(found.no_scanner, found.hosts)}); neither: {found.neither:,}."
    )


def _ports(summary: Summary) -> str:
    found = summary.ports
    if not found.hosts:
        return "No vendor tells of an open port."
    return (
        f"Open ports are known of {part(found.hosts, summary.hosts)}; up to {counted(found.most, 'port')} on one host."
    )


def _clouds(summary: Summary) -> str:
    found = summary.clouds
    if not found.hosts:
        return "No host is known to be in a cloud."
    accounts = len(found.accounts.top) + found.accounts.other.kinds
    regions = len(found.regions.top) + found.regions.other.kinds
    return (
        f"In a cloud: {part(found.hosts, summary.hosts)}; {counted(accounts, 'account')}, {counted(regions, 'region')}."
    )


def _timeline(summary: Summary) -> str:
    weeks = summary.timeline.weeks
    came, went = sum(one.came for one in weeks), sum(one.went for one in weeks)
    return f"Within {counted(len(weeks), 'week')}: {came:,} first seen; {went:,} gone, or last seen and stale since."


def _agreement(summary: Summary) -> str:
    found = summary.agreements
    if not found.hosts:
        return "No host is known to more than one vendor."
    most = max(found.fields, key=lambda one: one.differ)
    if not most.differ:
        return f"They agree on {counted(found.hosts, 'host')} that several of them know."
    return f"Most often on the {field(most.name)}: {part(most.differ, most.hosts)} that several vendors know."


def _software(summary: Summary) -> str:
    if not summary.software:
        return "No vendor tells of a program."
    most = summary.software[0]
    return f"Most common: {most.name}, on {part(most.hosts, summary.hosts)}."


_CHARTS: dict[str, tuple[str, Callable[[Summary], str]]] = {  # name of the file → question, and how it is answered
    "operating_systems": ("What do the hosts run?", _systems),
    "freshness": ("Which hosts are new, and which went quiet?", _freshness),
    "vendor_overlap": ("Which vendors know a host?", _overlap),
    "coverage_gaps": ("Where are EDR or a scanner missing?", _coverage),
    "open_ports": ("Which ports are open?", _ports),
    "clouds": ("In which cloud accounts and regions are the hosts?", _clouds),
    "timeline": ("When did hosts come and go?", _timeline),
    "agreement": ("On what do vendors differ?", _agreement),
    "software": ("Which software is common?", _software),
}
