"""The page docs/quality.md: what a comparison found, with the reasons for what Rollcall gets wrong. Pure."""

import os
import platform
import textwrap
from collections.abc import Iterator, Sequence

from benchmarks.programs import PROGRAMS
from benchmarks.tables import Round, by_kind, costs, marked
from services.deduper.core.usable import NAMES
from simulator.recipes import KINDS

HEAD = """\
# Quality against truth

How right Rollcall is, and other programs on the same records. `make compare` installs them, measures and writes this
page; `python -m benchmarks.quality --hosts 5000` scores Rollcall alone.

The [simulator](../simulator/README.md) invents machines with the field's difficulties and knows the truth. Its hosts go
through the real normalizer; every program gets the same records, cleaned values, the latest version of each (Rollcall
gets all versions). Counted are pairs of records: precision is the share of the joined pairs that are one machine,
recall the share of a machine's pairs that were joined; a kind's pairs are those with a record of it. Cells are
precision, recall, F1.

(*) No identifier can tell these apart or together. (†) Only the name is common, and Rollcall never joins by a name
alone.
"""
LACKS = """\
## What this doesn't show

The difficulties are those that the rules were made for, so a full mark says that the rules do what they are meant to,
not that the field has nothing else. The mix lacks:

- clones in groups of any size: those of one UUID are as many as there are blocks of 100 machines, so a large population
  is easier than a small one;
- a server that is replaced by another of its name and address, which one vendor has noticed and the other hasn't:
  Rollcall joins the two by name and address, for it doesn't weigh when a record was last seen;
- two records of one host in the scanner, one of its agent and one of a scan over the network;
- two agents, one after the other, on one cloud instance; placeholders in place of a UUID or a MAC; MACs that change
  with the wireless network.
"""
REASONS = {
    "no-common-identifier": "Undecidable: the two vendors say nothing of it that is equal.",
    "indistinguishable-clones": "Undecidable by identifiers: all of them are equal. That their agents live side by "
    "side would tell, but no rule weighs lifetimes.",
    "roaming": "On purpose: only the name is common, and golden images and reused names have that too. "
    "An operator can link the two.",
    "cloned-uuid": f"Up to {NAMES} names of one vendor for a UUID are believed to be one machine's, since one that was "
    "installed anew has another; beyond, it is distrusted. That their agents live side by side would tell sooner.",
}
UNKNOWN = "Not known: look into it."
RIGHT = 0.9995  # an F1 that is printed as 1.000


def page(rounds: Sequence[Round]) -> str:
    """Return the page."""
    return "\n".join([HEAD, *_kinds(rounds), *_losses(rounds), *_costs(rounds), *_settings(rounds), "", LACKS])


def _kinds(rounds: Sequence[Round]) -> Iterator[str]:
    for one in rounds:
        yield f"## By kind of difficulty, {one.hosts:,} hosts\n"
        yield from by_kind({PROGRAMS[name].label: trial.marks for name, trial in one.done.items() if name != "deduper"})
        yield ""
    yield "What each kind is: [difficulties](../simulator/README.md#difficulties).\n"


def _losses(rounds: Sequence[Round]) -> Iterator[str]:
    yield "## Where Rollcall is wrong, or another is better\n"
    for one in rounds:
        for kind in sorted(KINDS):
            if loss := _loss(one, kind):
                yield _item(f"{marked(kind)}, {one.hosts:,} hosts: {loss} {reason(kind)}")
    yield ""


def _loss(one: Round, kind: str) -> str:
    """Return our F1 and the best other's, if ours isn't the best or isn't 1."""
    rates = {name: trial.marks[kind].score.f1 for name, trial in one.done.items() if kind in trial.marks}
    ours = rates["rollcall"]
    label, best = max(((PROGRAMS[name].label, rate) for name, rate in rates.items()), key=lambda pair: pair[1])
    if best > ours:
        return f"F1 {ours:.3f}; {label} {best:.3f}."
    return f"F1 {ours:.3f}, no other better." if ours < RIGHT else ""


def reason(kind: str) -> str:
    """Return why Rollcall isn't right about a kind."""
    return REASONS.get(kind, UNKNOWN)


def _costs(rounds: Sequence[Round]) -> Iterator[str]:
    yield "## Time and memory\n"
    yield from costs(rounds)
    yield "\n" + _wrapped(
        f"On {os.cpu_count()} cores ({platform.machine()}, {platform.system()}), "
        f"Python {platform.python_version()}. Seconds are on the clock, CPU seconds of all cores, both without reading "
        "the records' file; on a machine that does other things too, only the latter compare. The peak is the whole "
        "process's. Rollcall decides record by record, as they arrive, and would give the same answer in any order; "
        "Splink reads the whole table at once."
    )
    yield ""


def _settings(rounds: Sequence[Round]) -> Iterator[str]:
    yield "## How each was run\n"
    for name in dict.fromkeys(name for one in rounds for name in one.trials):
        program = PROGRAMS[name]
        small = f" At the small size alone: {program.small}." if program.small else ""
        yield _item(f"**{program.label}** ({program.package} {program.version}): {program.settings}.{small}")


def _item(text: str) -> str:
    return _wrapped(text, "- ", "  ")


def _wrapped(text: str, first: str = "", further: str = "") -> str:
    return textwrap.fill(text, 118, initial_indent=first, subsequent_indent=further, break_on_hyphens=False)
