"""The project's own rules about its files."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("services", "shared", "simulator", "benchmarks", "docs", "tests")
BANNED_NAMES = {"utils", "helpers", "manager", "base"}
SECRETS = re.compile(
    "|".join(("BEGIN [A-Z ]*PRIVATE KEY", "AKIA[0-9A-Z]{16}", "xox[bp]-", "gh[pousr]_[A-Za-z0-9]{30}"))  # kept apart
)
MACHINE_PATHS = re.compile("|".join(("/" + "home/[a-z]", "/" + "root/", "/" + "work/", "/" + "Users/[a-z]")))


def tracked() -> Iterator[Path]:
    """Give the files that belong to the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is where it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    yield from (ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


def modules() -> Iterator[tuple[Path, str]]:
    """Give the Python files and their text."""
    yield from ((path, path.read_text()) for path in tracked() if path.suffix == ".py")


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give the functions of a module."""
    yield from (one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def length(one: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function, without its docstring."""
    doc = one.body[0] if ast.get_docstring(one) else None
    lines = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
    return (one.end_lineno or 0) - one.lineno + 1 - lines


def test_modules_are_short() -> None:
    """No module is longer than 250 lines."""
    assert [path for path, text in modules() if text.count("\n") > 250] == []


def test_functions_fit_in_the_eye() -> None:
    """No function is longer than 40 lines; one that only lists fields of a record may be 50."""
    long = [(path.name, one.name, length(one)) for path, text in modules() for one in functions(text) if length(one) > 50]

    assert long == []


def test_no_vague_names() -> None:
    """A file is named for what it does."""
    assert [path for path in tracked() if path.stem in BANNED_NAMES] == []


def test_every_test_says_what_holds() -> None:
    """Each test has a docstring that states the behaviour."""
    silent = [
        (path.name, one.name)
        for path, text in modules()
        if path.name.startswith("test_")
        for one in functions(text)
        if one.name.startswith("test_") and not ast.get_docstring(one)
    ]

    assert silent == []


def test_no_secret_and_no_machine_path_is_kept() -> None:
    """No tracked text holds a credential's form or a path of somebody's machine."""
    found = []
    for path in tracked():
        if path.suffix in (".png", ".lock"):
            continue
        text = path.read_text(errors="replace")
        found += [(path.name, hit[0]) for rule in (SECRETS, MACHINE_PATHS) for hit in rule.finditer(text)]

    assert found == []


def test_links_in_documents_lead_somewhere() -> None:
    """Each relative link of a Markdown page is a file of the project."""
    broken = []
    for path in tracked():
        if path.suffix == ".md":
            for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
                if "://" not in link and not (path.parent / link).exists():
                    broken.append((path.name, link))

    assert broken == []


def test_readme_names_only_targets_that_exist() -> None:
    """Each `make …` of README and CONTRIBUTING is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`make ([a-z-]+)", (ROOT / page).read_text()))

        assert named <= targets, page
