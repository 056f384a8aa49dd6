"""A namespace is a pipeline of its own: topics, index, store and cursors."""

from pydantic import ValidationError

from shared.errors import SettingError
from shared.settings import SharedSettings


def in_namespace(shared: SharedSettings, namespace: str) -> SharedSettings:
    """Return the settings of another namespace.

    Raises:
        SettingError: it can't be a name of one, or it is the present one.

    """
    if namespace == shared.namespace:
        raise SettingError(f"expected another namespace than the present one; got {namespace!r}")
    try:
        return SharedSettings.model_validate(shared.model_dump() | {"namespace": namespace})
    except ValidationError:
        raise SettingError(f"expected a namespace of letters, digits, - and _; got {namespace!r}") from None
