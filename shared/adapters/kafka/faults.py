"""What Kafka's errors mean to Rollcall."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from aiokafka import errors

from shared.errors import Permanent, SettingError, Temporary

# aiokafka's own `retriable` says what may work later; these it leaves out, and the next attempt settles them as well.
PASSING = (
    errors.CommitFailedError,
    errors.KafkaTimeoutError,
    errors.KafkaUnavailableError,
    errors.StaleLeaderEpochCodeError,
)
REFUSED = {  # the broker knows us and won't, or doesn't know us: the setting to look at
    errors.AuthenticationFailedError: "KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD",
    errors.SaslAuthenticationFailed: "KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD",
    errors.AuthenticationMethodNotSupported: "KAFKA_SASL_MECHANISM",
    errors.UnsupportedSaslMechanismError: "KAFKA_SASL_MECHANISM",
    errors.IllegalSaslStateError: "KAFKA_SECURITY_PROTOCOL",
    errors.TopicAuthorizationFailedError: "KAFKA_SASL_USERNAME",
    errors.GroupAuthorizationFailedError: "KAFKA_SASL_USERNAME",
    errors.ClusterAuthorizationFailedError: "KAFKA_SASL_USERNAME",
    errors.InvalidSessionTimeoutError: "KAFKA_SESSION_TIMEOUT",
    errors.InvalidTopicError: "ROLLCALL_NAMESPACE",
    errors.InvalidReplicationFactorError: "KAFKA_REPLICATION",
}
UNFIT = (errors.MessageSizeTooLargeError, errors.RecordListTooLargeError, errors.InvalidTimestampError)


@contextmanager
def explained(servers: str) -> Iterator[None]:
    """Raise what a Kafka error means; a fault of ours is raised as it is.

    Raises:
        Temporary: a broker can't be reached or is busy with itself.
        Permanent: the broker takes no such message.
        SettingError: the broker refuses us; the message names the variable.

    """
    try:
        yield
    except errors.KafkaError as error:
        explain(servers, error)
    except TimeoutError as error:
        raise Temporary(f"Kafka at {servers} didn't answer in time") from error
    except OSError as error:
        raise Temporary(f"Kafka at {servers} can't be reached: {error}") from error


def explain(servers: str, error: errors.KafkaError) -> NoReturn:
    """Raise what `error` means."""
    for kind, variable in REFUSED.items():
        if isinstance(error, kind):
            raise SettingError(f"{variable}: Kafka at {servers} refused it: {error}") from error
    if isinstance(error, UNFIT):
        raise Permanent(f"Kafka at {servers} takes no such message: {error}") from error
    if isinstance(error, PASSING) or error.retriable:
        raise Temporary(f"Kafka at {servers}: {error}") from error
    raise error
