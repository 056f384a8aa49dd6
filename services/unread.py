"""What is wrong with settings that are read well: names beside them that nothing reads, files that others can read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

import structlog
from dotenv import dotenv_values

from services.env_sample import groups
from shared.settings import DOTENV, Settings

_log = structlog.get_logger()
OURS = ("FETCHER", "ROLLCALL", "VISUALIZER")  # first words that no other program's variables have, nor one like them
ALIKE = 0.8  # of 1: a first word that is one of these, mistyped
# Of other programs: what Kubernetes sets for a service named kafka or redis, brokers' own settings, our scripts'.
OTHERS = re.compile(
    r"\w+_(SERVICE_(HOST|PORT\w*)|PORT(_\d+_(TCP|UDP)\w*)?)|MONGODB_LIMIT|ROLLCALL_(COMPOSE|PICTURES|STACK)"
    r"|KAFKA_(ADVERTISED|AUTO|BROKER|CLUSTERS|CONTROLLER|GROUP|HEAP|HOME|INTER|JMX|LISTENER|LOG|NODE|OFFSETS|OPTS"
    r"|PROCESS|SHARE|TRANSACTION|ZOOKEEPER)\w*"
)
TENANT = re.compile(r"[A-Z][A-Z0-9]*")


def warn_of_settings(environment: Mapping[str, str]) -> None:
    """Log what is wrong with the environment and the files of settings, each once."""
    try:
        known = groups()
    except ImportError:
        return  # a container of one service has no libraries of the others
    files = [Path(name) for name in DOTENV if Path(name).is_file()]
    for file in files:
        if file.stat().st_mode & 0o077:
            _log.warning("settings_open_to_others", file=str(file), reason=f"others can read it: chmod 600 {file}")
    given = {name: value for file in files for name, value in dotenv_values(file, interpolate=False).items()}
    for variable, reason in unread({**given, **environment}, known):
        _log.warning("setting_unread", variable=variable, reason=reason)


def unread(given: Mapping[str, str | None], known: Iterable[type[Settings]]) -> Iterator[tuple[str, str]]:
    """Return the variables that look like ours and that nothing reads, and what may be meant."""
    by_name = {name.upper(): value for name, value in given.items() if value}
    tenants = [tenant.upper() for tenant in by_name.get("FETCHER_TENANTS", "").replace(",", " ").split()]
    vendors = [group for group in known if ".vendors." in group.__module__]
    names = {group.variable(field) for group in known for field in group.model_fields}
    of_tenants = [group.of_tenant(tenant) for group in vendors for tenant in tenants]
    names |= {group.variable(field) for group in of_tenants for field in group.model_fields}
    firsts = {name.partition("_")[0] for name in names if "_" in name}
    for name in sorted(by_name.keys() - names):
        if _looks_like_ours(name, firsts) and not OTHERS.fullmatch(name):
            yield name, _meant(name, names, vendors)


def _looks_like_ours(name: str, firsts: Iterable[str]) -> bool:
    first, found, _ = name.partition("_")
    return bool(found) and (first in firsts or any(SequenceMatcher(None, first, one).ratio() > ALIKE for one in OURS))


def _meant(name: str, names: Iterable[str], vendors: Iterable[type[Settings]]) -> str:
    """Say that nothing reads a variable, and why that may be."""
    reason = "nothing reads it"
    if tenant := next(_tenants_in(name, vendors), ""):
        reason += f": FETCHER_TENANTS names no tenant {tenant.lower()!r}"
    near = get_close_matches(name, names, 1)
    return f"{reason}; the nearest that is read is {near[0]}" if near else reason


def _tenants_in(name: str, vendors: Iterable[type[Settings]]) -> Iterator[str]:
    """Return the tenant whose setting a variable would be."""
    for group in vendors:
        prefix = group.variable("")
        for field in group.model_fields:
            tenant = name.removeprefix(prefix).removesuffix(f"_{field.upper()}")
            if name == f"{prefix}{tenant}_{field.upper()}" and TENANT.fullmatch(tenant):
                yield tenant
