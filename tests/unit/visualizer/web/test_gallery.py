"""The charts on the page."""

import json

from tests.unit.visualizer.web.site import HOSTILE, Stage


def test_a_chart_is_there_for_light_and_dark(stage: Stage) -> None:
    """The page names both, with the answer in words; only what summary.json lists and is there is sent."""
    told = [{"name": name, "title": f"What of {name}?", "finding": f"This of {HOSTILE}."} for name in ("ports", "none")]
    latest = stage.folder / "latest"
    latest.mkdir(parents=True)
    (stage.folder / "summary.json").write_text(json.dumps({"charts": told}))
    for file in ("ports.light.svg", "ports.dark.svg", "other.light.svg"):
        (latest / file).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    text = stage.text("/")
    assert '<source srcset="/charts/ports.dark.svg" media="(prefers-color-scheme: dark)" class="dark">' in text
    assert '<img src="/charts/ports.light.svg" alt="What of ports? This of &lt;img' in text
    assert "What of none?" not in text
    answer = stage.browser.get("/charts/ports.dark.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    for file in ("other.light.svg", "summary.json", "..%2fsummary.json"):
        stage.text(f"/charts/{file}", 404)
