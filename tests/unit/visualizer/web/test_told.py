"""What vendors say that has to be seen: containment, sensors that don't report, scans, each vendor's own words."""

import csv
import re
from io import StringIO

import pytest

from services.visualizer.web.showing import LONGEST
from shared.contracts.parts import Business, BusinessApplication
from tests.unit.visualizer.web.site import OTHER_SENSOR, SENSOR, Stage, ago, said


def names(stage: Stage, asked: str) -> list[str]:
    """Return the names of the hosts that the API finds."""
    return [one["hostname"] for one in stage.browser.get(f"/api/hosts?{asked}").json()["hosts"]]


def test_a_later_vendor_does_not_hide_that_a_host_is_cut_off(empty: Stage) -> None:
    """It is a note, a tag, a filter, a question, a column; each vendor's status stands with its time."""
    falcon = said("crowdstrike", 1, status="contained", containment="contained", observed_at=ago(1), last_seen=ago(1))
    (host,) = empty.put([[falcon, said("qualys", 1, status="active")]])
    page, rows = empty.text(f"/hosts/{host.id}"), empty.text("/api/hosts.csv?question=contained")

    assert "It is cut off from the network (contained), says crowdstrike:1 as of 2026-01-30 12:00 UTC." in page
    assert re.search(r"crowdstrike:1 <small>as of 2026-01-30 12:00 UTC</small>.*?<dd>contained</dd>", page, re.DOTALL)
    assert re.search(r"qualys:1 <small>as of 2026-01-31 12:00 UTC</small>.*?<dd>active</dd>", page, re.DOTALL)
    assert '<span class="tag gap">contained</span>' in empty.text("/hosts")
    assert names(empty, "containment=contained") == names(empty, "question=contained") == ["web-1"]
    assert names(empty, "containment=normal") == []
    assert [row["containment"] for row in csv.DictReader(StringIO(rows))] == ["contained"]


@pytest.mark.parametrize("word", ["containment_pending", "lift_containment_pending"])
def test_what_is_pending_counts_as_contained(empty: Stage, word: str) -> None:
    """Normal doesn't."""
    empty.put([[said("crowdstrike", 1, containment=word)], [said("crowdstrike", 2, containment="normal")]])
    assert names(empty, "question=contained") == ["web-1"]


def test_a_sensor_that_does_not_report_is_told(empty: Stage) -> None:
    """By a question where its vendor is connected, and by a sentence on the host's page in any case."""
    (host,) = empty.put([[said("qualys", 1, software=(SENSOR, OTHER_SENSOR))]])
    assert names(empty, "question=sensor-not-reporting") == []
    assert "crowdstrike isn&#39;t connected here" in empty.text(f"/hosts/{host.id}")

    empty.put([[said("crowdstrike", 2)]])
    page = empty.text(f"/hosts/{host.id}")
    assert names(empty, "question=sensor-not-reporting") == ["web-1"]
    assert (
        "CrowdStrike Falcon Sensor is installed, as qualys:1 says, but crowdstrike doesn&#39;t list this host" in page
    )
    assert "SentinelOne Agent is installed, as qualys:1 says, but sentinelone isn&#39;t connected here" in page
    assert "crowdstrike sensor not reporting</span>" in empty.text("/hosts?question=sensor-not-reporting")
    assert "sentinelone sensor" not in empty.text("/hosts")


def test_the_page_has_last_scan_and_boot_and_who_says_so(empty: Stage) -> None:
    """At its head and among the fields, as people write times; kinds of scans apart."""
    qualys = said("qualys", 1, last_scan=ago(1), last_boot=ago(3), last_compliance_scan=ago(1))
    (host,) = empty.put([[qualys, said("crowdstrike", 1, last_boot=ago(4))]])
    page = empty.text(f"/hosts/{host.id}")

    assert "last scan 2026-01-30 12:00 UTC · last boot 2026-01-28 12:00 UTC" in page
    assert re.search(r"<dt>last compliance scan</dt><dd>2026-01-30 12:00 UTC <small class=.source.>qualys:1", page)
    assert "last scan unknown · last boot unknown" in empty.text(f"/hosts/{empty.put([[said('a', 9)]])[0].id}")


def test_the_customers_register_is_shown_in_its_own_words(empty: Stage) -> None:
    """Criticality, score, owner, applications; what is too long has a sign."""
    shop = BusinessApplication(name="Shop", owner="Sales")
    about = Business(owner="Ops", department="x" * (LONGEST + 1), applications=(shop,))
    own = {"criticality": "4", "risk_score": 650, "scanner_id": "77001", "tracking_method": "QAGENT", "business": about}
    (host,) = empty.put([[said("qualys", 1, **own)]])
    page = empty.text(f"/hosts/{host.id}")

    for words in ("<dd>4</dd>", "<dd>650</dd>", "<dd>77001</dd>", "<dd>QAGENT</dd>", "<dd>Ops</dd>"):
        assert words in page
    assert "<dt>business · application</dt><dd>name Shop; owner Sales</dd>" in page
    assert f"{'x' * LONGEST}… ({LONGEST + 1} characters)" in page
    assert names(empty, "text=77001&exact=1") == ["web-1"]


def test_history_names_a_former_id_once(stage: Stage) -> None:
    """Without a source's `from`, and without a loose semicolon at the end."""
    (host,) = stage.put([[said("crowdstrike", 95), said("qualys", 95)]])
    page = stage.text(f"/hosts/{host.id}/history")

    assert 'class="source">as ' not in page
    assert "joined by crowdstrike:95, qualys:95\n" in page
