"""The environment that a test gives a process: what a developer has set for Rollcall doesn't count."""

import os

from services.env_sample import groups


def surroundings() -> dict[str, str]:
    """Return the environment without any setting of ours."""
    ours = {group.variable(name) for group in groups() for name in group.model_fields}
    return {name: value for name, value in os.environ.items() if name.upper() not in ours}
