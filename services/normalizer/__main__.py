"""Run the normalizer alone: `python -m services.normalizer`."""

from services.wiring import run_service

run_service("normalizer")
