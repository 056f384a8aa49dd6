"""What vendors say at worst. An empty inventory is in test_pages.py too, a store that is away in test_away.py."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest

from services.visualizer.web.questions import QUESTIONS
from shared.contracts.parts import OperatingSystem
from tests.unit.visualizer.web.site import Stage, ago, monster, said
from tests.unit.visualizer.web.test_pages import names


def test_a_monstrous_host_stays_a_page(stage: Stage) -> None:
    """10,000 ports, 12,000 programs and a field of 5 MB are cut, and the page says so; years far away are dates."""
    (host,) = stage.put([monster()])
    text = stage.text(f"/hosts/{host.id}")
    assert len(text) < 60_000
    assert text.count("and 9,950 more: the JSON has all") == 2
    assert "12,000 programs" in text
    software = stage.browser.get(f"/api/hosts/{host.id}/software").json()
    assert (len(software["programs"]), software["left_out"]) == (10_000, 2_000)
    assert "(5,000,000 characters)" in text
    assert "seen 1970-01-01 00:00 UTC to 2100-01-01" in text
    assert len(stage.browser.get(f"/api/hosts/{host.id}").json()["ports"]) == 10_000


def test_a_monstrous_host_harms_no_other_page(stage: Stage) -> None:
    """The list shows it in a line, exports hold it, why and history answer."""
    (host,) = stage.put([monster()])
    assert names(stage.text("/hosts?text=web-9")) == ["web-9"]
    assert len(stage.text("/hosts?text=web-9")) < 10_000
    for part in ("why", "history"):
        assert len(stage.text(f"/hosts/{host.id}/{part}")) < 10_000
    (row,) = csv.DictReader(StringIO(stage.text("/api/hosts.csv?text=web-9")))
    (found,) = json.loads(stage.text("/api/hosts.json?text=web-9"))
    assert row["first_seen"] == found["first_seen"] == "1970-01-01T00:00:00Z"
    assert row["last_seen"] == found["last_seen"] == "2100-01-01T00:00:00Z"


@pytest.mark.parametrize("year", [1970, 2100])
def test_years_far_away_are_sorted_and_asked_for(stage: Stage, year: int) -> None:
    """A host of 1970 is the stalest, one of 2100 is not; in either order it stands at an end."""
    then = datetime(year, 1, 1, tzinfo=UTC)
    stage.put([[said("qualys", 9, first_seen=then, last_seen=then)]])
    up, down = (names(stage.text(f"/hosts?sort=last_seen&order={order}")) for order in ("asc", "desc"))
    assert (up if year == 1970 else down)[0] == "web-9"
    assert ("web-9" in names(stage.text("/hosts?stale=1"))) == (year == 1970)
    assert ("web-9" in names(stage.text("/hosts?question=new"))) == (year == 2100)


def test_an_unknown_system_is_said_to_be_unknown(empty: Stage) -> None:
    """On the list and by the filter; nobody can say that it has ended; a name that no table knows is shown as said."""
    known = {"last_scan": ago(1)}
    plan9 = OperatingSystem(family="other", name="Plan 9 \u2622", version="4")
    nothing, odd = empty.put([[said("qualys", 1, **known)], [said("qualys", 2, **known, os=plan9)]])
    assert "<td>unknown</td>" in empty.text("/hosts?text=web-1")
    assert "<td>Plan 9 \u2622 4</td>" in empty.text("/hosts?text=web-2")
    assert names(empty.text("/hosts?family=unknown")) == ["web-1"]
    assert names(empty.text("/hosts?question=end-of-life")) == []
    assert "Plan 9 \u2622" in empty.text(f"/hosts/{odd.id}")
    assert empty.text(f"/hosts/{nothing.id}")


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_fails_without_hosts(empty: Stage, question: str) -> None:
    """It finds none, and an export has none."""
    assert "No host is like that." in empty.text(f"/hosts?question={question}")
    assert json.loads(empty.text(f"/api/hosts.json?question={question}")) == []
