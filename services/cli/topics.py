"""The topics of the distributed form."""

import asyncio

from services.cli.access import say
from services.wiring import make_topics
from shared.logs import logging_warnings
from shared.settings import SharedSettings


def topics() -> None:
    """Make the topics in Kafka that are missing, and check that the others are as expected; may be done again.

    Services do the same at their start; done once before, it keeps many of them from making the same ones at once.
    """
    with logging_warnings():
        asyncio.run(make_topics(SharedSettings.load()))
    say("every topic is there, and as expected")
