"""How long property tests look: HYPOTHESIS_PROFILE=quick (unit tests), ci, or deep (make test-deep).

A law of identity looks twice as long as the others.
"""

import logging
import os
import signal

import structlog
from hypothesis import HealthCheck, Phase, settings

for name, examples in (("quick", 25), ("ci", 500), ("deep", 15_000)):
    settings.register_profile(name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A mutant is only to be noticed: nobody reads its smallest case, so none is looked for.
settings.register_profile(
    "mutants",
    max_examples=5_000,
    deadline=None,
    phases=(Phase.generate,),
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))

# Whoever runs the tests may ignore signals (`nohup`, a job in the background), and what is started inherits that.
for ignored in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(ignored) is signal.SIG_IGN:
        signal.signal(ignored, signal.SIG_DFL)
