"""The operator's command line: `rollcall --help`. Each module here is a group of commands; this list is all of them."""

from collections.abc import Sequence

import typer

from services.cli import (
    audit,
    dead_letters,
    hosts,
    identity,
    inventory,
    rebuild,
    replay,
    rulings,
    software,
    stream,
    topics,
    try_,
    web,
)
from services.env_sample import env_sample
from shared.runtime.stopping import failures_explained

HELP = """One roll call of every host, from every vendor: what each vendor knows of it, and who is missing.

`python -m services --once` fetches and processes everything; these commands ask and steer. Those that only look work
while the services run. Settings are variables of the environment or lines of `.env`; all are in `.env.sample`.

Exit codes: 0 done; 1 failed; 2 a setting or an argument is wrong, or the store is locked.
"""

app = typer.Typer(
    name="rollcall",
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command()(inventory.status)
app.command()(hosts.hosts)
app.command()(audit.audit)
app.command("try")(try_.try_files)
app.command()(identity.show)
app.command()(identity.why)
app.command("why-not")(identity.why_not)
app.command()(identity.history)
app.command()(rulings.link)
app.command()(rulings.unlink)
app.command()(rulings.forget)
app.command()(rulings.rulings)
app.command()(rebuild.rebuild)
app.command()(stream.fetch)
app.command("check-vendor")(stream.check_vendor)
app.command()(topics.topics)
app.command()(web.web)
app.command()(replay.replay)
app.command()(replay.switch)
app.add_typer(software.app, name="software")
app.add_typer(dead_letters.app, name="dead-letters")


@app.command("env-sample", hidden=True)
def write_env_sample() -> None:
    """Write `.env.sample` to stdout."""
    typer.echo(env_sample(), nl=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process; a failure we know is a message and an exit code, never a traceback."""
    with failures_explained():
        app(arguments)
