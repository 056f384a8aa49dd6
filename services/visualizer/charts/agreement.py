"""On what do vendors differ? Of hosts that several vendors know, how many they tell a field of differently."""

from services.visualizer.charts.bars import Row, bars
from services.visualizer.charts.drawing import Block, note, notice
from services.visualizer.core.wording import amount, counted, field
from services.visualizer.summary import Agreement, Summary


def agreement(summary: Summary) -> list[Block]:
    """Return a bar for each field, on the track of the hosts whose field is told; the largest part first."""
    found = summary.agreements
    if not found.hosts:
        return [notice("no host is known to several vendors")]
    order = sorted(found.fields, key=lambda one: (-one.differ / max(one.hosts, 1), -one.hosts, one.name))
    told = "A bar lies on the hosts whose field is told at all; who is alone in telling it can't differ."
    known = f"Of {counted(found.hosts)} that several vendors know. {told}"
    return [bars([_row(one) for one in order]), note(known)]


def _row(one: Agreement) -> Row:
    said = f"{amount(one.differ, one.hosts)} of {one.hosts:,}" if one.hosts else "nobody tells it"
    return Row(field(one.name), one.differ, "red", said, track=one.hosts)
