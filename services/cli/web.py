"""Looking at the inventory in a browser."""

import asyncio

from services.cli.access import look, say
from services.wiring import Ports, page
from shared.runtime.stopping import stop_on_signals


def web() -> None:
    """Serve the web page until Ctrl-C, beside running services or without any: it only reads.

    Where: VISUALIZER_WEB_HOST and VISUALIZER_WEB_PORT, or else http://127.0.0.1:8080/. Charts: those in
    VISUALIZER_FOLDER.
    """
    look(_serve)


async def _serve(ports: Ports) -> None:
    stop = asyncio.Event()
    with stop_on_signals(stop):
        told = lambda address: say(f"{address} shows the inventory, until Ctrl-C")  # noqa: E731 - a word for a line
        serving = page(ports, stop, told, writes=not ports.alone)
        if serving is not None:
            await serving
