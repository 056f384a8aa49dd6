"""A MongoDB that others run, behind TLS: the stand-in has none, so a proxy of the test's own ends it before."""

import asyncio
import gc
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from shared.adapters.clock import ManualClock
from shared.adapters.mongodb.connect import open_mongodb
from shared.adapters.mongodb.settings import MongoSettings
from shared.errors import RollcallError, SettingError
from tests.contracts.conftest import NOON
from tests.stack.certificates import Certificates, make_certificates
from tests.stack.servers import new_namespace, server

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of an authority of our own."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@asynccontextmanager
async def behind_tls(certificates: Certificates, *, mutual: bool) -> AsyncIterator[int]:
    """Give the port of a proxy that speaks TLS, and the stand-in's protocol behind it."""
    target = urlsplit(server("mongodb"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificates.ca)
    context.load_cert_chain(certificates.server)
    context.verify_mode = ssl.CERT_REQUIRED if mutual else ssl.CERT_NONE

    writers: list[asyncio.StreamWriter] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(target.hostname, target.port)
        ways = (pass_on(reader, inner_writer), pass_on(inner_reader, writer))
        await asyncio.gather(*ways, return_exceptions=True)

    proxy = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with proxy:
        yield proxy.sockets[0].getsockname()[1]
        proxy.close()
        for writer in writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


def opened(
    certificates: Certificates,
    *,
    mutual: bool = False,
    host: str = "127.0.0.1",
    **given: Any,  # Any: of any setting
) -> RollcallError | None:
    """Open a store behind TLS; return the error at which a process ends, None if it works."""

    async def scenario() -> None:
        async with behind_tls(certificates, mutual=mutual) as port:
            url = SecretStr(f"mongodb://{host}:{port}")
            settings = MongoSettings(url=url, timeout=1.0, patience=4, **given)
            async with open_mongodb(settings, new_namespace(), ManualClock(NOON)) as store:
                await store.counts()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # PyMongo leaves a socket open whose server has another name
        try:
            asyncio.run(scenario())
        except RollcallError as error:
            return error.with_traceback(None)
        finally:
            gc.collect()
    return None


def test_certificates_are_settings(certificates: Certificates) -> None:
    """Those of the authority that is trusted, and one of ours where MongoDB wants it."""
    both = certificates.client.with_suffix(".both")
    both.write_text(certificates.client.read_text() + certificates.client_key.read_text())
    assert opened(certificates, ca_file=certificates.ca) is None
    assert opened(certificates, mutual=True, ca_file=certificates.ca, cert_file=both) is None


@pytest.mark.parametrize(
    ("begins", "given"),
    [
        ("MONGODB_CA_FILE: the server's certificate", {"ca_file": "stranger"}),
        ("MONGODB_URL: expected a name", {"ca_file": "ca", "host": "localhost"}),
        ("MONGODB_URL: expected TLS, as the server speaks it", {}),
    ],
)
def test_what_is_wrong_about_tls_is_a_setting(certificates: Certificates, begins: str, given: dict[str, Any]) -> None:
    """And not a server that is away."""
    files = {name: getattr(certificates, value) for name, value in given.items() if name.endswith("_file")}
    error = opened(certificates, **(given | files))
    assert isinstance(error, SettingError)
    assert str(error).startswith(begins)


@pytest.mark.parametrize("field", ["ca_file", "cert_file"])
def test_a_file_that_is_none_is_a_setting(certificates: Certificates, tmp_path: Path, field: str) -> None:
    """The message names the variable."""
    given: dict[str, Any] = {field: tmp_path / "away.pem"}
    assert f"MONGODB_{field.upper()}" in str(opened(certificates, **given))
