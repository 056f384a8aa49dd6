"""What was refused for ever: list it, look at one, give it back to its reader, or drop it."""

import json as json_format
from collections import Counter
from typing import Annotated

import typer
from pydantic import BaseModel

from services.cli.access import change, look, say
from services.cli.inventory import AsJson
from services.cli.places import time_of
from services.dead_letters import EVERY, SOURCES, Choice, Letter, drop, give_back, letters
from services.wiring import Ports
from shared.errors import SettingError

app = typer.Typer(no_args_is_help=True, help="What was refused for ever: list it, look at one, give it back, drop it.")
Ids = Annotated[list[str] | None, typer.Argument(help="Their ids, as `list` gives them; default: all that wait.")]
Source = Annotated[str | None, typer.Option("--topic", help=f"Only of one of {', '.join(SOURCES)}.")]
Vendor = Annotated[str | None, typer.Option(help="Only what a vendor sent: its pages and records.")]
Key = Annotated[str | None, typer.Option(help="Only keys like this; * stands for any text: 'qualys/2026-01-31*'.")]
Error = Annotated[str | None, typer.Option(help="Only of this error class: Permanent.")]
Service = Annotated[str | None, typer.Option(help="Only what this service refused: normalizer.")]
Since = Annotated[str | None, typer.Option(help="Only those since then: 2026-01-31T12:00Z.")]


class Shown(BaseModel):
    """A dead letter as it is shown."""

    id: str
    key: str
    outcome: str
    headers: dict[str, str]
    value: object


@app.command("list")
def list_(
    *,
    topic: Source = None,
    vendor: Vendor = None,
    key: Key = None,
    error: Error = None,
    service: Service = None,
    since: Since = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that were given back or dropped.")] = False,
    json: AsJson = False,
) -> None:
    """List dead letters with their reasons; those that were given back or dropped are left out."""
    choice = _choice(topic=topic, vendor=vendor, key=key, error=error, service=service, since=since)

    async def work(ports: Ports) -> None:
        async for letter in letters(ports.log, choice, resolved=every):
            say(_shown(letter).model_dump_json(exclude={"value"}) if json else _line(letter))

    look(work)


@app.command()
def show(letter: Annotated[str, typer.Argument(help="Its id, as `list` gives it.")], json: AsJson = False) -> None:
    """Show a dead letter whole: why, where it stood, by whom it was refused, and what it holds."""

    async def work(ports: Ports) -> Shown:
        async for found in letters(ports.log, Choice(frozenset([letter])), resolved=True):
            return _shown(found)
        raise SettingError(f"expected the id of a dead letter as `rollcall dead-letters list` gives it; got {letter!r}")

    found = look(work)
    say(found.model_dump_json() if json else _as_text(found))


@app.command()
def replay(
    ids: Ids = None,
    *,
    topic: Source = None,
    vendor: Vendor = None,
    key: Key = None,
    error: Error = None,
    service: Service = None,
    since: Since = None,
    json: AsJson = False,
) -> None:
    """Append waiting dead letters to their topics again, each once; mend what refused them before.

    A letter that holds only the head of a host that fits no message goes on waiting until it is dropped.
    """
    choice = _choice(ids, topic=topic, vendor=vendor, key=key, error=error, service=service, since=since)
    given, kept = change(lambda ports: give_back(ports.log, ports.clock, choice))
    if json:
        say(json_format.dumps({"given_back": given, "not_whole": kept}))
        return
    for source, count in given.items():
        say(f"{count:,} given back to {source}; its reader reads them (one process: `python -m services --once`)")
    if kept:
        say(f"{kept:,} can't be: only their heads were kept; `rollcall dead-letters drop` takes them off the list")
    if not given and not kept:
        say("no such dead letter waits")


@app.command("drop")
def drop_(
    ids: Ids = None,
    *,
    topic: Source = None,
    vendor: Vendor = None,
    key: Key = None,
    error: Error = None,
    service: Service = None,
    since: Since = None,
    every: Annotated[bool, typer.Option("--all", help="All that wait.")] = False,
    json: AsJson = False,
) -> None:
    """Take dead letters off the list for good; say which, or --all. `list --all` still shows them."""
    choice = _choice(ids, topic=topic, vendor=vendor, key=key, error=error, service=service, since=since)
    if choice == EVERY and not every:
        raise SettingError(
            "expected which dead letters to drop: their ids, an option like --vendor, or --all; got none"
        )
    dropped = change(lambda ports: _drop(ports, choice))
    if json:
        say(json_format.dumps({"dropped": dropped}))
        return
    for source, count in dropped.items():
        say(f"{count:,} of {source} dropped")
    if not dropped:
        say("no such dead letter waits")


async def _drop(ports: Ports, choice: Choice) -> Counter[str]:
    """Drop the letters that are meant.

    Raises:
        SettingError: one that was named isn't there; then nothing was dropped.

    """
    waiting = {letter.id async for letter in letters(ports.log, choice)}
    if missing := sorted(choice.ids - waiting):
        raise SettingError(
            f"expected ids of dead letters that wait, as `rollcall dead-letters list` gives them; got "
            f"{', '.join(missing)}: nothing was dropped"
        )
    return await drop(ports.log, ports.clock, choice)


def _choice(ids: list[str] | None = None, *, topic: str | None, since: str | None, **others: str | None) -> Choice:
    source = topic.removesuffix(".dead-letter") if topic else None
    if source not in (None, *SOURCES):
        raise SettingError(f"--topic: expected one of {', '.join(SOURCES)}; got {topic!r}")
    start = time_of("--since", since) if since else None
    return Choice(frozenset(ids or ()), source, since=start, **others)


def _shown(letter: Letter) -> Shown:
    message = letter.delivery.message
    text = (message.value or b"").decode(errors="backslashreplace")
    try:
        value = json_format.loads(text)
    except ValueError:
        value = text
    outcome = letter.outcome or "waits"
    return Shown(id=letter.id, key=message.key, outcome=outcome, headers=message.headers, value=value)


def _line(letter: Letter) -> str:
    said = letter.header("error-message").replace("\n", " ")[:160]
    by, error = letter.header("service") or "?", letter.header("error-class") or "?"
    done = f"  [{letter.outcome}]" if letter.outcome else ""
    return f"{letter.id}  {letter.header('time')[:19]}  {by}  {letter.delivery.message.key}  {error}: {said}{done}"


def _as_text(letter: Shown) -> str:
    headers = "\n".join(f"{name:17} {value}" for name, value in sorted(letter.headers.items()))
    value = letter.value if isinstance(letter.value, str) else json_format.dumps(letter.value, indent=2)
    return f"{'id':17} {letter.id}\n{'key':17} {letter.key}\n{'outcome':17} {letter.outcome}\n{headers}\n\n{value}"
