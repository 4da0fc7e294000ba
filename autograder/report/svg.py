"""A chart as a picture for a page: drawn by matplotlib in both themes, with its content in words.

matplotlib is there anyway, a chart has 10 to 40 KB and needs no script, so the page's policy can stay
strict. The browser chooses between light and dark (`<picture>`). A library for charts in the browser has 1
to 5 MB, and most write inline styles, which the policy forbids.
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from autograder.pages.palette import DARK, LIGHT, Theme

_WIDTH = 4.0  # inches: of a column on a wide screen, and of a phone
_DPI = 96  # a CSS inch

Draw = Callable[[Theme], Figure]


@dataclass(frozen=True)
class Chart:
    """A chart, ready for a page.

    Attributes:
        name: for its id.
        caption: what it is.
        alt: what is to be seen in it.
        light: as a data: address of an SVG image; `dark` likewise.
        dark: see `light`.
        size: width and height in CSS pixels.
    """

    name: str
    caption: str
    alt: str
    light: str
    dark: str
    size: tuple[int, int]


def chart(name: str, caption: str, alt: str, draw: Draw) -> Chart:
    """Draw a chart in both themes.

    Args:
        name: for its id.
        caption: what it is.
        alt: what is to be seen in it.
        draw: makes the figure in a theme.
    """
    light, size = _svg(draw, LIGHT)
    dark, _ = _svg(draw, DARK)
    return Chart(name, caption, alt, light, dark, size)


def _svg(draw: Draw, theme: Theme) -> tuple[str, tuple[int, int]]:
    """A figure as a data: address, and its size in CSS pixels."""
    style: dict[str, Any] = {
        "svg.fonttype": "none",  # text stays text: smaller, and set in a font that is there
        "svg.hashsalt": "report",
        "font.size": 9,
        "axes.labelsize": 9,
        "axes.edgecolor": theme["line"],
        "axes.labelcolor": theme["soft"],
        "axes.facecolor": theme["sheet"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "figure.facecolor": theme["sheet"],
        "text.color": theme["ink"],
        "xtick.color": theme["soft"],
        "ytick.color": theme["soft"],
        "grid.color": theme["line"],
        "grid.linewidth": 0.6,
    }
    target = io.BytesIO()
    with matplotlib.rc_context(style), warnings.catch_warnings():
        figure = draw(theme)
        FigureCanvasSVG(figure).print_svg(target, metadata={"Date": None, "Creator": None})
        width, height = figure.get_size_inches()
    data = base64.b64encode(target.getvalue()).decode()
    return f"data:image/svg+xml;base64,{data}", (round(width * _DPI), round(height * _DPI))


def figure_of(height: float) -> Figure:
    """An empty figure.

    Args:
        height: in inches.
    """
    return Figure(figsize=(_WIDTH, height), layout="constrained")
