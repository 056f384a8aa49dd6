"""A Redis that others run: a user of an access list over TLS, a certificate of ours, a cluster that loses a node."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from redis import Redis

from shared.adapters.clock import ManualClock
from shared.adapters.redis.connect import open_redis
from shared.adapters.redis.settings import RedisSettings
from shared.errors import RollcallError, SettingError, Temporary
from tests.contracts.changes import A, change
from tests.contracts.conftest import NOON
from tests.ports import free_port
from tests.stack.certificates import Certificates, make_certificates
from tests.stack.own import OwnRedis, own_redis

pytestmark = pytest.mark.stack
USER, PASSWORD = "rollcall", "acl-password-1"


@dataclass(frozen=True, slots=True)
class Server:
    """A Redis with a plain port and one of TLS, and certificates."""

    redis: OwnRedis
    tls_port: int
    certificates: Certificates

    def settings(self, *, tls: bool = True, host: str = "127.0.0.1", **changed: Any) -> RedisSettings:  # Any: settings
        """Return settings that are right, but for what is changed."""
        port, scheme = (self.tls_port, "rediss") if tls else (self.redis.port, "redis")
        right: dict[str, Any] = {"url": SecretStr(f"{scheme}://{USER}:{PASSWORD}@{host}:{port}/0")}
        right |= {"timeout": 1.0, "ca_file": self.certificates.ca if tls else None}
        return RedisSettings(**right | changed)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Redis whose user may use keys and scripts, and nothing that an operator does."""
    certificates, port = make_certificates(tmp_path_factory.mktemp("certificates")), free_port()
    files = ("--tls-cert-file", str(certificates.server), "--tls-key-file", str(certificates.server))
    trust = ("--tls-ca-cert-file", str(certificates.ca), "--tls-auth-clients", "optional")
    with own_redis(tmp_path_factory.mktemp("redis"), "--tls-port", str(port), *files, *trust) as redis:
        rights = ("~*", "&*", "+@all", "-@dangerous", "+info", "-config")
        redis.tell("acl", "setuser", USER, "on", f">{PASSWORD}", *rights)
        yield Server(redis, port, certificates)


def write_and_read(settings: RedisSettings) -> dict[bytes, bytes]:
    """Commit a value, and return what the index says of it."""

    async def scenario() -> dict[bytes, bytes]:
        async with open_redis(settings) as ports:
            await ports.index.commit([change(writes={A: b"kept"})])
            return dict(await ports.index.get_many([A]))

    return asyncio.run(scenario())


def refused(settings: RedisSettings) -> RollcallError:
    """Return the error at which a process ends; none of its waiting is done."""

    async def scenario() -> None:
        async with open_redis(settings, clock=ManualClock(NOON)):
            pass

    with pytest.raises(RollcallError) as error:
        asyncio.run(scenario())
    assert PASSWORD not in str(error.value)
    return error.value


def test_a_user_over_tls_may_work(server: Server) -> None:
    """With the rights that docs/operations.md names."""
    assert write_and_read(server.settings()) == {A: b"kept"}


def test_a_certificate_of_ours_is_shown(server: Server) -> None:
    """Where Redis wants one, none is a setting that is missing."""
    shown: dict[str, Any] = {"cert_file": server.certificates.client, "key_file": server.certificates.client_key}
    server.redis.tell("config", "set", "tls-auth-clients", "yes")
    try:
        assert write_and_read(server.settings(**shown)) == {A: b"kept"}
        error = refused(server.settings())
    finally:
        server.redis.tell("config", "set", "tls-auth-clients", "optional")
    assert isinstance(error, SettingError)
    assert str(error).startswith("REDIS_CERT_FILE")


@pytest.mark.parametrize("authority", ["stranger", None])
def test_an_authority_that_signed_nothing_is_a_setting(server: Server, authority: str | None) -> None:
    """And not a server that is away."""
    error = refused(server.settings(ca_file=getattr(server.certificates, authority) if authority else None))
    assert isinstance(error, SettingError)
    assert str(error).startswith("REDIS_CA_FILE")


