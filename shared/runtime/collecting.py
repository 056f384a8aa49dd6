"""How often Python looks for garbage that refers to itself."""

import gc

OBJECTS = 100_000  # made since the last look: as many as a batch makes


def collect_rarely() -> None:
    """Leave out what start-up made, and look once a batch instead of a hundred times.

    A batch's objects refer to each other without cycles and go by themselves: looking at them is time for nothing.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS, 50, 100)
