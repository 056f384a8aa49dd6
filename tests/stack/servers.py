"""Addresses of the real servers, from the environment or started by scripts/stack; how soon they miss a member."""

import subprocess
from functools import cache
from pathlib import Path
from uuid import uuid4

SCRIPTS = Path(__file__).parents[2] / "scripts" / "stack"
SESSION = 6.0  # seconds, the least that a broker allows
SHORT_SESSION = {"KAFKA_SESSION_TIMEOUT": str(SESSION), "KAFKA_HEARTBEAT": "0.5"}
addresses: dict[str, str] = {}  # of the servers that were asked for
namespaces: set[str] = set()  # that were given out


@cache
def server(name: str) -> str:
    """Return the server's address; start it if it isn't there. Fails if it can't be started."""
    for what in ("up", "url"):
        done = subprocess.run([SCRIPTS / name, what], capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert done.returncode == 0, done.stderr
    addresses[name] = done.stdout.strip()
    return addresses[name]


def new_namespace() -> str:
    """Return a namespace that nobody has used."""
    namespace = f"test-{uuid4().hex[:12]}"
    namespaces.add(namespace)
    return namespace
