"""Builds the services' jobs. Each service is imported only when it is built: a container holds only its own needs."""

from collections.abc import Callable, Sequence

from services.wiring.ports import Ports
from shared.runtime.handling import Job
from shared.runtime.local import Loop
from shared.runtime.settings import RuntimeSettings
from shared.settings import make_folder


def normalizer(ports: Ports) -> list[Job]:
    """Build the normalizer; a page may have 900 kB, so few are held at once."""
    from services.normalizer.service import Normalizer

    return [Job(Normalizer(ports.log), "normalizer", 50)]


def deduper(ports: Ports) -> list[Job]:
    """Build the deduper."""
    from services.deduper.reconcile import Reconciler
    from services.deduper.service import Deduper, Rulings, Syncs

    return [
        Job(Deduper(ports.index, ports.store, ports.log), "deduper", 500),
        Job(Rulings(ports.index, ports.store, ports.log), "deduper", 100),
        Job(Syncs(ports.index, ports.store, ports.log), "deduper", 100),
        Job(Reconciler(ports.store, ports.log), "deduper", 500),
    ]


def visualizer(ports: Ports) -> list[Job]:
    """Build the visualizer."""
    from services.visualizer.service import Visualizer
    from services.visualizer.settings import VisualizerSettings

    settings = VisualizerSettings.load()
    make_folder(settings.variable("folder"), settings.folder)
    drawing = Visualizer(ports.log, ports.store, ports.clock, settings)
    return [Job(drawing, "visualizer", 500, finish=drawing.render)]


BUILD: dict[str, Callable[[Ports], list[Job]]] = {
    "normalizer": normalizer,
    "deduper": deduper,
    "visualizer": visualizer,
}


def loops_of(names: Sequence[str], ports: Ports) -> list[Loop]:
    """Build the loops of these services."""
    settings = RuntimeSettings.load()
    jobs = [job for name in names if name in BUILD for job in BUILD[name](ports)]
    return [Loop(job, ports.log, ports.clock, settings) for job in jobs]
