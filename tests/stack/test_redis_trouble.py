"""What a Redis in trouble means: wait, or stop with the variable's name; never a password in the message."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from shared.adapters.clock import ManualClock
from shared.adapters.redis.connect import open_redis
from shared.adapters.redis.settings import RedisSettings
from shared.errors import RollcallError, SettingError, Temporary, Unreachable
from tests.contracts.changes import A, change
from tests.contracts.conftest import NOON
from tests.ports import free_port
from tests.stack.own import OwnRedis, own_redis
from tests.stack.servers import server

pytestmark = pytest.mark.stack
PASSWORD = "hunter2-secret"  # noqa: S105 - of nobody


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    """A Redis of these tests' own."""
    with own_redis(tmp_path_factory.mktemp("redis")) as one:
        yield one


def failure(url: str, trouble: Callable[[], object] = lambda: None, *, cluster: bool = False) -> RollcallError:
    """Return what a commit raises, or the opening before it, if trouble begins when Redis was opened."""

    async def scenario() -> None:
        settings = RedisSettings(url=SecretStr(url), timeout=0.3, patience=4, cluster=cluster)
        async with open_redis(settings, clock=ManualClock(NOON)) as ports:
            trouble()
            await ports.index.commit([change(writes={A: b"x" * 1000})])

    with pytest.raises(RollcallError) as raised:
        asyncio.run(scenario())
    assert PASSWORD not in f"{raised.value}{raised.value.__cause__}"
    return raised.value


def test_a_wrong_password_is_a_setting() -> None:
    """The message names the variable and what Redis says."""
    error = failure(server("redis").replace("//", f"//somebody:{PASSWORD}@"))
    assert isinstance(error, SettingError)
    assert str(error).startswith("REDIS_URL: expected a user and password that Redis takes")


def test_a_missing_password_is_a_setting(own: OwnRedis) -> None:
    """A Redis that wants a password and gets none says so."""
    own.tell("config", "set", "requirepass", PASSWORD)
    error = failure(own.url)
    own.tell("config", "set", "requirepass", "", password=PASSWORD)
    assert isinstance(error, SettingError)


def test_a_user_that_may_not_run_scripts_is_a_setting(own: OwnRedis) -> None:
    """What an access list refuses can't get better by waiting."""
    own.tell("acl", "setuser", "weak", "on", f">{PASSWORD}", "~*", "+ping")
    error = failure(own.url.replace("//", f"//weak:{PASSWORD}@"))
    assert isinstance(error, SettingError)


@pytest.mark.parametrize("url", ["localhost:6379", f"redis://:{PASSWORD}@host:port/0", f"http://u:{PASSWORD}@host"])
def test_an_address_that_is_none_is_a_setting(url: str) -> None:
    """It isn't shown, as it may hold a password."""
    error = failure(url)
    assert isinstance(error, SettingError)
    assert "REDIS_URL: expected an address like redis://" in str(error)


def test_no_address_is_a_setting() -> None:
    """The message says what to set."""
    with pytest.raises(SettingError, match="REDIS_URL: expected an address like"):
        asyncio.run(open_redis(RedisSettings(url=None)).__aenter__())


def test_a_redis_that_drops_keys_is_refused(own: OwnRedis) -> None:
    """With an evicting policy the index would lose names without anybody noticing."""
    own.tell("config", "set", "maxmemory-policy", "allkeys-lru")
    error = failure(own.url)
    own.tell("config", "set", "maxmemory-policy", "noeviction")
    assert isinstance(error, SettingError)
    assert "noeviction" in str(error)


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        (("replicaof", "127.0.0.1", "1"), ("replicaof", "no", "one"), "is a replica"),
        (("config", "set", "maxmemory", "1"), ("config", "set", "maxmemory", "0"), "is full"),
    ],
)
def test_what_passes_is_waited_for(own: OwnRedis, begin: tuple[str, ...], end: tuple[str, ...], words: str) -> None:
    """A replica and a full memory are Temporary, each in its own words."""
    error = failure(own.url, lambda: own.tell(*begin))
    own.tell(*end)
    assert isinstance(error, Temporary)
    assert words in str(error)


def test_a_redis_that_does_not_answer_is_waited_for(own: OwnRedis) -> None:
    """No answer within REDIS_TIMEOUT is Temporary."""
    error = failure(own.url, lambda: own.send(signal.SIGSTOP))
    own.send(signal.SIGCONT)
    assert isinstance(error, Temporary)
    assert "can't be reached" in str(error)


def test_a_redis_that_ended_is_waited_for(own: OwnRedis) -> None:
    """A lost connection is Temporary; after it was started again all is there, and the same client goes on."""

    async def scenario() -> None:
        async with open_redis(RedisSettings(url=SecretStr(own.url), timeout=2)) as ports:
            (first,) = await ports.index.commit([change(writes={A: b"kept"})])
            own.send(signal.SIGKILL)
            with pytest.raises(Temporary, match="can't be reached"):
                await ports.index.get_many([A])
            own.start()
            assert await ports.index.get_many([A]) == {A: b"kept"}
            (second,) = await ports.index.commit([change()])
            assert (first or 0) < (second or 0)

    asyncio.run(scenario())


def test_a_redis_that_is_not_there_is_waited_for_and_given_up() -> None:
    """It is looked for again and again; the message says for how long, and which variables to correct."""
    error = failure(f"redis://127.0.0.1:{free_port()}/0")
    assert isinstance(error, Unreachable)
    assert "REDIS_PATIENCE" in str(error)
    assert "REDIS_URL" in str(error)


def test_a_cluster_can_hold_the_index(tmp_path: Path) -> None:
    """All keys are in one slot, which a cluster would refuse otherwise; both kinds of client may be used."""
    with own_redis(tmp_path, "--cluster-enabled", "yes", "--cluster-require-full-coverage", "no") as own:
        own.tell("cluster", "addslotsrange", "0", "16383")
        while b"cluster_state:ok" not in own.tell("cluster", "info"):
            pass
        for cluster in (False, True):
            asyncio.run(_fill(RedisSettings(url=SecretStr(own.url), cluster=cluster), str(cluster)))


async def _fill(settings: RedisSettings, namespace: str) -> None:
    async with open_redis(settings, namespace) as ports:
        names = [bytes([number]) * 10 for number in range(200)]
        every = change(writes=dict.fromkeys(names, b"x"), joins=[(A, name) for name in names], dirty=names)
        assert None not in await ports.index.commit([every])
        assert len(await ports.index.get_many(names)) == len(await ports.index.outbox(999)) == 200
        assert await ports.index.crowds([A]) == {A: frozenset(names)}
        await ports.cursors.save("qualys", "1")
