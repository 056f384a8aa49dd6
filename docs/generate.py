"""`make docs`: writes the pages that are printed from the code; a test keeps each of them current."""

from collections.abc import Callable, Mapping
from pathlib import Path

from docs.events import events
from services.env_sample import env_sample

ROOT = Path(__file__).parents[1]
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/events.md": events,
    ".env.sample": env_sample,
}


def main() -> None:
    """Write each page that has changed."""
    for path, page in PAGES.items():
        text = page()
        if not (ROOT / path).exists() or (ROOT / path).read_text() != text:
            (ROOT / path).write_text(text)
            print(f"{path} is new")


if __name__ == "__main__":
    main()
