"""The lines of `docker-compose.yml` that hand on the vendors' settings: all there are, so a new vendor edits none."""

import re
from pathlib import Path

from services.env_sample import groups

FILE = Path(__file__).parents[1] / "docker-compose.yml"
BEGIN = "      # Vendors' settings, printed by `make docs`; without a value: from your shell or .env.\n"
END = "      # End of what is printed.\n"


def compose() -> str:
    """Return the file; a setting that has a value there, written by hand, isn't printed again."""
    before, rest = FILE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    given = set(re.findall(r"^ +(FETCHER_\w+): \S", before, re.MULTILINE))
    vendors = [group for group in groups() if group.__module__.startswith("services.fetcher.vendors.")]
    names = [group.variable(name) for group in vendors for name in group.model_fields]
    return "".join([before, BEGIN, *(f"      {name}:\n" for name in names if name not in given), END, after])
