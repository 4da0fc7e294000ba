"""Figures as a notebook shows them, each drawn once."""

from __future__ import annotations

import base64
import io

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure
from matplotlib import pyplot, rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from PIL import Image


def draw_once(shell: InteractiveShell) -> None:
    """Let the shell, whose figures are inline, draw each of them once; the pictures stay what they were.

    Without this a figure is drawn three times: after the cell by pyplot, which wants no stale figure left;
    to find out how far it reaches; and into the picture.
    """
    pyplot.uninstall_repl_displayhook()
    pyplot.install_repl_displayhook()  # behind the inline backend's, which shows and closes all figures
    shell.display_formatter.formatters["image/png"].for_type(Figure, picture)


def picture(figure: Figure) -> str | None:
    """A figure as PNG in base64, cut to what is on it; None for an empty one.

    As IPython's print_figure makes it, but from one drawing if nothing on it reaches beyond its edge.
    """
    page = _page(figure) if figure.axes or figure.lines else None
    if page is None:
        whole: str | None = print_figure(figure, base64=True)
        return whole
    data = io.BytesIO()
    page.save(data, "png", dpi=(figure.dpi, figure.dpi))
    return base64.b64encode(data.getvalue()).decode("ascii")


def _page(figure: Figure) -> Image.Image | None:
    """The part of a figure that there is something on; None where that may reach beyond its edge."""
    canvas = figure.canvas
    if not isinstance(canvas, FigureCanvasAgg):
        return None
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())
    paper = np.array([round(255 * part) for part in to_rgba(figure.get_facecolor())], np.uint8)
    something = (drawn.view(np.uint32) != paper.view(np.uint32))[..., 0]
    rows, columns = np.flatnonzero(something.any(axis=1)), np.flatnonzero(something.any(axis=0))
    if not rows.size:
        return None
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    if top == 0 or left == 0 or bottom == drawn.shape[0] or right == drawn.shape[1]:
        return None
    padding = round(rcParams["savefig.pad_inches"] * figure.dpi)
    size = (right - left + 2 * padding, bottom - top + 2 * padding)
    page = Image.new("RGBA", size, tuple(paper.tolist()))
    page.paste(Image.fromarray(drawn[top:bottom, left:right]), (padding, padding))
    return page
