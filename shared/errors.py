"""The errors that mean something to Rollcall: each says what the runtime does about it."""


class RollcallError(Exception):
    """Any failure that Rollcall explains to its operator; `exit_code` is the process's."""

    exit_code = 1


class SettingError(RollcallError):
    """A setting is missing or wrong: the process stops at start. The message names the variable."""

    exit_code = 2


class VendorRefused(SettingError):
    """A vendor refused our credentials: retrying can't help. The message names the setting to change."""


class Temporary(RollcallError):
    """It may work later: the runtime waits `delay` seconds and delivers the same batch again, for ever."""

    def __init__(self, message: str, delay: float = 1.0) -> None:
        super().__init__(message)
        self.delay = delay


class Permanent(RollcallError):
    """It will never work: the message goes to the dead letters with this reason and the rest goes on."""


class TooManyDeadLetters(RollcallError):
    """So many messages are refused that the fault is more likely ours: the service stops, nothing is drained."""


class StoreLocked(RollcallError):
    """Another process holds the embedded store's file."""

    exit_code = 2


class Unreachable(RollcallError):
    """A broker or a store didn't answer in all the time that a process waits for it at its start."""

    exit_code = 3


class GroupInUse(RollcallError):
    """A group's place can't be moved while it has members: they would go on where they are, and say so."""

    exit_code = 2

    def __init__(self, group: str, how: str = "each of its workers") -> None:
        super().__init__(f"{group} is running: stop it first ({how}), or wait until its session has ended")
