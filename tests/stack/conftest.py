"""What is left when all tests of the stack are over: nothing."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.stack.leaving import leave_nothing
from tests.stack.servers import namespaces


@pytest.fixture(scope="session", autouse=True)
def clean_servers() -> Iterator[None]:
    """Take away what the tests left in the servers that they share."""
    yield
    asyncio.run(leave_nothing(namespaces))
