"""Hosts for the charts: any, and those that are hardest to draw."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from services.visualizer.core import summarize
from services.visualizer.summary import Summary
from shared.contracts.host import HostOutline

REFERENCE = datetime(2026, 1, 31, 12, tzinfo=UTC)
DAYS = 30
VENDORS = ("crowdstrike", "qualys", "tenable")
HOSTILE = (
    "$x^2$ \\frac{",
    "line\nbreak\ttab\r",
    "A" * 10_000,
    "W" * 300,
    "<script>alert('x')</script>&amp;",
    "שלום עולם 7",
    "مرحبا بالعالم",
    "العربية ABC 123 עברית",
    "\U0001f600\U0001f469\u200d\U0001f4bb\U0001fae8",
    "中文系统",
    "Z" + "\u0321\u0336\u0325" * 40,
    "\u202egnp.exe",
    "\x00\x01",
    "",
    "_hidden",
    "100% {braces}",
)

times = st.none() | st.integers(-40, 40).map(lambda days: REFERENCE + timedelta(days=days))
outlines = st.builds(
    HostOutline,
    id=st.uuids().map(str),
    hostname=st.none() | st.sampled_from([f"host-{number}" for number in range(25)]),
    vendors=st.sets(st.sampled_from(VENDORS)).map(tuple),
    os_family=st.sampled_from(["linux", "windows", "unknown"]),
    os_name=st.none() | st.integers(0, 30).map(lambda number: f"system {number}"),
    os_version=st.none() | st.sampled_from(["1", "2"]),
    first_seen=times,
    last_seen=times,
)
fleets = st.lists(outlines, max_size=25)


def host(number: int = 0, **fields: object) -> HostOutline:
    """Return a host that both vendors saw just now, but for `fields`."""
    usual = {
        "id": f"{number:06}",
        "hostname": f"host-{number}",
        "vendors": ("crowdstrike", "qualys"),
        "os_family": "linux",
        "os_name": "Ubuntu",
        "os_version": "22.04",
        "first_seen": REFERENCE,
        "last_seen": REFERENCE,
    }
    return HostOutline.model_validate(usual | fields)


def before(days: float) -> datetime:
    """Return the instant so many days before the reference time."""
    return REFERENCE - timedelta(days=days)


def _thousand() -> list[HostOutline]:
    return [host(number, os_name=f"system {number % 1_000}") for number in range(1_500)]


def _hostile() -> list[HostOutline]:
    def said(number: int) -> str:
        return HOSTILE[number % len(HOSTILE)]

    return [
        host(n, hostname=said(n), os_name=said(n), os_version=said(7 * n), vendors=("qualys", said(n % 5)))
        for n in range(64)
    ]


def _many_vendors() -> list[HostOutline]:
    names = [f"vendor-{number}" for number in range(12)]
    return [host(n, vendors=[name for bit, name in enumerate(names) if n >> bit & 1]) for n in range(0, 4_096, 41)]


EXTREMES: dict[str, Callable[[], list[HostOutline]]] = {
    "no host": list,
    "one host": lambda: [host()],
    "a host that nobody knows": lambda: [HostOutline(id="x")],
    "one vendor": lambda: [host(number, vendors=("qualys",)) for number in range(9)],
    "hosts of the future": lambda: [host(number, last_seen=before(-number)) for number in range(9)],
    "a thousand systems": _thousand,
    "hostile words": _hostile,
    "twelve vendors": _many_vendors,
}


def extreme(name: str) -> Summary:
    """Return the summary of hosts that are hard to draw."""
    return summarize(EXTREMES[name](), REFERENCE, DAYS)
