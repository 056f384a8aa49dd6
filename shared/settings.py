"""Reading settings: from the environment, from `.env` if it is a file, and from `.env/.local/.env`.

Each service declares its own class with its own prefix; the docstring under a field is its line in `.env.sample`.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.errors import SettingError

TENANTS = "tenants"  # module of the groups that are made for tenants: none that is written down
DOTENV = (".env/.local/.env", ".env")  # later files win; a missing one, or a folder, is passed over


class Settings(BaseSettings):
    """A group of settings with one prefix. Build it with `load`, which explains what is wrong."""

    model_config = SettingsConfigDict(
        env_file=DOTENV,
        env_file_encoding="utf-8",
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
            return cls()
        except ValidationError as error:
            raise SettingError(_explain(cls, error)) from None  # its cause would show the value, maybe a secret

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


def _explain(settings: type[Settings], error: ValidationError) -> str:
    lines = []
    for one in error.errors(include_url=False, include_context=False):
        field = str(one["loc"][0]) if one["loc"] else ""
        info = settings.model_fields.get(field)
        secret = info is None or SecretStr in (info.annotation, *getattr(info.annotation, "__args__", ()))
        came = "nothing" if one["type"] == "missing" else "a secret" if secret else repr(str(one["input"])[:80])
        lines.append(f"{settings.variable(field)}: {one['msg']}; got {came}")
    return "\n".join(lines)
