"""`docs/matching.md` is what the rules say and do, and has them all."""

import pytest

from docs import matching as page
from docs.matching import matching
from docs.matching_kinds import KINDS as EXAMPLES
from docs.worked import Inventory
from services.deduper.core import junk
from services.deduper.core.identifiers import KINDS, Kind, identifiers
from tests.project.tree import ROOT


def test_the_page_is_what_the_code_says_and_does() -> None:
    """After a change of rules, tables or answers: `make docs`."""
    assert (ROOT / "docs" / "matching.md").read_text() == matching()


def test_each_kind_has_an_example() -> None:
    """Whoever adds a kind shows it at work."""
    assert set(EXAMPLES) == {kind.name for kind in KINDS if kind.rule}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.rule], ids=lambda kind: kind.name)
def test_an_example_is_of_its_kind(kind: Kind) -> None:
    """The example's records share the identifier, or are kept apart by it; the near miss's are not."""
    example, miss = EXAMPLES[kind.name]
    of_kind = [{key.text for key in identifiers(one) if key.kind is kind} for one in example]

    assert all(of_kind)
    assert (of_kind[0] == of_kind[1]) is kind.links
    assert len(Inventory(*example).hosts()) == (1 if kind.links else 2)
    assert len(Inventory(*miss).hosts()) == (2 if kind.links else 1)


def test_each_table_of_junk_is_shown() -> None:
    """A value that is distrusted is told, with its reason."""
    tables = [value for value in vars(junk).values() if isinstance(value, dict) and value is not junk.MAKERS]

    shown = [*page.JUNK.values(), junk.GIVEN_NAMES, junk.SERIAL_OF_HYPERVISOR]  # the last two have their own sentences
    assert [table for table in tables if table not in shown and "__name__" not in table] == []


def test_each_limit_says_what_it_limits() -> None:
    """The comment beside a limit is shown."""
    assert [name for module, name in page.LIMITS if not page._comment(module, name)] == []


def test_a_name_that_identifies_beside_something_is_not_among_those_that_never_do() -> None:
    """The page says which kinds such a name is a part of, and the table of names that say nothing has none of them."""
    never, _, rest = matching().partition("## Values that say nothing\n")[2].partition("\n## Names that identify ")
    beside = rest.partition("\n## ")[0]

    assert [name for name in junk.GIVEN_NAMES if f"| `{name}` |" in never] == []
    assert [name for name in junk.GIVEN_NAMES if f"| `{name}` |" not in beside] == []
    assert "they are a part of *MAC and hostname* and *hostname in one vendor*" in " ".join(beside.split())
