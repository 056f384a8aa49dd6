"""Run the visualizer alone: `python -m services.visualizer`."""

from services.runs import run_service

run_service("visualizer")
