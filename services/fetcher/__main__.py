"""Run the fetcher alone: `python -m services.fetcher`."""

from services.wiring import run_service

run_service("fetcher")
