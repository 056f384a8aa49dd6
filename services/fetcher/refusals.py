"""What is wrong when a vendor doesn't let us in, in words that name the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

from pydantic import SecretStr

from services.fetcher.core import Answer, Ask, Login, Vendor
from services.fetcher.error_words import quoted
from shared.errors import RollcallError, VendorRefused
from shared.settings import Settings

REFUSED = frozenset({401, 403, 404})
ELSEWHERE = frozenset({301, 302, 303, 307, 308})


class TokenRefused(VendorRefused):
    """An answer's body says that the token is no good, whatever its status: another token is tried, once."""


def refusal(vendor: Vendor, settings: Settings, ask: Ask, answer: Answer) -> VendorRefused | None:
    """Return the error of an answer that no repetition will change, or None."""
    if answer.status in ELSEWHERE and "location" in answer.headers:
        names = names_of_address(settings)
        target = urlsplit(urljoin(ask.url, answer.headers["location"]))
        return VendorRefused(
            f"{vendor.name} answered {answer.status}: it sends us to {target.hostname}{target.path}. No redirect is "
            f"followed, since the secret would go there too: if that is its address, {names} should say so"
        )
    if answer.status not in REFUSED:
        return None
    needs = f"; it needs {vendor.needs}" if isinstance(vendor, Login) else ""
    return VendorRefused(f"{vendor.name} answered {answer.status}{quoted(answer)}: check {to_check(settings)}{needs}")


def to_check(settings: Settings) -> str:
    """Return the variables that may be wrong, secrets first."""
    needed = [name for name, field in type(settings).model_fields.items() if field.default is None]
    secret = [name for name in needed if isinstance(getattr(settings, name), SecretStr)]
    variables = [settings.variable(name) for name in (*secret, *(name for name in needed if name not in secret))]
    also = " (a 404 may be a wrong token too)" if "token" in needed else ""
    return " and ".join([f"{variables[0]}{also}", *variables[1:]]) if variables else "its settings"


def names_of_address(settings: Settings) -> str:
    """Return the variables in which an address is."""
    names = [name for name in type(settings).model_fields if name in {"url", "cloud"}]
    return " and ".join(map(settings.variable, names)) or "its settings"


@contextmanager
def naming_tenant(vendor: Vendor, settings: Settings) -> Iterator[None]:
    """Name a tenant's own variables in an error's message: a vendor's module knows those without its name."""
    without_name = vendor.settings.variable("")
    try:
        yield
    except RollcallError as error:
        if without_name:
            error.args = (str(error).replace(without_name, settings.variable("")),)
        raise
