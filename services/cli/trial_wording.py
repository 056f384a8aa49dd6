"""What came of a trial as text for a person."""

import json
from collections.abc import Iterator
from typing import Any

from services.cli.wording import host_text, safe, why_not_text, why_text
from services.trial import DeadLetter, Trial

SHOWN = 200  # characters of what was refused


def trial_text(trial: Trial) -> str:
    """Return the sum, the dead letters, the records' flags with their hosts, and the reasons if they were asked for."""
    return "\n".join(_paragraphs(trial))


def _paragraphs(trial: Trial) -> Iterator[str]:
    sources = ", ".join(f"{count:,} of {source}" for source, count in trial.raw_hosts.items())
    yield safe(f"raw hosts: {sources}; they count as fetched at {trial.fetched_at:%Y-%m-%d %H:%M:%S} UTC")
    yield f"{len(trial.records):,} records, {len(trial.dead_letters):,} dead letters, {len(trial.hosts):,} hosts"
    for letter in trial.dead_letters:
        yield _letter_text(letter)
    reasons = {reason.host: reason for reason in trial.why}
    for host in trial.hosts:
        yield f"\n{host_text(host)}"
        if host.id in reasons:
            yield why_text(reasons[host.id])
    for pair in trial.why_not:
        yield f"\n{why_not_text(pair)}"
    if trial.pairs_left_out:
        yield f"\nand {trial.pairs_left_out:,} more pairs that have something in common"


def _letter_text(letter: DeadLetter) -> str:
    origin = f"{letter.source}={letter.file}" if letter.file else letter.source
    return f"\ndead letter: {safe(origin)}: {safe(letter.reason)}\n  {safe(_short(letter.raw))}"


def _short(raw: Any) -> str:  # Any: JSON
    text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} characters)"
