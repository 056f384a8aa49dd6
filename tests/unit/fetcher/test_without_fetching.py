"""Who only asks how things are has none of the fetcher's packages: the operator's container is the deduper's."""

import subprocess
import sys

ABSENT = ("apscheduler", "httpx", "stamina", "defusedxml")
ASK = f"""import sys
sys.modules.update(dict.fromkeys({ABSENT}))
from services.wiring.fetching import sources
print(*sources())"""


def test_the_vendors_are_known_without_what_fetching_needs() -> None:
    """Their names come without a scheduler, a client or a parser."""
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.stdout.split() == ["crowdstrike", "qualys", "tenable"], done.stderr
