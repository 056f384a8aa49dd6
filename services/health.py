"""Asks the service of this container how it is: `python -m services.health`. Exit code 0: it goes on; 1: it doesn't."""

import sys
from argparse import ArgumentParser
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from shared.errors import SettingError
from shared.runtime.settings import MetricsSettings
from shared.runtime.stopping import failures_explained

PATIENCE = 5.0  # seconds for an answer
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - how to reach who listens at every address


def main() -> None:
    """Write what the service says and end the process."""
    ArgumentParser(prog="python -m services.health", description=__doc__).parse_args()
    with failures_explained():
        good, text = ask(MetricsSettings.load())
    sys.stdout.write(text)
    sys.exit(0 if good else 1)


def ask(settings: MetricsSettings) -> tuple[bool, str]:
    """Return whether the service is healthy, and what it says."""
    if settings.port is None:
        raise SettingError("METRICS_PORT: expected the port at which the service tells how it is; got nothing")
    url = f"http://{EVERYWHERE.get(settings.host, settings.host)}:{settings.port}/healthz"
    try:
        with urlopen(url, timeout=PATIENCE) as answer:
            return True, answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return False, refusal.read().decode()
    except (URLError, OSError) as error:
        return False, f"{url}: expected an answer; got {error}\n"


if __name__ == "__main__":
    main()
