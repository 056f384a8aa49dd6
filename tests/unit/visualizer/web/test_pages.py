"""What the pages show."""

import asyncio
import re

import pytest

from services.deduper.core.merging import host_id, merge
from services.fetcher.reports import SyncReport
from services.visualizer.web.questions import QUESTIONS
from services.wiring.syncs import noting
from shared.contracts.host import MergedHost
from shared.contracts.topics import MERGED, RAW
from shared.errors import RollcallError, Temporary
from tests.unit.cli.world import page as raw_page
from tests.unit.visualizer.hosts import host, summary_of
from tests.unit.visualizer.web.site import HOSTILE, NOON, Stage, fleet, said

FIRST, SECOND = host_id("crowdstrike:1"), host_id("qualys:2")
PAGES = ("/", "/hosts", "/why-not", "/pipeline")


def names(text: str) -> list[str]:
    """Return the hosts that a list shows."""
    return re.findall(r'<th scope="row"><a href="/hosts/[^"]*">([^<]*)</a>', text)


def test_a_host_without_edr_is_one_click_away(stage: Stage) -> None:
    """The first page counts each question and leads to its hosts; every question finds its host and no other."""
    text = stage.text("/")
    found = {
        name: names(stage.text(f"/hosts?question={name}"))
        for name in re.findall(r'<a href="/hosts\?question=([^"]*)" class="some"><strong>1<', text)
    }
    assert {name: [one.replace("&lt;", "<")[:5] for one in hosts] for name, hosts in found.items()} == {
        "no-edr": ["<img "],
        "contained": ["cut-1"],
        "sensor-not-reporting": ["lost-"],
        "not-scanned": ["web-3"],
        "silent": ["web-4"],
        "duplicates": ["web-5"],
        "end-of-life": ["web-6"],
        "new": ["web-7"],
    }
    assert found.keys() == QUESTIONS.keys()


def test_the_first_page_has_charts_and_numbers(stage: Stage) -> None:
    """Hosts, records of each vendor, each chart that is there, and a word if the charts are older than the store."""
    summary = summary_of([host()])
    (stage.folder / "latest").mkdir(parents=True)
    (stage.folder / "summary.json").write_text(summary.model_dump_json())
    for name in (f"{one.name}.{ground}.svg" for one in summary.charts for ground in ("light", "dark")):
        (stage.folder / "latest" / name).write_text("<svg/>")
    text = stage.text("/")
    assert "10 hosts; records:\ncrowdstrike 7, qualys 6" in re.sub(r"\s*\n", "\n", text)
    assert "has changed since" in text
    files = re.findall(r'<img src="(/charts/[^"]*)" alt="[^"]+"', text)
    assert len(files) == len(summary.charts)
    assert stage.browser.get(files[0]).headers["content-type"] == "image/svg+xml"
    stage.text("/charts/summary.json", 404)
    stage.text("/charts/..%2fsecret.png", 404)


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_inventory_says_so(empty: Stage, address: str) -> None:
    """No page fails without hosts, charts, letters."""
    text = empty.text(address)
    assert 'lang="en"' in text
    assert address in ("/why-not", "/pipeline") or "The inventory is empty." in text


def test_search_shows_what_the_address_asks(stage: Stage) -> None:
    """Text, filters, order and page are all in the address; the form shows them."""
    assert names(stage.text("/hosts?text=web-1")) == ["web-1"]
    assert names(stage.text("/hosts?text=prod&exact=1")) == ["web-1"]
    assert names(stage.text("/hosts?vendor=crowdstrike&missing=qualys&order=desc")) == [
        "web-8",
        "web-7",
        "web-6",
        "web-3",
        "cut-1",
    ]
    assert names(stage.text("/hosts?stale=1")) == ["web-8"]
    assert names(stage.text("/hosts?family=linux&sort=last_seen")) == ["web-6"]
    text = stage.text('/hosts?text="><script>&vendor=qualys&conflict=1')
    assert 'value="&#34;&gt;&lt;script&gt;"' in text
    assert '<option value="qualys" selected>' in text
    assert 'name="conflict" value="1" checked' in text
    assert "No host is like that." in text


