"""Whatever is asked, the answer is never a fault of ours."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from services.visualizer.web.app import API, PAGES
from services.visualizer.web.asking import NAMES
from tests.unit.visualizer.web.site import Stage, fleet

words = st.text(max_size=40) | st.sampled_from(
    ["1", "0", "name", "last_seen", "desc", "linux", "no-edr", "qualys", "web-1", '["web-1","x"]', "[0,0]", "null"]
)
addresses = st.sampled_from(sorted({*API, *PAGES}))
parameters = st.dictionaries(st.sampled_from([*NAMES, "after", "left", "right"]) | words, words, max_size=6)


@given(address=addresses, one=words, asked=parameters)
def test_no_question_makes_us_fail(address: str, one: str, asked: dict[str, str]) -> None:
    """Answered, refused with a reason, or not there: nothing else, and always under the policy."""
    with TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        stage.put(fleet()[:3])
        path = address.replace("{id}", "{0}").replace("{name}", "{0}")
        answer = stage.browser.get(path.format(_quoted(one)), params=asked)
    assert answer.status_code in (200, 400, 404, 414), answer.text
    assert "content-security-policy" in answer.headers


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())
