"""Charts as files: the same summary gives the same bytes, and nobody ever sees half a file."""

import tempfile
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from services.visualizer.charts import CHARTS
from services.visualizer.drawing import style
from services.visualizer.summary import Summary


def save(summary: Summary, folder: Path) -> list[Path]:
    """Write all charts and `summary.json`; return their paths.

    Raises:
        OSError: the folder can't be written.

    """
    with style():
        files = {f"{name}.png": png(draw(summary)) for name, draw in CHARTS.items()}
    files["summary.json"] = f"{summary.model_dump_json(indent=2)}\n".encode()
    folder.mkdir(parents=True, exist_ok=True)
    return [_put(folder / name, content) for name, content in files.items()]


def png(figure: Figure) -> bytes:
    """Return the picture, without anything that changes from run to run."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _put(path: Path, content: bytes) -> Path:
    """Put the file in its place at once: a reader sees the old one or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        new = Path(file.name)
        try:
            file.write(content)
            file.flush()
            new.chmod(0o644)
            return new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
