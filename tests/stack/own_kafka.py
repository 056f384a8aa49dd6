"""A Kafka of a test's own, with a listener of each kind: plain, mutual TLS, SASL with and without TLS."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.stack.certificates import Certificates
from tests.stack.servers import SCRIPTS

USER, PASSWORD = "rollcall", "scram-password-1"
LISTENERS = ("PLAINTEXT", "SSL", "SASL_SSL", "SASL_PLAINTEXT")
_PATIENCE = 60.0  # seconds
_LOGGING = """
rootLogger.level=INFO
rootLogger.appenderRef.out.ref=out
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1}: %m%n
"""


@dataclass(frozen=True, slots=True)
class OwnKafka:
    """Where each listener is: `127.0.0.1:port` by its protocol."""

    listeners: dict[str, str]


@contextmanager
def own_kafka(folder: Path, certificates: Certificates) -> Iterator[OwnKafka]:
    """Give a running broker whose user USER has PASSWORD by SCRAM-SHA-512, and end it."""
    jars = subprocess.run([SCRIPTS / "kafka", "jars"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    ports = {name: free_port() for name in (*LISTENERS, "CONTROLLER")}
    settings = folder / "server.properties"
    settings.write_text(_settings(folder, certificates, ports))
    java = ("java", "-Xmx400m", "-XX:+UseSerialGC", "-cp", f"{jars}/*")
    user = f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"
    form = (
        "kafka.tools.StorageTool",
        "format",
        "-t",
        "cm9sbGNhbGwtdGVzdC0wMA",
        "-c",
        str(settings),
        "--add-scram",
        user,
    )
    subprocess.run([*java, *form], capture_output=True, check=True)  # noqa: S603
    log, logging = folder / "broker.log", folder / "log4j2.properties"
    logging.write_text(_LOGGING)
    with log.open("w") as output:
        start = [*java, f"-Dlog4j2.configurationFile={logging}", "kafka.Kafka", str(settings)]
        broker = subprocess.Popen(start, stdout=output, stderr=output)  # noqa: S603 - a server of our own
    try:
        _await(broker, log)
        yield OwnKafka({name: f"127.0.0.1:{ports[name]}" for name in LISTENERS})
    finally:
        broker.kill()
        broker.wait()


def _await(broker: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while "Kafka Server started" not in log.read_text():
        assert broker.poll() is None, log.read_text()[-2000:]
        assert time.monotonic() < end, log.read_text()[-2000:]
        time.sleep(0.1)


def _settings(folder: Path, certificates: Certificates, ports: dict[str, int]) -> str:
    at = ",".join(f"{name}://127.0.0.1:{port}" for name, port in ports.items())
    kinds = ",".join(f"{name}:{name if name in LISTENERS else 'PLAINTEXT'}" for name in ports)
    return f"""
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{ports["CONTROLLER"]}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listeners={at}
listener.security.protocol.map={kinds}
log.dirs={folder}/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
sasl.enabled.mechanisms=SCRAM-SHA-512
ssl.keystore.type=PEM
ssl.keystore.location={certificates.server}
ssl.truststore.type=PEM
ssl.truststore.location={certificates.ca}
listener.name.ssl.ssl.client.auth=required
{_login("SASL_SSL")}
{_login("SASL_PLAINTEXT")}
"""


def _login(listener: str) -> str:
    module = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    return f"listener.name.{listener.lower()}.scram-sha-512.sasl.jaas.config={module}"
