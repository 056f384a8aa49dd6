"""CONTRIBUTING's rules, as far as a machine can hold them."""

import ast
import re
from collections.abc import Iterator

from tests.project.tree import files, texts

VAGUE = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
TEXT = (".py", ".md", ".toml", ".yaml", ".yml", ".json", ".jsonl", ".sample", ".sh", "")
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Written so that this file doesn't hold what it looks for.
SECRETS = re.compile(r"BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bxox[bp]-\w{10}|\bgh[pousr]_\w{30}|\beyJ\w{20}")
MACHINE_PATHS = re.compile(r"(?<![\w.}])/(?:home/[a-z]|root/|work/|farm/|Users/[a-z]|opt/[a-z])")
REGISTRIES = re.compile(
    r"\b(?:pypi\.org|(?:files\.)pythonhosted\.org|registry\.npmjs\.org|(?:index|hub)\.docker\.\w+|repo1?\.maven\.\w+)"
)


def functions(text: str) -> Iterator[Function]:
    """Give the functions of a module."""
    yield from (one for one in ast.walk(ast.parse(text)) if isinstance(one, Function))


def lines(node: ast.stmt) -> int:
    """Return how many lines a statement takes."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def length(function: Function) -> int:
    """Return the lines of a function, without its docstring; a table (one statement listing fields) counts once."""
    said = function.body[0] if ast.get_docstring(function) else None
    tables = [lines(node) - 1 for node in function.body if isinstance(node, ast.Return | ast.Assign | ast.AnnAssign)]
    return lines(function) - (lines(said) if said else 0) - max(tables, default=0)


def hits(rule: re.Pattern[str], *suffixes: str) -> list[tuple[str, str]]:
    """Return where a rule's pattern is found."""
    return [(path, hit[0]) for path, text in texts(*suffixes) for hit in rule.finditer(text)]


def test_modules_are_short() -> None:
    """No module is longer than 250 lines."""
    assert [(path, size) for path, text in texts(".py") if (size := text.count("\n")) > 250] == []


def test_functions_fit_in_the_eye() -> None:
    """No function is longer than 40 lines."""
    every = [(path, one.name, length(one)) for path, text in texts(".py") for one in functions(text)]

    assert [one for one in every if one[2] > 40] == []


def test_names_tell_what_is_inside() -> None:
    """No file or folder has a name that could hold anything."""
    assert [path for path in files() if VAGUE & {path.stem, path.parent.name}] == []


def test_every_test_says_what_holds() -> None:
    """Each test has a docstring that states the behaviour."""
    tests = [(path, one) for path, text in texts(".py") if "/test_" in path for one in functions(text)]

    assert len(tests) > 100
    assert [
        (path, one.name) for path, one in tests if one.name.startswith("test_") and not ast.get_docstring(one)
    ] == []


def test_no_mock_takes_the_place_of_a_part() -> None:
    """Fakes are adapters of ports, so that the contract suites hold them too."""
    assert hits(re.compile(r"unittest[.]mock|\bMagicMock\b|monkeypatch[.]setattr"), ".py") == []


def test_no_secret_is_kept() -> None:
    """No file has anything in a credential's form."""
    assert hits(SECRETS, *TEXT) == []


def test_no_path_of_a_machine_is_kept() -> None:
    """The project runs wherever it is put."""
    assert hits(MACHINE_PATHS, *TEXT) == []


def test_packages_come_from_wherever_pip_is_told() -> None:
    """Only the lock names the host of a package registry."""
    assert hits(REGISTRIES, *TEXT) == []
