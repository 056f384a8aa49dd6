"""What a process tells over HTTP, and who asks."""

from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client import REGISTRY

from services.health import ask, main
from shared.errors import Permanent, SettingError, Temporary
from shared.ports import Rejection
from shared.runtime.health import Progress
from shared.runtime.settings import MetricsSettings
from shared.runtime.telling import telling
from tests.ports import free_port
from tests.unit.runtime.bench import SOURCE, Bench, Told

LIMIT = 60.0
LABELS = {"service": "told", "topic": SOURCE}


class Still:
    """Has a progress that the test sets."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress


@pytest.fixture
def settings() -> MetricsSettings:
    """An address that nobody listens at."""
    return MetricsSettings(port=free_port())


def get(settings: MetricsSettings, path: str) -> tuple[int, str]:
    """Return status and body of an answer."""
    try:
        with urlopen(f"http://{settings.host}:{settings.port}{path}") as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_health_and_readiness_are_status_codes_with_reasons(bench: Bench, settings: MetricsSettings) -> None:
    """Well: 200; stuck: 503, until it moves again; another path says which there are."""
    one = Still(Progress("told on things", bench.clock.now(), ready=True))
    with telling([one], bench.clock, settings, LIMIT):
        assert get(settings, "/healthz") == get(settings, "/readyz") == (200, "told on things: ok\n")
        one.progress = Progress("told on things", bench.clock.now() - timedelta(seconds=61), ready=True)
        assert [get(settings, path)[0] for path in ("/healthz", "/readyz")] == [503, 503]
        assert ask(settings) == (False, get(settings, "/healthz")[1])
        one.progress = Progress("told on things", bench.clock.now(), trouble="waits to try again: no route")
        assert [get(settings, path)[0] for path in ("/healthz", "/readyz")] == [200, 503]
        assert get(settings, "/") == (404, "expected /metrics, /healthz, /readyz\n")


def test_the_containers_check_is_an_exit_code(
    bench: Bench, settings: MetricsSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 while the service goes on, also if it listens at every address; 1 if it is stuck or away; 2 without a port."""
    monkeypatch.setenv("METRICS_HOST", "0.0.0.0")  # noqa: S104 - as compose sets it
    codes = []

    def check() -> None:
        with pytest.raises(SystemExit) as ended:
            main()
        codes.append(ended.value.code)

    check()
    monkeypatch.setenv("METRICS_PORT", str(settings.port))
    check()
    one = Still(Progress("told", bench.clock.now(), ready=True))
    with telling([one], bench.clock, MetricsSettings.load(), LIMIT):
        check()
        one.progress = Progress("told", bench.clock.now() - timedelta(days=1))
        check()

    assert codes == [2, 1, 0, 1]
    out, err = capsys.readouterr()
    assert "expected an answer" in out
    assert err.startswith("rollcall: METRICS_PORT: expected the port")


def test_without_a_port_nobody_is_told(bench: Bench) -> None:
    """The default; nothing listens."""
    assert MetricsSettings().port is None
    with telling([], bench.clock, MetricsSettings(), LIMIT):
        pass


def test_a_port_that_is_taken_is_explained(bench: Bench, settings: MetricsSettings) -> None:
    """The settings' names, the address, the reason."""
    with (
        telling([], bench.clock, settings, LIMIT),
        pytest.raises(SettingError, match=rf"METRICS_PORT.* got 127.0.0.1:{settings.port}: Address already in use"),
        telling([], bench.clock, settings, LIMIT),
    ):
        pass


def value(name: str, **labels: str) -> float:
    """Return what an instrument says."""
    return REGISTRY.get_sample_value(name, LABELS | labels) or 0.0


def test_the_loop_counts_what_it_does(bench: Bench, settings: MetricsSettings) -> None:
    """Handled, dead-lettered, failed, retried, lag, time: each by as much as happened, and all are on /metrics."""
    names = {
        "rollcall_messages_handled_total": {},
        "rollcall_messages_dead_lettered_total": {"error": "Permanent"},
        "rollcall_batches_failed_total": {"error": "Temporary"},
        "rollcall_batches_retried_total": {},
        "rollcall_batch_seconds_count": {},
    }
    before = {name: value(name, **labels) for name, labels in names.items()}
    bench.put("a", "b", "bad")
    failures = iter([Temporary("down")] * 2)

    def flaky(batch: object) -> list[Rejection]:
        for failure in failures:
            raise failure
        return [Rejection(one, one.message, Permanent("no")) for one in batch if one.message.key == "bad"]  # type: ignore[attr-defined]

    bench.drain(Told(flaky))
    grown = {name: value(name, **labels) - before[name] for name, labels in names.items()}

    assert list(grown.values()) == [3, 1, 2, 2, 3]
    assert value("rollcall_progress_timestamp_seconds") > 0
    with telling([], bench.clock, settings, LIMIT):
        code, text = get(settings, "/metrics")
    assert code == 200
    for name in (*names, "rollcall_consumer_lag_messages", "rollcall_index_conflicts_total"):
        assert f"\n{name}" in text


def test_the_lag_is_that_of_the_group(bench: Bench) -> None:
    """It is looked at once in a while, and is 0 when all is done."""
    bench.put("a", "b")
    bench.drain(Told(lambda _: []), batch=1)
    assert value("rollcall_consumer_lag_messages") == 1, "as it was after the first batch"