def test_a_name_that_is_not_in_the_certificate_is_a_setting(server: Server) -> None:
    """The address is what has to be changed."""
    error = refused(server.settings(host="localhost"))
    assert isinstance(error, SettingError)
    assert str(error).startswith("REDIS_URL: expected a name that the server's certificate has")


def test_plain_words_to_a_port_of_tls_are_a_setting(server: Server) -> None:
    """The message says what the address begins with."""
    error = refused(server.settings(url=SecretStr(f"redis://127.0.0.1:{server.tls_port}/0"), ca_file=None))
    assert isinstance(error, SettingError)
    assert "rediss://" in str(error)


def test_tls_to_a_plain_port_is_a_setting(server: Server) -> None:
    """And so is a certificate where the address has no TLS."""
    plain = f"127.0.0.1:{server.redis.port}/0"
    error = refused(server.settings(url=SecretStr(f"rediss://{plain}")))
    assert isinstance(error, SettingError)
    assert str(error).startswith("REDIS_URL: expected a server that speaks TLS")
    assert isinstance(refused(server.settings(url=SecretStr(f"redis://{plain}"))), SettingError)


def test_a_server_that_is_no_cluster_is_a_setting(server: Server) -> None:
    """And not a cluster whose nodes are away."""
    error = refused(server.settings(tls=False, cluster=True))
    assert isinstance(error, SettingError)
    assert str(error).startswith("REDIS_CLUSTER: expected false")


def test_a_file_that_is_none_is_a_setting(server: Server, tmp_path: Path) -> None:
    """A file that isn't there, for each of the variables."""
    for field in ("ca_file", "cert_file", "key_file"):
        changed: dict[str, Any] = {field: tmp_path / "away.pem"}
        assert f"REDIS_{field.upper()}" in str(refused(server.settings(**changed)))


def test_a_cluster_that_loses_the_node_of_the_index_goes_on(tmp_path: Path) -> None:
    """Three nodes: the one with the index is killed, its replica takes over, and the same client goes on."""
    with ExitStack() as stack:
        nodes = [stack.enter_context(_node(tmp_path / str(number))) for number in range(3)]
        first, second, replica = nodes
        _join(first, second, replica)

        async def scenario() -> None:
            settings = RedisSettings(url=SecretStr(first.url), cluster=True, timeout=2)
            async with open_redis(settings) as ports:
                await ports.index.commit([change(writes={A: b"kept"})])
                first.send(signal.SIGKILL)
                with pytest.raises(Temporary):
                    await ports.index.get_many([A])
                replica.tell("cluster", "failover", "takeover")
                assert await _once_it_answers(ports.index.get_many) == {A: b"kept"}
                await ports.index.commit([change(expected={A: b"kept"}, writes={A: b"newer"})])

        asyncio.run(scenario())


async def _once_it_answers(get_many: Any) -> Any:  # Any: the index's own method
    for _ in range(100):
        try:
            return await get_many([A])
        except Temporary:
            await asyncio.sleep(0.05)
    raise AssertionError("the replica didn't take over")


def _node(folder: Path) -> Any:  # Any: a context of an OwnRedis
    folder.mkdir()
    return own_redis(folder, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000")


def _join(first: OwnRedis, second: OwnRedis, replica: OwnRedis) -> None:
    """Give the first node all slots, and a replica that has what it has."""
    first.tell("cluster", "addslotsrange", "0", "16383")
    for node in (second, replica):
        node.tell("cluster", "meet", "127.0.0.1", str(first.port))
    name = first.tell("cluster", "myid").decode()
    while not all(name.encode() in node.tell("cluster", "nodes") for node in (second, replica)):
        pass
    replica.tell("cluster", "replicate", name)
    with Redis(port=replica.port) as client:
        while client.info("replication").get("master_link_status") != "up":
            pass
    while b"cluster_state:ok" not in second.tell("cluster", "info"):
        pass
    with Redis(port=first.port) as client:  # a client learns from it whom to ask when it is gone
        while str(replica.port) not in str(client.execute_command("cluster", "slots")):
            pass
