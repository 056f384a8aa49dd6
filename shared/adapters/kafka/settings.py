"""What an operator may set about Kafka. Needs no Kafka library: who wires must ask it without having one."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class KafkaSettings(Settings):
    """How to reach Kafka, and how its topics are made."""

    model_config = SettingsConfigDict(env_prefix="KAFKA_")

    bootstrap_servers: str | None = None
    """Brokers to begin with, by commas (`kafka:9092`). Unset: everything is in one process, without Kafka."""

    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """How connections are made; with SSL the broker's certificate and name are always checked."""

    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    """How a user proves who they are, if the protocol has SASL."""

    sasl_username: str | None = None
    """User of the broker, if the protocol has SASL."""

    sasl_password: SecretStr | None = None
    """That user's password."""

    ca_file: Path | None = None
    """Certificates of the authorities that are trusted, as PEM. Unset: those of the system."""

    cert_file: Path | None = None
    """Our certificate, as PEM, for a broker that asks for one (mutual TLS). Unset: we show none."""

    key_file: Path | None = None
    """Its private key, as PEM. Unset: it is in the same file."""

    key_password: SecretStr | None = None
    """Password of that key, if it is encrypted."""

    partitions: int = Field(6, ge=1)
    """Partitions of each topic when it is made: as many workers of a service can share it. Not to be changed later."""

    replication: int = Field(1, ge=1)
    """Copies of each partition when its topic is made: 3 in production, so that a broker may fail."""

    retention_days: float = Field(90.0, gt=0)
    """Days that raw pages can be replayed and dead letters wait, as topics are made with."""

    compression: Literal["zstd", "lz4"] = "zstd"
    """How messages are packed: zstd is smaller, lz4 takes less of a processor."""

    patience: float = Field(60.0, gt=0)
    """Seconds to wait at start for a broker that doesn't answer."""

    timeout: float = Field(30.0, gt=0)
    """Seconds that an append or a commit may take before it is tried again."""

    session_timeout: float = Field(45.0, gt=0)
    """Seconds without a sign of life after which the others take over a worker's partitions."""

    heartbeat: float = Field(3.0, gt=0)
    """Seconds between two signs of life; also how soon a worker hears that partitions are dealt out anew."""

    handover: float = Field(30.0, gt=0)
    """Seconds that a worker may go on with its batch when partitions are dealt out anew, before it gives it up."""

    longest_batch: float = Field(600.0, gt=0)
    """Seconds without a poll after which a worker counts as stuck and its partitions go to others."""
