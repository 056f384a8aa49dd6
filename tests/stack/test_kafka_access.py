"""A Kafka that others run: TLS, a certificate of ours, a user; and what a person is told when a setting is wrong."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from shared.adapters.clock import ManualClock, SystemClock
from shared.adapters.kafka.connect import open_kafka
from shared.adapters.kafka.settings import KafkaSettings
from shared.contracts.topics import Message
from shared.errors import SettingError
from tests.contracts.conftest import NOON
from tests.stack.certificates import KEY_PASSWORD, Certificates, make_certificates
from tests.stack.own_kafka import LISTENERS, PASSWORD, USER, OwnKafka, own_kafka

pytestmark = pytest.mark.stack


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker, and certificates that it takes and that it doesn't."""

    kafka: OwnKafka
    certificates: Certificates

    def settings(self, protocol: str, listener: str = "", **changed: Any) -> KafkaSettings:  # Any: of any setting
        """Return settings that are right for a listener, but for what is changed."""
        files = self.certificates
        right: dict[str, Any] = {"bootstrap_servers": self.kafka.listeners[listener or protocol], "partitions": 1}
        right |= {"security_protocol": protocol, "timeout": 5.0}
        if protocol.endswith("SSL"):
            right["ca_file"] = files.ca
        if protocol == "SSL":
            right |= {"cert_file": files.client, "key_file": files.client_key}
        if protocol.startswith("SASL"):
            right |= {"sasl_username": USER, "sasl_password": SecretStr(PASSWORD)}
        return KafkaSettings(**right | changed)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A Kafka with every kind of listener."""
    certificates = make_certificates(tmp_path_factory.mktemp("certificates"))
    with own_kafka(tmp_path_factory.mktemp("kafka"), certificates) as kafka:
        yield Broker(kafka, certificates)


def read_back(settings: KafkaSettings) -> list[str]:
    """Write a message, and return the keys that are in its topic."""

    async def scenario() -> list[str]:
        async with open_kafka(settings, SystemClock()) as log:
            await log.append("hosts.rulings", [Message("key", b"{}")])
            consumer = await log.consumer("hosts.rulings", "group")
            deliveries = await consumer.poll(10, 10.0)
            await consumer.close()
            return [delivery.message.key for delivery in deliveries]

    return asyncio.run(scenario())


def refused(settings: KafkaSettings) -> SettingError:
    """Return the error at which a process ends; none of its waiting is done."""

    async def scenario() -> None:
        async with open_kafka(settings, ManualClock(NOON)):
            pass

    with pytest.raises(SettingError) as error:
        asyncio.run(scenario())
    assert PASSWORD not in str(error.value)
    assert error.value.exit_code == 2
    return error.value


@pytest.mark.parametrize("protocol", LISTENERS)
def test_every_way_to_a_broker_works(broker: Broker, protocol: str) -> None:
    """TLS with a certificate of ours, SCRAM with and without TLS, and neither."""
    assert "key" in read_back(broker.settings(protocol))


def test_a_key_may_be_encrypted(broker: Broker) -> None:
    """Its password is a setting."""
    locked = broker.settings("SSL", key_file=broker.certificates.locked_key, key_password=SecretStr(KEY_PASSWORD))
    assert "key" in read_back(locked)


@pytest.mark.parametrize("protocol", ["SASL_SSL", "SASL_PLAINTEXT"])
def test_a_wrong_password_is_a_setting(broker: Broker, protocol: str) -> None:
    """And not a broker that is away."""
    error = refused(broker.settings(protocol, sasl_password=SecretStr("wrong")))
    assert str(error).startswith("KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD: ")


def test_a_mechanism_that_the_broker_lacks_is_a_setting(broker: Broker) -> None:
    """The message lists those that it has."""
    error = refused(broker.settings("SASL_SSL", sasl_mechanism="PLAIN"))
    assert str(error) == "KAFKA_SASL_MECHANISM: expected one that the broker has (SCRAM-SHA-512); got PLAIN"


@pytest.mark.parametrize("authority", ["stranger", None])
def test_an_authority_that_signed_nothing_is_a_setting(broker: Broker, authority: str | None) -> None:
    """Another one, or the system's."""
    ca_file = getattr(broker.certificates, authority) if authority else None
    error = refused(broker.settings("SASL_SSL", ca_file=ca_file))
    assert str(error).startswith("KAFKA_CA_FILE: the server's certificate isn't signed by who is trusted")


def test_a_name_that_is_not_in_the_certificate_is_a_setting(broker: Broker) -> None:
    """The address is what has to be changed."""
    port = broker.kafka.listeners["SASL_SSL"].partition(":")[2]
    error = refused(broker.settings("SASL_SSL", bootstrap_servers=f"localhost:{port}"))
    assert str(error).startswith("KAFKA_BOOTSTRAP_SERVERS: expected a name that the server's certificate has")


@pytest.mark.parametrize("shown", ["nothing", "foreign"])
def test_a_certificate_that_the_broker_does_not_take_is_a_setting(broker: Broker, shown: str) -> None:
    """None at all, and one that somebody else signed."""
    cert_file = None if shown == "nothing" else broker.certificates.foreign_client
    error = refused(broker.settings("SSL", cert_file=cert_file, key_file=None))
    assert str(error).startswith("KAFKA_CERT_FILE: expected a certificate that the server takes")


@pytest.mark.parametrize(
    ("protocol", "listener", "reason"),
    [
        ("PLAINTEXT", "SSL", "speaks TLS"),
        ("PLAINTEXT", "SASL_SSL", "speaks TLS"),
        ("PLAINTEXT", "SASL_PLAINTEXT", "wants SASL"),
        ("SSL", "PLAINTEXT", "doesn't speak TLS"),
        ("SSL", "SASL_PLAINTEXT", "doesn't speak TLS"),
        ("SSL", "SASL_SSL", "wants SASL"),
        ("SASL_SSL", "PLAINTEXT", "doesn't speak TLS"),
        ("SASL_SSL", "SASL_PLAINTEXT", "doesn't speak TLS"),
        ("SASL_PLAINTEXT", "SASL_SSL", "speaks TLS"),
        ("SASL_PLAINTEXT", "PLAINTEXT", "has no SASL"),
    ],
)
def test_another_protocol_than_the_listeners_is_a_setting(
    broker: Broker, protocol: str, listener: str, reason: str
) -> None:
    """The message says what the port speaks."""
    error = refused(broker.settings(protocol, listener))
    assert str(error).startswith("KAFKA_SECURITY_PROTOCOL: expected what the broker speaks")
    assert reason in str(error)


@pytest.mark.parametrize("field", ["ca_file", "cert_file", "key_file"])
def test_a_file_that_is_none_is_a_setting(broker: Broker, tmp_path: Path, field: str) -> None:
    """A file that isn't there, and one that holds something else."""
    other = tmp_path / "other.pem"
    other.write_text("no certificate")
    for path in (tmp_path / "away.pem", other):
        changed: dict[str, Any] = {field: path}
        assert f"KAFKA_{field.upper()}" in str(refused(broker.settings("SSL", **changed)))
