"""What Redis's errors mean to Rollcall."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import exceptions

from shared.adapters.tls import wrong_setting
from shared.errors import RollcallError, SettingError, Temporary

_REFUSED = (
    exceptions.AuthenticationError,
    exceptions.AuthorizationError,
    exceptions.AuthenticationWrongNumberOfArgsError,
    exceptions.NoPermissionError,
)
# A RedisClusterException: no node answered, or those that did don't agree yet who has which keys.
_AWAY = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.ClusterDownError,
    exceptions.RedisClusterException,
)
_PASSING = {  # what Redis says first, also from inside a script → what it means
    "READONLY": "is a replica: a write must go to the primary",
    "LOADING": "is still loading its data",
    "CLUSTERDOWN": "is a cluster with nodes missing",
    "MASTERDOWN": "has lost its primary",
    "TRYAGAIN": "is moving keys between nodes",
    "OOM": "is full (`maxmemory`): give it more memory",
    "MISCONF": "can't save to its disk",
    "NOREPLICAS": "has too few replicas to take a write",
    "BUSY": "is busy with a script",
}


@contextmanager
def explained() -> Iterator[None]:
    """Raise what an error of Redis means; a fault of our own commands is raised as it is.

    Raises:
        Temporary: Redis can't be reached, or can't do it now.
        SettingError: it refuses user, password or certificate, or is a cluster; its address isn't shown, as it may
            hold a password.

    """
    try:
        yield
    except (exceptions.RedisError, exceptions.RedisClusterException) as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error


def _meaning(error: Exception) -> RollcallError | None:
    said = str(error)
    if isinstance(error, _REFUSED) or "NOAUTH" in said or "NOPERM" in said:
        return SettingError(f"REDIS_URL: expected a user and password that Redis takes; it says: {said}")
    if "ERR This instance has cluster support disabled" in said or "Cluster mode is not enabled" in said:
        return SettingError("REDIS_CLUSTER: expected false, as the server is no Redis Cluster; got true")
    if isinstance(error, exceptions.MovedError):
        return SettingError("REDIS_CLUSTER: expected true, as the server is a Redis Cluster; got false")
    kind = next((word for word in _PASSING if word in said), None) or _KINDS.get(type(error))
    if kind is not None:
        return Temporary(f"Redis {_PASSING[kind]}; it says: {said}")
    if isinstance(error, _AWAY):
        away = Temporary(f"Redis can't be reached: {said or type(error).__name__}; see REDIS_URL")
        return wrong_setting("REDIS", "REDIS_URL", error) or away
    return None


_KINDS: dict[type[Exception], str] = {  # the library takes the word away from these
    exceptions.ReadOnlyError: "READONLY",
    exceptions.BusyLoadingError: "LOADING",
    exceptions.OutOfMemoryError: "OOM",
    exceptions.MasterDownError: "MASTERDOWN",
    exceptions.TryAgainError: "TRYAGAIN",
    exceptions.ClusterDownError: "CLUSTERDOWN",
}
