"""Run the normalizer alone: `python -m services.normalizer`."""

from services.runs import run_service

run_service("normalizer")
