"""`.env.sample`: every setting of every service, from the docstrings in the code."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from textwrap import wrap
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

import services
import shared
from shared.settings import Settings

WIDTH = 116
HEAD = """\
Every setting of Rollcall, as it is if you set nothing. Written by `rollcall env-sample` from the code.
Copy this file to `.env`, or to `.env/.local/.env` (a file, or a folder: then it keeps its name in it).
Let nobody else read the copy (`chmod 600`), and take the # off what you change.
A variable of the environment counts before the file."""


def env_sample() -> str:
    """Return the file's text."""
    blocks = [_comment(HEAD)]
    for group in groups():
        lines = [f"# {'─' * 4} {group.__doc__}"]
        for name, field in group.model_fields.items():
            lines += ["", _comment(_meaning(field)), f"#{group.variable(name)}={_default(field)}"]
        blocks.append("\n".join(lines))
    return "\n\n\n".join(blocks) + "\n"


def groups() -> list[type[Settings]]:
    """Return all groups of settings that have a prefix: what is shared, then service by service."""
    for package in (shared, services):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            parent, _, last = module.name.rpartition(".")
            if last == "settings" or parent.endswith(".vendors"):
                import_module(module.name)
    ours = {group for group in _below(Settings) if group.__module__.partition(".")[0] in ("shared", "services")}
    found = {group for group in ours if group.model_fields and not ours.intersection(group.__subclasses__())}
    return sorted(found, key=lambda group: (group.__module__ != "shared.settings", group.variable("")))


def _below(group: type[Settings]) -> Iterator[type[Settings]]:
    for one in group.__subclasses__():
        yield one
        yield from _below(one)


def _meaning(field: FieldInfo) -> str:
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return f"{field.description}" + (f"\nOne of: {', '.join(map(str, choices))}." if choices else "")


def _default(field: FieldInfo) -> str:
    return "" if field.default is None else str(field.default)


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for paragraph in text.splitlines() for line in wrap(paragraph, WIDTH))
