"""Reading settings: from the environment, from `.env` if it is a file, and from `.env/.local/.env`, file or folder.

Each service declares its own class with its own prefix; the docstring under a field is its line in `.env.sample`.
"""

import re
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import AnyUrl, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.errors import SettingError
from shared.redaction.addresses import secrets_in, without_credentials
from shared.redaction.known import KNOWN

TENANTS = "tenants"  # module of the groups that are made for tenants: none that is written down
# Later files win; a missing one, or a folder, is passed over. `mkdir -p .env/.local/.env` makes a folder of the last
# part too: `cp .env.sample .env/.local/.env` then leaves the file in it, under its own name.
DOTENV = (".env/.local/.env/.env.sample", ".env/.local/.env/.env", ".env/.local/.env", ".env")
BLANKS = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u200b\u200e\u200f\u2028\u2029\u2060\u3000\ufeff"  # of pasted values

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Settings(BaseSettings):
    """A group of settings with one prefix. Build it with `load`, which explains what is wrong."""

    model_config = SettingsConfigDict(
        env_file=DOTENV,
        env_file_encoding="utf-8-sig",  # some editors begin a file with a mark
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
    )

    @classmethod
    def load(cls) -> Self:
        """Return the settings.

        Raises:
            SettingError: a value is missing or wrong; the message names the variable.

        """
        try:
            found = cls()
        except ValidationError as error:
            raise SettingError(_explain(cls, error)) from None  # its cause would show the value, maybe a secret
        except (OSError, UnicodeError) as error:
            raise SettingError(_unreadable(error)) from None
        KNOWN.learn(found.secrets)
        return found

    @property
    def secrets(self) -> list[str]:
        """Return the texts that nobody may see."""
        hidden = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        return [secret for text in hidden for secret in secrets_in(text) if secret]

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: Any) -> Any:  # Any: what stands in the environment and in files
        """Take off white space and line ends, as `echo secret | base64` leaves one; what is nothing else isn't set."""
        if not isinstance(values, dict):
            return values
        bare = {name: _stripped(value) for name, value in values.items()}
        unset = {name for name, field in cls.model_fields.items() if field.default is None}
        return {name: value for name, value in bare.items() if value != "" or name not in unset}

    @field_validator("*")
    @classmethod
    def _fits(cls, value: Any) -> Any:  # Any: a value of any field
        """Refuse what can't be sent, or would be shown."""
        if isinstance(value, SecretStr) and CONTROL.search(value.get_secret_value()):
            raise ValueError("expected a secret without line ends and other control characters")
        if isinstance(value, AnyUrl) and (value.username or value.password):
            raise ValueError("expected an address without user and password")
        return value

    @classmethod
    def of_tenant(cls, name: str) -> type[Self]:
        """Return the same group for a tenant: its name comes after the prefix of each variable."""
        if not name:
            return cls
        config = SettingsConfigDict(env_prefix=f"{cls.model_config.get('env_prefix', '')}{name.upper()}_")
        return type(cls.__name__, (cls,), {"model_config": config, "__module__": TENANTS, "__doc__": cls.__doc__})

    @classmethod
    def variable(cls, field: str) -> str:
        """Return the name of the variable that sets `field`."""
        return f"{cls.model_config.get('env_prefix', '')}{field}".upper()


class SharedSettings(Settings):
    """What every service reads."""

    model_config = SettingsConfigDict(env_prefix="ROLLCALL_")

    data: Path = Path("data")
    """Folder of the embedded store (`rollcall.sqlite`) and of what else a run must remember."""

    logs: Path = Path("logs")
    """Folder of the logs; each day has a folder of its own: `logs/2026-01-31/fetcher.log`."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severe log line that is written."""

    readable_by: Literal["owner", "everybody"] = "owner"
    """Who may read the files that are made in data, logs and charts: their owner, or whom the umask lets."""

    namespace: str = Field("", pattern=r"^[A-Za-z0-9_-]*$")
    """Name of a pipeline of its own beside others: of its topics (`blue.hosts.raw`), index, store and cursors."""


def make_folder(variable: str, folder: Path) -> None:
    """Make the folder that a setting names.

    Raises:
        SettingError: it can't be made.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"{variable}: expected a folder that can be made; got {folder}: {error.strerror}") from error


def _stripped(value: Any) -> Any:  # Any: a value of any setting
    if isinstance(value, SecretStr):
        return SecretStr(value.get_secret_value().strip(BLANKS))
    return value.strip(BLANKS) if isinstance(value, str) else value


def is_secret(annotation: Any) -> bool:  # Any: a type
    """Tell whether a field of this type holds a secret."""
    return annotation is SecretStr or any(map(is_secret, get_args(annotation)))


def _explain(settings: type[Settings], error: ValidationError) -> str:
    lines = []
    for one in error.errors(include_url=False, include_context=False):
        field = str(one["loc"][0]) if one["loc"] else ""
        info = settings.model_fields.get(field)
        secret = info is None or is_secret(info.annotation)
        came = "nothing" if one["type"] == "missing" else "a secret" if secret else _shown(one["input"])
        lines.append(f"{settings.variable(field)}: {one['msg']}; got {came}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    return repr(without_credentials(str(value))[:80])


def _unreadable(error: OSError | UnicodeError) -> str:
    """Say which file of settings can't be read."""
    files = [file for file in DOTENV if Path(file).is_file()]
    name = error.filename if isinstance(error, OSError) and error.filename else " or ".join(files)
    reason = error.strerror if isinstance(error, OSError) else "it has other bytes than UTF-8"
    return f"{name}: expected settings that can be read; {reason}"
