"""The first connection: a broker may start later than we do, so it is waited for, and a person is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiokafka.admin import AIOKafkaAdminClient

from shared.adapters.kafka.diagnosis import wrong_setting
from shared.adapters.kafka.faults import explained
from shared.adapters.kafka.link import Link
from shared.errors import Temporary, Unreachable
from shared.ports import Clock

PAUSE = 2.0  # seconds between two attempts
_log = structlog.get_logger()


@asynccontextmanager
async def administrator(link: Link, clock: Clock) -> AsyncIterator[AIOKafkaAdminClient]:
    """Open an administrator's connection as soon as a broker answers.

    Raises:
        Unreachable: none did within KAFKA_PATIENCE.
        SettingError: one did, and it or its certificate shows that a setting is wrong.

    """
    left = link.settings.patience
    while (admin := await _try(link, left)) is None:
        if left <= 0:
            raise Unreachable(
                f"no Kafka broker answered at {link.servers} within {link.settings.patience:g} s (KAFKA_PATIENCE):"
                " start one (`make stack`, `docker compose up kafka`), or correct KAFKA_BOOTSTRAP_SERVERS"
            )
        await clock.sleep(min(PAUSE, left))
        left -= PAUSE
    try:
        yield admin
    finally:
        await admin.close()


async def _try(link: Link, left: float) -> AIOKafkaAdminClient | None:
    admin = AIOKafkaAdminClient(**link.options)
    try:
        with explained(link.servers):
            await admin.start()
    except Temporary as error:
        await admin.close()
        if wrong := await wrong_setting(link):
            raise wrong from error
        _log.warning("kafka_unreachable", servers=link.servers, waits_still=round(max(left, 0)), reason=str(error))
        return None
    except BaseException:
        await admin.close()
        raise
    return admin
