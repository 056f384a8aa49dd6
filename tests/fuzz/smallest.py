"""The smallest host that still fails, found by leaving out parts of one that does."""

import json
from collections.abc import Callable

from tests.mutations import Json, Path, at, places

TRIES = 3_000


def smallest(host: Json, fails: Callable[[Json], bool]) -> Json:
    """Return what is left of a host when nothing more can be left out without the failure going away."""
    tries = 0
    shrunk = True
    while shrunk:
        shrunk = False
        for path in sorted(places(host)[1:], key=len):
            tries += 1
            if tries > TRIES:
                return host
            smaller = _without(host, path)
            if fails(smaller):
                host, shrunk = smaller, True
                break
    return host


def _without(host: Json, path: Path) -> Json:
    smaller = json.loads(json.dumps(host))  # deepcopy can't copy what is as deep as JSON can be
    del at(smaller, path[:-1])[path[-1]]
    return smaller
