"""Run the visualizer alone: `python -m services.visualizer`."""

from services.wiring import run_service

run_service("visualizer")
