"""What every connection to Kafka is made with, and the names that a namespace gives to topics and groups."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.adapters.kafka.faults import explained
from shared.adapters.kafka.settings import KafkaSettings
from shared.adapters.tls import trusting
from shared.errors import SettingError, Temporary

T = TypeVar("T")
PAUSE = 0.1  # seconds between two tries of a small question


@dataclass(frozen=True, slots=True)
class Link:
    """The way to a Kafka cluster."""

    settings: KafkaSettings
    namespace: str = ""

    @property
    def servers(self) -> str:
        """Return the addresses."""
        if self.settings.bootstrap_servers is None:
            raise SettingError("KAFKA_BOOTSTRAP_SERVERS: expected addresses, as everything here is on Kafka; got none")
        return self.settings.bootstrap_servers

    @property
    def options(self) -> dict[str, Any]:  # Any: keywords of a library without types
        """Return the keywords of aiokafka's clients."""
        said = self.settings
        found: dict[str, Any] = {
            "bootstrap_servers": self.servers,
            "security_protocol": said.security_protocol,
            "request_timeout_ms": milliseconds(said.timeout),
        }
        if said.security_protocol.endswith("SSL"):
            found["ssl_context"] = _trusting(said)
        if said.security_protocol.startswith("SASL"):
            if said.sasl_username is None or said.sasl_password is None:
                raise SettingError(
                    f"KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD: expected both, as KAFKA_SECURITY_PROTOCOL is"
                    f" {said.security_protocol}; got none"
                )
            found["sasl_mechanism"] = said.sasl_mechanism
            found["sasl_plain_username"] = said.sasl_username
            found["sasl_plain_password"] = said.sasl_password.get_secret_value()
        return found

    def topic(self, name: str) -> str:
        """Return a topic's name in Kafka."""
        return f"{self.namespace}.{name}" if self.namespace else name

    def group(self, topic: str, group: str) -> str:
        """Return a group's name in Kafka: each topic has groups of its own, as the port promises."""
        return f"{self.topic(topic)}.{group}"

    async def asked(self, question: Callable[[], Awaitable[T]]) -> T:
        """Return the answer to a small question, asked again while a broker is busy (a coordinator moves, a leader).

        Raises:
            Temporary: it was so for all of KAFKA_TIMEOUT.

        """
        loop = asyncio.get_running_loop()
        end = loop.time() + self.settings.timeout
        while True:
            try:
                with explained(self.servers):
                    async with asyncio.timeout_at(end):
                        return await question()
            except Temporary:
                if loop.time() + PAUSE >= end:
                    raise
                await asyncio.sleep(PAUSE)


def milliseconds(seconds: float) -> int:
    """Return the whole milliseconds."""
    return round(seconds * 1000)


def _trusting(settings: KafkaSettings) -> ssl.SSLContext:
    password = settings.key_password.get_secret_value() if settings.key_password else ""
    return trusting("KAFKA", settings.ca_file, settings.cert_file, settings.key_file, password)
