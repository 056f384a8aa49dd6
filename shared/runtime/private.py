"""Who may read the files that a process makes."""

import os

from shared.settings import SharedSettings


def keep_private(shared: SharedSettings) -> None:
    """Have this process make its files and folders for their owner alone, unless the settings say otherwise."""
    if shared.readable_by == "owner":
        os.umask(0o077)
