"""Charts as files: the same summary gives the same bytes, and nobody ever sees half a file."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image, ImageColor

from services.visualizer.charts import CHARTS, draw
from services.visualizer.charts.drawing import DPI, style
from services.visualizer.charts.labels import FONT
from services.visualizer.charts.themes import THEMES, Theme
from services.visualizer.summary import Summary

LATEST, HISTORY, NUMBERS = "latest", "history", "summary.json"
NEAR = 8  # of 256: Pillow looks for the colour next to a dot no finer
SHADES = 24  # of each colour on its way to the ground, as on the edges of words: a third of the bytes of any colours
SIMILAR = f"'{FONT}', Verdana, sans-serif"  # Verdana is as wide, and there where the other isn't


def save(summary: Summary, folder: Path, today: date | None, keep_days: int = 0) -> list[Path]:
    """Write all charts and `summary.json`, and again into the folder of `today`; return the paths of the first.

    Of former days, the latest `keep_days` stay.

    Raises:
        OSError: the folder can't be written.

    """
    charts, numbers = dict(drawn(summary)), f"{summary.model_dump_json(indent=2)}\n".encode()
    if today and keep_days:
        _put_all(folder / HISTORY / today.isoformat(), charts | {NUMBERS: numbers})
        forget(folder / HISTORY, today - timedelta(days=keep_days))
    return [*_put_all(folder / LATEST, charts), *_put_all(folder, {NUMBERS: numbers})]


def drawn(summary: Summary) -> Iterator[tuple[str, bytes]]:
    """Give the name and the content of each picture."""
    for theme in THEMES:
        with style(theme):
            for name in CHARTS:
                figure = draw(name, summary, theme)
                yield f"{name}.{theme.name}.svg", svg(figure)
                yield f"{name}.{theme.name}.png", png(figure, theme)


def png(figure: Figure, theme: Theme) -> bytes:
    """Return the picture in dots, without anything that changes from run to run."""
    canvas, buffer = FigureCanvasAgg(figure), BytesIO()
    canvas.draw()  # type: ignore[no-untyped-call]
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")  # type: ignore[no-untyped-call]
    picture.quantize(palette=_palette(theme), dither=Image.Dither.NONE).save(buffer, "png", dpi=(DPI, DPI))
    return buffer.getvalue()


def svg(figure: Figure) -> bytes:
    """Return the picture in shapes and words."""
    buffer = BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue().replace(f"'{FONT}'".encode(), SIMILAR.encode())


def forget(history: Path, before: date) -> None:
    """Take away the folders of days before a day; what isn't named after a day stays."""
    for folder in history.iterdir():
        with suppress(ValueError):
            if date.fromisoformat(folder.name) < before:
                shutil.rmtree(folder)


def _palette(theme: Theme) -> Image.Image:
    """Return the colours that a picture may have: those of its theme, exactly, and shades that aren't nearly those."""
    exact = [ImageColor.getrgb(one)[:3] for one in (theme.ground, *theme.every)]
    ground, *colours = exact
    shades = [
        tuple(round(start + (end - start) * shade / SHADES) for start, end in zip(ground, colour, strict=True))
        for colour in colours
        for shade in range(1, SHADES)
    ]
    kept = [one for one in shades if min(_distance(one, other) for other in exact) >= NEAR]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in (*exact, *kept) for part in colour])
    return palette


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(left - right) for left, right in zip(one, other, strict=True))


def _put_all(folder: Path, files: dict[str, bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return [_put(folder / name, content) for name, content in files.items()]


def _put(path: Path, content: bytes) -> Path:
    """Put the file in its place at once: a reader sees the old one or the new one."""
    new = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with new.open("xb") as file:
            file.write(content)
        return new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
