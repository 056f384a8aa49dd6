"""What the documents say is there, is there."""

import re
from collections.abc import Iterator

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from services.cli import app
from services.env_sample import groups
from shared.contracts.topics import TOPICS
from simulator.faults import NAMES
from tests.project.tree import ROOT, files, targets, texts

PAGES = dict(texts(".md"))
PREFIXES = "ROLLCALL|FETCHER|RUNTIME|NORMALIZER|DEDUPER|VISUALIZER"
EXAMPLE = re.compile("acme", re.IGNORECASE)  # the vendor that isn't there
DECISIONS = sorted(path for path in PAGES if re.match(r"docs/decisions/\d", path))


def named(pattern: str) -> Iterator[tuple[str, str]]:
    """Give what a pattern's group finds in what the pages set as code, blocks and words alike, with the page."""
    for page, text in PAGES.items():
        for block, word in re.findall(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", text, re.DOTALL):
            for found in re.findall(pattern, block or word, re.MULTILINE):
                if not EXAMPLE.search(found):
                    yield page, found


def test_links_lead_somewhere() -> None:
    """Each link to a file of ours, and to a heading of it, has its target."""
    for page, text in PAGES.items():
        for path, heading in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", text):
            target = (ROOT / page).parent / path if path else ROOT / page

            assert target.exists(), f"{page}: {path}"
            assert not heading or heading in headings(target.read_text()), f"{page}: {path}#{heading}"


def headings(text: str) -> set[str]:
    """Return the names by which a page's headings are linked."""
    plain = (re.sub(r"[^\w\s-]", "", one).strip().lower() for one in re.findall(r"^#+ (.*)$", text, re.MULTILINE))
    return {one.replace(" ", "-") for one in plain}


def test_make_targets_are_there() -> None:
    """Each `make x` of a page is in the Makefile."""
    assert {(page, one) for page, one in named(r"\bmake ([a-z][a-z-]*)") if one not in targets()} == set()


def test_modules_are_there() -> None:
    """Each `python -m x` of a page can be run."""
    assert {(page, one) for page, one in named(r"python -m ([a-z_.]+)") if not is_module(one)} == set()


def test_what_the_makefile_runs_is_there() -> None:
    """Each module that a target runs exists."""
    modules = re.findall(r"python -m ([a-z_.]+)", (ROOT / "Makefile").read_text())

    assert [one for one in modules if not is_module(one)] == []


def is_module(name: str) -> bool:
    """Tell whether `python -m` could run it."""
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__main__.py").exists()


def test_paths_are_there() -> None:
    """Each path into the tree that a page names exists."""
    paths = named(r"^((?:services|shared|simulator|tests|benchmarks|docs|scripts)/[\w./-]+)$")

    assert {(page, one) for page, one in paths if not (ROOT / one).exists()} == set()


def test_commands_and_options_are_there() -> None:
    """Each `rollcall x --y` of a page is a command with that option."""
    lines = list(named(r"\brollcall ([a-z][^\n#|]*)"))

    assert lines
    for page, line in lines:
        words = line.split()
        command = get_command(app)
        while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
            assert words[0] in command.commands, f"{page}: rollcall {line}"
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}

        assert {word for word in words if word.startswith("--")} <= options, f"{page}: rollcall {line}"


def test_settings_are_there() -> None:
    """Each variable that a page names is a setting."""
    settings = {group.variable(field) for group in groups() for field in group.model_fields}

    assert {(page, one) for page, one in named(rf"\b((?:{PREFIXES})_[A-Z_]*[A-Z])\b") if one not in settings} == set()


def test_log_events_are_there() -> None:
    """Each event that the operator is told to look for is logged somewhere."""
    events = re.findall(r"^\| `([a-z_]+)` \|", PAGES["docs/operations.md"], re.MULTILINE)
    code = "".join(text for path, text in texts(".py") if path.startswith(("services/", "shared/")))

    assert len(events) > 3
    assert [event for event in events if f'"{event}"' not in code] == []


def test_readme_shows_every_fault() -> None:
    """Whoever wants to see a fault finds how."""
    assert set(re.findall(r"`([\w-]+):\d+`", PAGES["README.md"])) == set(NAMES)


def test_every_topic_is_explained() -> None:
    """The architecture names each topic, its key and its value."""
    assert [topic.name for topic in TOPICS if f"| `{topic.name}` |" not in PAGES["docs/architecture.md"]] == []


def test_the_glossary_has_the_words_in_use() -> None:
    """Each of its terms is used elsewhere, and is explained once."""
    terms = re.findall(r"\*\*([A-Z][\w -]+)\*\*(?=:)", PAGES["docs/glossary.md"])
    elsewhere = " ".join(text for path, text in texts(".py", ".md") if path != "docs/glossary.md").lower()
    words = re.sub(r"[\W_]+", " ", elsewhere)

    assert len(terms) > 40
    assert sorted(set(terms)) == sorted(terms)
    assert [term for term in terms if f" {term.lower()}" not in words] == []


@pytest.mark.parametrize("page", DECISIONS)
def test_a_decision_has_all_its_parts(page: str) -> None:
    """A decision says its context, what was decided, what follows, what was turned down; the list has it."""
    parts = re.findall(r"^\*\*(.*?)\.\*\*", PAGES[page], re.MULTILINE)

    assert parts == ["Context", "Decision", "Consequences", "Turned down"]
    assert f"({page.rpartition('/')[2]})" in PAGES["docs/decisions/README.md"]


def test_nothing_is_kept_that_no_page_leads_to() -> None:
    """Every page is linked from another one."""
    linked = {
        ((ROOT / page).parent / path).resolve()
        for page, text in PAGES.items()
        for path in re.findall(r"\]\(([^)#\s:]+)", text)
    }
    pages = {path for path in files() if path.suffix == ".md"}

    assert pages - linked == {ROOT / "README.md"}
