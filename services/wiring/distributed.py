"""The distributed form: Kafka, Redis and MongoDB behind the ports, for any number of processes."""

from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn, cast

from services.wiring.ports import EVERY, Beside, Ports, needs_of
from shared.adapters.clock import SystemClock
from shared.adapters.kafka.settings import KafkaSettings
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.redis.settings import RedisSettings
from shared.adapters.sqlite import Database, SqliteEventLog, SqliteHostStore
from shared.errors import SettingError
from shared.ports import Clock
from shared.ports.slots import Slots
from shared.runtime.settings import RuntimeChoice
from shared.settings import SharedSettings

IN_REDIS = {"index", "cursors", "slots"}
FAUST = "normalizer"  # the service whose pages faust-streaming brings, if RUNTIME says so


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts are."""

    kafka: KafkaSettings
    redis: RedisSettings
    mongodb: MongoSettings


class _Unopened:
    """Stands where a port would that this process doesn't use."""

    def __getattr__(self, name: str) -> NoReturn:
        """Tell whoever uses it after all."""
        raise AssertionError(f"{name}: of a port that services/wiring/ports.py doesn't list for this service")


def addresses() -> Addresses | None:
    """Return where Kafka, Redis and MongoDB are; None if none of them is set: the embedded form."""
    found = Addresses(KafkaSettings.load(), RedisSettings.load(), MongoSettings.load())
    given = (found.kafka.bootstrap_servers, found.redis.url, found.mongodb.url)
    return found if any(given) else None


@asynccontextmanager
async def opened(shared: SharedSettings, at: Addresses, clock: Clock, service: str) -> AsyncIterator[Ports]:
    """Open the parts that a service needs, all of them for who is none; a library is imported only where it is.

    Raises:
        SettingError: a part that is needed has no address, or refuses us.
        Unreachable: a part didn't answer in its patience.

    """
    needs = needs_of(service)
    _demand(at, needs)
    unopened = cast("Any", _Unopened())
    ports = dict.fromkeys(EVERY, unopened)
    async with AsyncExitStack() as stack:
        if "log" in needs:
            from shared.adapters.kafka.connect import open_kafka

            log = open_kafka(at.kafka, clock, shared.namespace, **_reader(service))
            ports["log"] = await stack.enter_async_context(log)
        if IN_REDIS & {*needs}:
            from shared.adapters.redis.connect import open_redis

            redis = await stack.enter_async_context(open_redis(at.redis, shared.namespace, clock))
            ports |= {"index": redis.index, "cursors": redis.cursors, "slots": redis.slots}
        if "store" in needs:
            from shared.adapters.mongodb.connect import open_mongodb

            ports["store"] = await stack.enter_async_context(open_mongodb(at.mongodb, shared.namespace, clock))
        yield Ports(clock=clock, alone=False, **ports)


@asynccontextmanager
async def open_slots(at: Addresses, clock: Clock) -> AsyncIterator[Slots]:
    """Open in Redis what tells how many requests a vendor gets at once."""
    from shared.adapters.redis.connect import open_redis

    async with open_redis(at.redis, clock=clock) as redis:
        yield redis.slots


@asynccontextmanager
async def beside(shared: SharedSettings, at: Addresses, clock: Clock) -> AsyncIterator[Beside]:
    """Open an empty index beside the present one in Redis, and a store and a log on a file that goes at the end."""
    from shared.adapters.redis.connect import open_redis

    with TemporaryDirectory(prefix="rollcall-") as folder, Database(Path(folder) / "rebuild.sqlite") as file:
        async with open_redis(at.redis, shared.namespace, clock) as redis, redis.beside() as shadow:
            yield Beside(shadow.index, SqliteHostStore(file), SqliteEventLog(file, clock), shadow.adopt)


async def make_topics(shared: SharedSettings) -> None:
    """Make the topics that are missing, and check the others.

    Raises:
        SettingError: one isn't as expected, or no broker is named.
        Unreachable: no broker answered in its patience.

    """
    settings = KafkaSettings.load()
    if settings.bootstrap_servers is None:
        raise SettingError(f"{settings.variable('bootstrap_servers')}: expected the brokers of the topics; got nothing")
    from shared.adapters.kafka.topics import make_topics as make

    await make(settings, SystemClock(), shared.namespace)


def _reader(service: str) -> dict[str, Any]:  # Any: a keyword of the log, or none
    if service != FAUST or RuntimeChoice.load().runtime != "faust":
        return {}
    from shared.runtime.faust import FaustConsumer

    return {"join": FaustConsumer.join}


def _demand(at: Addresses, needs: Collection[str]) -> None:
    parts = (
        ({"log"}, at.kafka.bootstrap_servers, at.kafka.variable("bootstrap_servers")),
        (IN_REDIS, at.redis.url, at.redis.variable("url")),
        ({"store"}, at.mongodb.url, at.mongodb.variable("url")),
    )
    missing = [variable for ports, address, variable in parts if ports & {*needs} and not address]
    if missing:
        raise SettingError(f"{', '.join(missing)}: expected an address, as the distributed form needs it; got none")
