"""Ports for servers of the tests."""

import random
import socket

# Above those of well-known servers; with the second port of a Redis cluster, 10,000 above, still below 32,768, where
# the ports of outgoing connections begin: a server that starts again finds its own port free.
LOWEST, HIGHEST = 10_240, 22_000


def free_port() -> int:
    """Return a port that nobody listens at."""
    port = random.randint(LOWEST, HIGHEST)  # noqa: S311 - no secret
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return free_port()
    return port
