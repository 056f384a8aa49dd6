"""Run the deduper alone: `python -m services.deduper`."""

from services.wiring import run_service

run_service("deduper")
