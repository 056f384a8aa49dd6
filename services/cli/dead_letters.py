"""What was refused for ever: list it, look at one, give it back to its reader."""

import json as json_format
from typing import Annotated

import typer
from pydantic import BaseModel

from services.cli.access import change, look, say
from services.cli.inventory import AsJson
from services.dead_letters import GROUP, SOURCES, give_back, letters
from services.wiring import Ports
from shared.errors import SettingError
from shared.ports import Delivery

app = typer.Typer(no_args_is_help=True, help="What was refused for ever: list it, look at one, give it back.")
EVERY = "rollcall-look"  # a group that never acknowledges: it is given every letter
Source = Annotated[str | None, typer.Option("--topic", help=f"One of {', '.join(SOURCES)}; default: all.")]


class Letter(BaseModel):
    """A dead letter as it is shown; its id is `topic/partition/offset` of the dead letter's own place."""

    id: str
    key: str
    headers: dict[str, str]
    value: object


@app.command("list")
def list_(
    topic: Source = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that were given back.")] = False,
    json: AsJson = False,
) -> None:
    """List dead letters with their reasons; those that were given back by `replay` are left out."""

    async def work(ports: Ports) -> None:
        for source in _sources(topic):
            async for delivery in letters(ports.log, source, EVERY if every else GROUP):
                letter = _letter(source, delivery)
                say(letter.model_dump_json(exclude={"value"}) if json else _line(letter))

    look(work)


@app.command()
def show(letter: Annotated[str, typer.Argument(help="Its id, as `list` gives it.")], json: AsJson = False) -> None:
    """Show a dead letter whole: why, where it stood, by whom it was refused, and what it holds."""
    found = look(lambda ports: _find(ports, letter))
    say(found.model_dump_json() if json else _as_text(found))


@app.command()
def replay(topic: Source = None) -> None:
    """Append the waiting dead letters to their topics again, each once; mend what refused them before.

    A letter that holds only the head of a host that fits no message stays as it is.
    """

    async def work(ports: Ports) -> dict[str, tuple[int, int]]:
        return {source: await give_back(ports.log, source) for source in _sources(topic)}

    given = {source: counts for source, counts in change(work).items() if any(counts)}
    for source, (back, kept) in given.items():
        say(f"{back:,} given back to {source}" + (f", {kept:,} can't be: only their heads were kept" if kept else ""))
    say("`python -m services --once` reads them" if given else "no dead letter waits")


def _sources(topic: str | None) -> tuple[str, ...]:
    source = topic.removesuffix(".dead-letter") if topic else None
    if source is not None and source not in SOURCES:
        raise SettingError(f"--topic: expected one of {', '.join(SOURCES)}; got {topic!r}")
    return (source,) if source else SOURCES


async def _find(ports: Ports, wanted: str) -> Letter:
    source = wanted.split("/", maxsplit=1)[0]
    if source in SOURCES:
        async for delivery in letters(ports.log, source, EVERY):
            letter = _letter(source, delivery)
            if letter.id == wanted:
                return letter
    raise SettingError(f"expected the id of a dead letter as `rollcall dead-letters list` gives it; got {wanted!r}")


def _letter(source: str, delivery: Delivery) -> Letter:
    message = delivery.message
    text = (message.value or b"").decode(errors="backslashreplace")
    try:
        value = json_format.loads(text)
    except ValueError:
        value = text
    place = f"{source}/{delivery.partition}/{delivery.offset}"
    return Letter(id=place, key=message.key, headers=message.headers, value=value)


def _line(letter: Letter) -> str:
    of = letter.headers.get
    said = of("error-message", "").replace("\n", " ")[:160]
    return f"{letter.id}  {of('time', '')[:19]}  {of('service', '?')}  {letter.key}  {of('error-class', '?')}: {said}"


def _as_text(letter: Letter) -> str:
    headers = "\n".join(f"{name:17} {value}" for name, value in sorted(letter.headers.items()))
    value = letter.value if isinstance(letter.value, str) else json_format.dumps(letter.value, indent=2)
    return f"{'id':17} {letter.id}\n{'key':17} {letter.key}\n{headers}\n\n{value}"
