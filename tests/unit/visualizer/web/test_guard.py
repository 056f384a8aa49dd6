"""Who may ask, and what a browser is told."""

import asyncio
from base64 import b64encode
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from services.visualizer.settings import WebSettings
from services.visualizer.web.guard import EACH_MINUTE, LONGEST_QUERY, is_loopback
from services.visualizer.web.pages import HERE
from services.visualizer.web.serving import token_of
from shared.adapters.clock import SteadyClock
from shared.errors import SettingError
from tests.unit.visualizer.web.site import Stage

TOKEN = "correct horse battery ß"  # noqa: S105 - an example


def basic(password: str) -> dict[str, str]:
    """Return what a browser sends."""
    return {"Authorization": "Basic " + b64encode(f"me:{password}".encode()).decode()}


def test_every_answer_forbids_what_is_not_ours(stage: Stage) -> None:
    """Also errors and refusals: no script or style from elsewhere or inline, no frame, no guessing of types."""
    answers = [stage.browser.get(path) for path in ("/", "/none", "/hosts?limit=x", "/static/style.css", "/api/hosts")]
    answers.append(stage.browser.request("POST", "/"))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_no_template_has_inline_script_or_style() -> None:
    """The policy would block it, and nobody would notice."""
    texts = {path.name: path.read_text() for path in (HERE / "templates").glob("*.html")}
    assert len(texts) > 5
    for name, text in texts.items():
        assert " style=" not in text, name
        assert "<style" not in text, name
        assert " on" not in text.replace(" on ", " ").replace(" only ", " ").replace(" one", ""), name
        assert "|safe" not in text.replace(" ", ""), name
        assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org", ""), name


def test_nothing_can_be_changed(stage: Stage) -> None:
    """There is no request that writes, so none that another site could make a visitor send."""
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = stage.browser.request(method, "/hosts")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_token_opens_and_nothing_else_does(tmp_path: Path) -> None:
    """As a bearer's or as a password; even a static file needs it."""
    browser = Stage(tmp_path, token=TOKEN).browser
    for headers in ({"Authorization": f"Bearer {TOKEN}".encode()}, basic(TOKEN)):
        assert browser.get("/", headers=headers).status_code == 200
    wrong: list[dict[str, str]] = [
        {},
        basic("correct horse battery"),
        basic(""),
        {"Authorization": "Bearer"},
        {"Authorization": "Basic ???"},
        {"Authorization": "Basic /w=="},
        {"Authorization": "Digest x"},
    ]
    for headers in wrong:
        for path in ("/", "/static/style.css", "/api/hosts", "/none"):
            answer = browser.get(path, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic ")
            assert "hosts" not in answer.text


def test_another_name_for_this_machine_is_refused(stage: Stage, tmp_path: Path) -> None:
    """A page elsewhere can't have its own name lead here and read along; where a token is needed, any name will do."""
    for name in ("evil.test", "127.0.0.1.evil.test", "", "[", "localhost.evil.test:8080"):
        assert stage.browser.get("/", headers={"Host": name}).status_code == 421, name
    for name in ("localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST"):
        assert stage.browser.get("/", headers={"Host": name}).status_code == 200, name
    elsewhere = Stage(tmp_path, token=TOKEN, listens_at="0.0.0.0").browser  # noqa: S104 - every address
    assert elsewhere.get("/", headers={"Host": "rollcall.test", **basic(TOKEN)}).status_code == 200


def test_who_asks_too_much_waits(empty: Stage) -> None:
    """A minute later it is answered again."""
    codes = [empty.browser.get("/static/icon.svg").status_code for _ in range(EACH_MINUTE + 1)]
    assert codes == [200] * EACH_MINUTE + [429]
    asyncio.run(empty.clock.sleep(60))
    assert empty.browser.get("/static/icon.svg").status_code == 200


def test_a_query_has_a_limit(stage: Stage) -> None:
    """Long ones are refused before they are read."""
    assert stage.browser.get(f"/hosts?text={'x' * LONGEST_QUERY}").status_code == 414


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "rollcall.test"])  # noqa: S104 - every address
def test_others_are_let_in_only_with_a_token(host: str) -> None:
    """Without one, or with one that can be guessed, the process stops at start and names the variable."""
    assert not is_loopback(host)
    for token in (None, SecretStr("short")):
        with pytest.raises(SettingError, match="VISUALIZER_WEB_TOKEN: expected") as refused:
            token_of(WebSettings(host=host, token=token))
        assert "short" not in str(refused.value)
    assert token_of(WebSettings(host=host, token=SecretStr(TOKEN))) == TOKEN


def test_this_machine_needs_no_token() -> None:
    """One that is set counts all the same."""
    for host in ("127.0.0.1", "127.0.0.5", "::1", "localhost"):
        assert token_of(WebSettings(host=host)) is None
    assert token_of(WebSettings(token=SecretStr(TOKEN))) == TOKEN


def test_a_wrong_token_waits_longer_each_time_and_leaves_a_line(tmp_path: Path) -> None:
    """Who guesses is slowed down and seen; who gives none, as a browser does first, is asked for it at once."""
    stage = Stage(tmp_path, token=TOKEN)
    waited = []
    for headers in ({}, basic("wrong"), basic("wrong"), basic("wrong"), *[basic("wrong")] * 9):
        before = stage.clock.now()
        with capture_logs() as lines:
            assert stage.browser.get("/", headers=headers).status_code == 401
        waited.append((stage.clock.now() - before).total_seconds())
        assert [line["event"] for line in lines] == (["token_refused"] if headers else [])
        assert "wrong" not in str(lines)
    assert waited[:4] == [0, 0.2, 0.4, 0.8]
    assert waited[-1] == 5
    assert stage.browser.get("/", headers=basic(TOKEN)).status_code == 200


def test_a_clock_that_is_set_back_lets_visitors_in(empty: Stage) -> None:
    """An hour that comes twice isn't counted as one minute."""
    for _ in range(20):
        codes = [empty.browser.get("/static/icon.svg").status_code for _ in range(EACH_MINUTE // 10)]
        assert set(codes) == {200}
        asyncio.run(empty.clock.sleep(-3600))
    one, other = SteadyClock().now(), SteadyClock().now()
    assert one <= other
