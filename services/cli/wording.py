"""Answers about identity as text for a person. Values come from vendors: what isn't printable is shown escaped."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from services.deduper.core.explain import Evidence, Why, WhyNot
from services.deduper.core.merging import LISTS
from services.deduper.history import Step
from services.deduper.rebuild import Difference
from shared.contracts.apart import own_words
from shared.contracts.host import Conflict, Host, Sourced
from shared.contracts.parts import Sensor
from shared.contracts.ruling import Ruling

SHOWN = 10  # items of a list; `--json` has them all
LONGEST = 300  # characters of a value that are shown; `--json` has them all


def safe(text: str) -> str:
    """Return a text whose control and direction characters can't act on the terminal."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def host_text(host: Host) -> str:
    """Return a host's fields and the items of its lists, with the records each is from."""
    seen = f"first seen {host.first_seen or 'at an unknown time'}, last seen {host.last_seen or 'at an unknown time'}"
    lines = [f"host {host.id}", f"  known to {', '.join(host.vendors)}; {seen}"]
    lines.append(f"  last scan {host.last_scan or 'unknown'}; last boot {host.last_boot or 'unknown'}")
    for record in host.records:
        flags = f" ({', '.join(record.flags)})" if record.flags else ""
        since = record.observed_at or "a time that the vendor doesn't tell"
        lines.append(f"  record {record.id}, as of {since}{flags}")
        lines += [f"    {name:30} {_cut(str(value))}" for name, value in own_words(record)]
    lines += [_sensor(one) for one in host.unlisted_sensors]
    lines += [f"  also found by its former id {one}" for one in host.aliases if one != host.id]
    plain = host.model_dump(mode="json")
    lines += [_line(path, attrgetter(path)(host), [source]) for path, source in host.sources.items()]
    for name in ("interfaces", *LISTS):
        items = plain[name]
        lines += [_line(name, _short(item["value"]), item["sources"]) for item in items[:SHOWN]]
        lines += [f"  {name:24} and {len(items) - SHOWN:,} more: `--json` has all"] if len(items) > SHOWN else []
    return _text([*lines, *_conflicts("disagreements", host.conflicts)])


def why_text(found: Why) -> str:
    """Return why a host is one."""
    lines = [f"host {found.host} ({found.hostname or 'no name'}), records: {', '.join(found.records)}"]
    if len(found.records) == 1:
        lines.append("one record: nothing to hold together")
    lines += _evidence("held together by", found.held_by)
    lines += _rulings(found.rulings)
    lines += _evidence("not trusted", found.distrusted)
    return _text([*lines, *_conflicts("disagreements", found.conflicts)])


def why_not_text(found: WhyNot) -> str:
    """Return why two hosts are two."""
    if found.same:
        return f"they are one host, {found.left}: see `rollcall why {found.left}`"
    lines = [f"hosts {found.left} and {found.right}"]
    lines += _evidence("they share", found.shared) or ["they share no identifier that joins"]
    lines += [f"  both have {one}: never enough alone" for one in found.not_enough]
    lines += _conflicts("different machines by", found.apart)
    lines += _rulings(found.rulings)
    return _text([*lines, *_conflicts("refused", found.refused)])


def history_text(step: Step) -> str:
    """Return a step in a line."""
    what = ["gone"] if step.gone else []
    what += [f"joined by {', '.join(step.joined)}"] if step.joined else []
    what += [f"left by {', '.join(step.left)}"] if step.left else []
    what += [f"changed: {', '.join(step.changed)}"] if step.changed else []
    when = f"{step.time:%Y-%m-%d %H:%M:%S}  revision {step.revision}"
    return safe(f"{when}  {step.host}  {'; '.join(what) or 'seen again'}")


def difference_text(found: Difference) -> str:
    """Return what a rebuild changes."""
    lines = [
        f"{found.before:,} hosts now, {found.after:,} by the present rules:",
        f"  {found.unchanged:,} unchanged to the byte, {found.same_records:,} of the same records",
        f"  {found.joined:,} joined from several",
        *(f"    {one}" for one in found.joined_examples),
        f"  {found.split:,} split",
        *(f"    {one}" for one in found.split_examples),
    ]
    return _text(lines)


def ruling_text(one: Ruling) -> str:
    """Return a ruling in a line."""
    return safe(f"{one.ruled_at:%Y-%m-%d %H:%M}  {one.verdict:6}  {one.left}  {one.right}  by {one.by}: {one.because}")


def _text(lines: Iterable[str]) -> str:
    return "\n".join(map(safe, lines))


def _line(name: str, value: Any, sources: Iterable[str]) -> str:  # Any: a field, or JSON
    return f"  {name:24} {_cut(str(value)):40} from {', '.join(sources)}"


def _cut(text: str) -> str:
    """Return a text, with a sign where it is cut."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _sensor(sensor: Sourced[Sensor]) -> str:
    program, vendor = sensor.value.program, sensor.value.vendor
    listing = ", ".join(sensor.sources)
    return f"  sensor unlisted: {program} is installed, as {listing} says, but {vendor} lists no such host"


def _short(value: Any) -> Any:  # Any: JSON
    """Return an item of a list in a few words: of a part of a host, what it says, without names of fields."""
    return " ".join(_words(value)) if isinstance(value, dict) else value


def _words(value: Any) -> Iterator[str]:  # Any: JSON
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            yield from _words(one)
        elif one is not None:
            yield str(one)


def _evidence(title: str, evidence: Sequence[Evidence]) -> list[str]:
    lines = [f"{title}:"] if evidence else []
    for one in evidence:
        lines.append(f"  {one.kind}: {one.text}")
        lines.append(f"    {one.distrust or one.sentence}")
        lines.append(f"    said by {', '.join(one.records)}")
    return lines


def _rulings(rulings: Sequence[Ruling]) -> list[str]:
    return ["rulings:", *(f"  {ruling_text(one)}" for one in rulings)] if rulings else []


def _conflicts(title: str, conflicts: Iterable[Conflict]) -> list[str]:
    lines = [line for one in conflicts for line in (f"  {one.about}:", *(f"    {side}" for side in one.sides))]
    return [f"{title}:", *lines] if lines else []