def test_pages_lead_to_one_another(stage: Stage) -> None:
    """Whoever follows `Next page` sees every host once."""
    address, seen = "/hosts?limit=3&order=desc", list[str]()
    while address:
        text = stage.text(address)
        seen += names(text)
        following = re.search(r'<a href="([^"]*)" rel="next"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == len(fleet())
    assert seen[0] == "web-8"


def test_a_host_has_its_fields_with_their_sources(stage: Stage) -> None:
    """Fields, lists, records, and places where the longer answers are put; a former id finds it too."""
    text = stage.text(f"/hosts/{FIRST}")
    assert re.search(r"<dt>hostname</dt><dd>web-1 <small[^>]*>crowdstrike:1</small>", text)
    assert re.search(r"<li>prod <small[^>]*>qualys:1</small>", text)
    assert f'hx-get="/hosts/{FIRST}/why"' in text
    assert f'href="/hosts/{FIRST}/history"' in text
    assert stage.text(f"/hosts/{host_id('qualys:1')}") == text
    assert "no host has the id" in stage.text("/hosts/unknown", 404)


def test_a_host_that_is_gone_says_so(stage: Stage) -> None:
    """In the list and on its page."""
    host = merge([said("qualys", 2)]).model_copy(update={"gone": NOON, "gone_from": ("qualys",)})
    asyncio.run(stage.store.put_hosts([MergedHost(revision=2, host=host)], []))
    assert 'class="tag gap">gone' in stage.text("/hosts?text=web-2")
    assert "It was last listed 2026-01-31 12:00 UTC" in stage.text(f"/hosts/{SECOND}")


def test_why_and_history_are_answered(stage: Stage) -> None:
    """The parts of a host's page are pages too."""
    why = stage.text(f"/hosts/{FIRST}/why")
    assert 'id="why"' in why
    assert "single record" in stage.text(f"/hosts/{SECOND}/why")
    history = stage.text(f"/hosts/{FIRST}/history")
    assert "joined by crowdstrike:1, qualys:1" in history
    assert 'id="history"' in history


def test_why_not_asks_and_answers(stage: Stage) -> None:
    """A name that isn't there is an answer, not an error; what two hosts share is listed."""
    stage.put([[said("crowdstrike", 60, hostname="web-6", fqdn="web-6.example.net")]])
    text = stage.text("/why-not?left=crowdstrike:6&right=crowdstrike:60")
    assert "They are two" in text
    assert "hostname web-6" in text
    assert "They are one host" in stage.text("/why-not?left=web-1&right=qualys:1")
    assert "no host goes by" in stage.text("/why-not?left=nobody&right=web-1", 404)


def test_the_pipeline_shows_what_waits_and_what_was_refused(stage: Stage) -> None:
    """Lag of each reader, and dead letters with their reason."""
    headers = {"error-class": "Permanent", "error-message": f"got {HOSTILE}", "service": "normalizer"}
    letter = raw_page(0)
    letter.headers.update(headers)
    asyncio.run(stage.log.append(RAW.dead_letter, [letter]))
    text = stage.text("/pipeline")
    assert f"<dt>visualizer</dt><dd>{len(fleet())}</dd>" in text
    assert "Permanent: got &lt;img" in text
    assert "hosts.raw/0/0" in text


def test_the_pipeline_shows_how_each_vendors_last_sync_ended(stage: Stage) -> None:
    """The last complete one with its hosts, the last failed one with the reason; which of the two is the later."""
    assert "None has ended yet." in stage.text("/pipeline")
    tell = noting(stage.ports)

    def end(vendor: str, error: RollcallError | None = None) -> None:
        asyncio.run(stage.clock.sleep(60))
        asyncio.run(tell(SyncReport(vendor, "s", pages=1, hosts=1_234, unfit=0, resumed=False, error=error)))

    end("qualys")
    end("qualys", Temporary(f"answered 503: {HOSTILE}"))
    end("crowdstrike", Temporary("answered 502"))
    end("crowdstrike")
    text = stage.text("/pipeline")
    assert "qualys <span" in text
    assert "crowdstrike <span" not in text
    assert '2026-01-31 12:01 UTC</td><td class="number">1,234</td><td class="time">2026-01-31 12:02 UTC' in text
    assert "answered 503: &lt;img" in text
    first = stage.browser.get("/api/status").json()["syncs"][0]
    assert (first["vendor"], first["hosts"], first["reason"]) == ("crowdstrike", 1_234, "answered 502")


def test_hostile_words_are_shown_as_text(stage: Stage) -> None:
    """What a vendor says never becomes markup, on no page."""
    addresses = ("/hosts", f"/hosts/{SECOND}", f"/hosts/{SECOND}/why", f"/hosts/{SECOND}/history")
    for address in (*addresses, f"/hosts?text={HOSTILE}", f"/why-not?left={HOSTILE}&right={HOSTILE}"):
        text = stage.text(address)
        assert "&lt;img src=x" in text, address
        assert "<img src=x" not in text, address


@pytest.mark.parametrize(
    "asked",
    [
        "limit=-1",
        "limit=99999999999999999999",
        "limit=\u0661",
        "sort=evil",
        "order=up",
        "question=none",
        "family=' OR 1=1",
        "stale=yes",
        f"text={'x' * 201}",
        "after=x",
        "after=[1]",
        'after=[1,"x"]',
        'after=["x",1]',
        f"after={'[' * 1500}",
        'sort=last_seen&after=["x","y"]',
        'sort=last_seen&after=[true,"y"]',
        f'sort=last_seen&after=[{"9" * 30},"y"]',
        "after=[NaN,null]",
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(stage: Stage, asked: str) -> None:
    """Status 400, on pages, in the API and in exports; never a fault of ours."""
    assert "That can&#39;t be asked" in stage.text(f"/hosts?{asked}", 400)
    assert stage.browser.get(f"/api/hosts?{asked}").json()["error"]
    assert stage.browser.get(f"/api/hosts.csv?{asked}").status_code == 400


def test_an_unknown_address_is_not_there(stage: Stage) -> None:
    """A page for people, JSON for programs."""
    assert "nothing has the address /x" in stage.text("/x", 404)
    assert stage.browser.get("/api/x").json() == {"error": "nothing has the address /api/x"}
    assert MERGED.name not in stage.text("/static/none.css", 404)
