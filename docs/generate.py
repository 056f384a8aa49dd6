"""`make docs`: writes the pages that are printed from the code; a test keeps each of them current."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from docs.compose import compose
from docs.events import events
from docs.matching import matching
from services.env_sample import env_sample

ROOT = Path(__file__).parents[1]
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/events.md": events,
    "docs/matching.md": matching,
    ".env.sample": env_sample,
    "docker-compose.yml": compose,
}


def main() -> None:
    """Write each page that has changed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for path, page in PAGES.items():
        text = page()
        if not (ROOT / path).exists() or (ROOT / path).read_text() != text:
            (ROOT / path).write_text(text)
            print(f"{path} is new")


if __name__ == "__main__":
    main()
