"""`rollcall dead-letters`."""

import json

import pytest

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
    """The reader's topic has one message more; a head alone goes on waiting; a second replay finds only that."""
    said = filled("dead-letters", "replay").out.splitlines()
    assert said[0].startswith("1 given back to hosts.raw")
    assert said[1].startswith("1 can't be: only their heads were kept")
    status = json.loads(filled("status", "--json").out)
    assert status["lag"][READERS["hosts.raw"]] == PAGES + 1
    assert status["dead_letters"] == {"hosts.raw": 1}

    assert json.loads(filled("dead-letters", "replay", "--json").out) == {"given_back": {}, "not_whole": 1}
    assert ids(filled) == ["hosts.raw/0/1"]
    first, second = filled("dead-letters", "list", "--all").out.splitlines()
    assert first.endswith("[replayed]")
    assert "[" not in second


def test_drop_takes_letters_off_the_list_for_good(filled: Rollcall) -> None:
    """One by its id, the rest by --all; what was dropped isn't given back; `show` says what was decided."""
    assert filled("dead-letters", "drop", "hosts.raw/0/0").out == "1 of hosts.raw dropped\n"
    assert ids(filled) == ["hosts.raw/0/1"]
    assert filled("dead-letters", "replay", "hosts.raw/0/0").out == "no such dead letter waits\n"
    assert json.loads(filled("dead-letters", "show", "hosts.raw/0/0", "--json").out)["outcome"] == "dropped"
    assert json.loads(filled("dead-letters", "drop", "--all", "--json").out) == {"dropped": {"hosts.raw": 1}}
    assert filled("dead-letters", "drop", "--all").out == "no such dead letter waits\n"
    assert json.loads(filled("status", "--json").out)["dead_letters"] == {}


@pytest.mark.parametrize("which", [("hosts.raw/0/9",), ("hosts.raw/0/0", "hosts.raw/0/9")])
def test_drop_of_what_is_not_there_is_an_error(filled: Rollcall, which: tuple[str, ...]) -> None:
    """A slip of a key is told, and then nothing is dropped, whatever else was named."""
    before = ids(filled)
    result = filled("dead-letters", "drop", *which)
    assert (result.out, result.code) == ("", 2)
    assert "nothing was dropped" in result.err
    assert ids(filled) == before


def test_drop_of_everything_has_to_be_asked_for(filled: Rollcall) -> None:
    """Without ids, an option or --all, nothing is dropped."""
    result = filled("dead-letters", "drop")
    assert (result.code, result.err.count("expected which dead letters to drop")) == (2, 1)
    assert len(ids(filled)) == 2


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--vendor", "qualys"), "01"),
        (("--vendor", "qual"), ""),
        (("--key", "qualys/s/1*"), "0"),
        (("--key", "QUALYS*"), ""),
        (("--error", "Permanent"), "0"),
        (("--error", "Unfit", "--vendor", "qualys"), "1"),
        (("--error", "Unfit", "--vendor", "crowdstrike"), ""),
        (("--service", "normalizer"), "0"),
        (("--service", "deduper"), ""),
        (("--since", "2026-01-31"), "01"),
        (("--since", "2999-01-01T00:00Z"), ""),
        (("--topic", "hosts.normalized"), ""),
    ],
)
def test_letters_are_chosen_by_what_they_say(filled: Rollcall, options: tuple[str, ...], found: str) -> None:
    """The same options choose for list, replay and drop; several all hold."""
    assert [one[-1] for one in ids(filled, *options)] == list(found)
    dropped = json.loads(filled("dead-letters", "drop", *options, "--json").out)["dropped"]
    assert sum(dropped.values()) == len(found)
    assert len(ids(filled)) == 2 - len(found)


def test_a_wrong_time_is_explained(filled: Rollcall) -> None:
    """What was expected and what came."""
    result = filled("dead-letters", "list", "--since", "dawn")
    assert (result.code, result.err) == (
        2,
        "rollcall: --since: expected a time (2026-01-31T12:00Z); got 'dawn'\n",
    )


def ids(rollcall: Rollcall, *options: str) -> list[str]:
    """Return the ids of the letters that are listed."""
    lines = rollcall("dead-letters", "list", "--json", *options).out.splitlines()
    return [json.loads(line)["id"] for line in lines]
