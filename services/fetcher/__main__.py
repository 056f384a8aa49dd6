"""Run the fetcher alone: `python -m services.fetcher`."""

from services.runs import run_service

run_service("fetcher")
