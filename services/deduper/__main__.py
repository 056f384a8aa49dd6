"""Run the deduper alone: `python -m services.deduper`."""

from services.runs import run_service

run_service("deduper")
