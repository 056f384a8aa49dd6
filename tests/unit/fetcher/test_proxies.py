"""Proxies as the environment names them: any form works, or is refused by the variable's name."""

import asyncio
import sys
from collections.abc import Mapping
from subprocess import run

import pytest

from services.fetcher.proxies import Proxy, proxies
from services.fetcher.settings import FetcherSettings
from services.fetcher.wire import connect
from shared.errors import SettingError
from shared.redaction.known import KNOWN

PROXY = "http://proxy.example:3128"


def way(no_proxy: str, host: str, port: int | None = None) -> bool:
    """Tell whether a host is reached by the proxy."""
    return proxies({"HTTPS_PROXY": PROXY, "NO_PROXY": no_proxy}).of("https", host, port) is not None


@pytest.mark.parametrize(
    ("no_proxy", "without", "by"),
    [
        ("localhost,127.0.0.1,fd07:b51a:cc66:f0::/64", ["fd07:b51a:cc66:f0::9", "[fd07:b51a:cc66:f0::9]"], ["fd08::1"]),
        ("127.0.0.1,[2001:db8::1]", ["2001:db8::1"], ["2001:db8::2"]),
        ("[2001:db8::1]:8443 2001:db8::2", ["2001:db8::2"], ["2001:db8::1"]),
        ("10.0.0.0/8,192.0.2.7", ["10.1.2.3", "192.0.2.7", "::ffff:192.0.2.7"], ["11.0.0.1", "ten.example"]),
        ("10.0.0.1/8", ["10.1.2.3"], ["11.0.0.1"]),
        ("192.0.2.*", ["192.0.2.9"], ["192.0.20.9"]),
        (".example.com, other.example", ["a.example.com", "example.com", "x.other.example"], ["badexample.com"]),
        ("*.example.com", ["a.example.com", "A.EXAMPLE.com."], ["example.org"]),
        ("api.example:8443", [], ["api.example"]),
        ("api.example:443,https://b.example", ["api.example", "b.example"], ["c.example"]),
        ("*", ["anything.example", "2001:db8::1"], []),
        ("", [], ["anything.example"]),
    ],
)
def test_whom_no_proxy_means(no_proxy: str, without: list[str], by: list[str]) -> None:
    """Names with what is below them, addresses, networks, brackets, ports, stars; this machine always."""
    assert not [host for host in without if way(no_proxy, host)]
    assert not [host for host in by if not way(no_proxy, host)]
    assert not [host for host in ("localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]") if way(no_proxy, host)]


@pytest.mark.parametrize(
    ("value", "url", "user", "password"),
    [
        ("http://svc-rollcall:Zw9#pass7@proxy.example:3128", PROXY, "svc-rollcall", "Zw9#pass7"),
        ("http://svc:p@ss/w#r?d@proxy.example:3128/", PROXY, "svc", "p@ss/w#r?d"),
        ("http://svc:p%40ss%2F100%@proxy.example:3128", PROXY, "svc", "p@ss/100%"),
        ("proxy.example:3128", PROXY, "", ""),
        ("HTTP://proxy.example:3128", PROXY, "", ""),
        ("https://[2001:db8::1]:3129", "https://[2001:db8::1]:3129", "", ""),
        ("socks5://127.0.0.1", "socks5://127.0.0.1:1080", "", ""),
        ("socks://127.0.0.1:9050/", "socks5://127.0.0.1:9050", "", ""),
        (" socks5h://u:pa55@127.0.0.1:9050\n", "socks5h://127.0.0.1:9050", "u", "pa55"),
    ],
)
def test_a_proxy_in_any_form(value: str, url: str, user: str, password: str) -> None:
    """With a password that no standard allows, without a scheme, SOCKS as desktops write it."""
    for variable, scheme in (("HTTPS_PROXY", "https"), ("http_proxy", "http"), ("ALL_PROXY", "https")):
        found = proxies({variable: value}).of(scheme, "api.example", None)

        assert found == Proxy(variable, url, user, password)
        assert not password or password not in repr(found)


@pytest.mark.parametrize(
    "environment",
    [
        {"HTTPS_PROXY": "socks4://u:s3cret-pw@proxy.example:1"},
        {"https_proxy": "http://u:s3cret-pw@"},
        {"ALL_PROXY": "http://u:s3cret-pw@proxy.example:port"},
        {"HTTP_PROXY": "http://u:s3cret-pw@proxy.example:99999999"},
        {"NO_PROXY": "a.example,<local>"},
        {"no_proxy": "fd00::/200"},
    ],
)
def test_what_is_no_proxy_is_refused_by_name(environment: Mapping[str, str]) -> None:
    """At start; no part of a password is shown."""
    with pytest.raises(SettingError, match=f"^{next(iter(environment))}: expected ") as caught:
        proxies(environment)

    assert "s3cret" not in str(caught.value)


def test_which_variable_counts() -> None:
    """One in small letters before one in capitals, one of a scheme before that of all."""
    named = proxies({"HTTPS_PROXY": "a.example:1", "https_proxy": "b.example:1", "ALL_PROXY": "c.example:1"})

    assert {scheme: proxy.variable for scheme, proxy in named.by_scheme.items()} == {
        "https": "https_proxy",
        "http": "ALL_PROXY",
    }


def test_a_proxy_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its variable is, its password isn't; and the process knows it as a secret from then on."""
    monkeypatch.setenv("HTTPS_PROXY", "http://u:Zw9#pass7-of-it@127.0.0.1:9")

    async def work() -> None:
        async with connect(FetcherSettings(timeout=5)) as http:
            await http.get("https://api.example/")

    with pytest.raises(Exception, match="by the proxy that HTTPS_PROXY names") as caught:
        asyncio.run(work())
    assert "Zw9" not in str(caught.value)
    assert KNOWN.redacted("(Zw9#pass7-of-it)") == "(***)"


@pytest.mark.parametrize(
    ("no_proxy", "said"),
    [("", "ALL_PROXY: a SOCKS proxy takes a package more"), ("*", "ConnectError")],
)
def test_socks_without_its_package(no_proxy: str, said: str) -> None:
    """It is asked for by the variable's name, once somebody is reached that way."""
    program = (
        "import sys, asyncio; sys.modules['socksio'] = None\n"
        "from services.fetcher.settings import FetcherSettings; from services.fetcher.wire import connect\n"
        "async def work():\n    async with connect(FetcherSettings(timeout=5)) as http:\n"
        "        await http.get('https://198.51.100.1.invalid/')\n"
        "try:\n    asyncio.run(work())\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
    )
    environment = {"ALL_PROXY": "socks5://127.0.0.1:9", "NO_PROXY": no_proxy, "PATH": ""}

    done = run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)  # noqa: S603

    assert said in done.stdout
