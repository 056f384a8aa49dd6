"""`rollcall dead-letters`."""

import json

from services.wiring import READERS
from tests.unit.cli.conftest import Rollcall
from tests.unit.cli.world import PAGES, page


def test_list_gives_the_reason_in_one_line(filled: Rollcall) -> None:
    """Id, time, service, key, class and message."""
    first, second = filled("dead-letters", "list").out.splitlines()
    assert first == (
        "hosts.raw/0/0  2026-01-31T12:00:00  normalizer  qualys/s/1.0  Permanent: field id: expected text; got 1"
    )
    assert second.startswith("hosts.raw/0/1")


def test_list_as_json_has_all_headers(filled: Rollcall) -> None:
    """A line a letter."""
    first, _ = (json.loads(line) for line in filled("dead-letters", "list", "--json").out.splitlines())
    assert first["id"] == "hosts.raw/0/0"
    assert first["headers"]["source-offset"] == "1"


def test_list_of_another_topic_is_empty(filled: Rollcall) -> None:
    """Either name of the topic will do; a wrong one is explained."""
    assert filled("dead-letters", "list", "--topic", "hosts.merged").out == ""
    assert len(filled("dead-letters", "list", "--topic", "hosts.raw.dead-letter").out.splitlines()) == 2
    wrong = filled("dead-letters", "list", "--topic", "x")
    assert (wrong.code, wrong.err.count("expected one of hosts.raw")) == (2, 1)


def test_show_gives_the_message_whole(filled: Rollcall) -> None:
    """As JSON if it is JSON, else as it is."""
    whole = json.loads(filled("dead-letters", "show", "hosts.raw/0/0", "--json").out)
    assert whole["value"] == json.loads(page(1).value or b"")
    text = filled("dead-letters", "show", "hosts.raw/0/1").out
    assert '{"id": 3, "tex' in text
    assert "truncated-from    5000000" in text


def test_show_of_no_letter_says_what_an_id_is(filled: Rollcall) -> None:
    """Exit code 2."""
    for wrong in ("hosts.raw/0/7", "nothing", ""):
        result = filled("dead-letters", "show", wrong)
        assert result.code == 2
        assert "expected the id of a dead letter as `rollcall dead-letters list` gives it" in result.err


def test_replay_gives_each_whole_letter_back_once(filled: Rollcall) -> None:
    """The reader's topic has one message more; a head alone stays; a second replay finds nothing."""
    said = filled("dead-letters", "replay").out
    assert said.startswith("1 given back to hosts.raw, 1 can't be: only their heads were kept\n")
    status = json.loads(filled("status", "--json").out)
    assert status["lag"][READERS["hosts.raw"]] == PAGES + 1
    assert status["dead_letters"] == {}

    assert filled("dead-letters", "replay").out == "no dead letter waits\n"
    assert filled("dead-letters", "list").out == ""
    assert len(filled("dead-letters", "list", "--all").out.splitlines()) == 2
