"""What a student's cell put out, to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup
from nbconvert.filters import strip_ansi

from autograder.pages import from_html, from_markdown, picture
from autograder.pages.clean import plain
from autograder.text import inert

_MAX_HTML = 500_000
_SHOWS = "Picture put out by the cell above"


def rendered(outputs: Iterable[Any]) -> list[Markup]:
    """The outputs of a cell, each as HTML that does nothing."""
    return [made for made in map(_rendered, outputs) if made is not None]


def _rendered(output: Any) -> Markup | None:
    match output.get("output_type"):
        case "stream":
            return _text(output.get("text"))
        case "error":
            return _text("\n".join(map(str, output.get("traceback") or [output.get("ename", "")])))
        case "display_data" | "execute_result":
            return _richest(output.get("data") or {})
    return None


def _richest(data: Any) -> Markup | None:
    """The first form that can be shown; one that is nothing but script or style cannot."""
    for mime, show in _FORMS.items():
        text = data.get(mime)
        made = show(text) if isinstance(text, str) and text else None
        if made:
            return made
    return None


def _text(text: Any) -> Markup | None:
    return plain(strip_ansi(text).rstrip("\n")) if isinstance(text, str) and text.strip() else None


def _html(text: str) -> Markup | None:
    made = from_html(text) if len(text) <= _MAX_HTML else Markup()
    return made if "<img" in made or made.striptags().strip() else None


def _picture(mime: str) -> Callable[[str], Markup | None]:
    return lambda data: picture(mime, data, inert(_SHOWS))


_FORMS: dict[str, Callable[[str], Markup | None]] = {
    "image/png": _picture("image/png"),
    "image/jpeg": _picture("image/jpeg"),
    "image/svg+xml": _picture("image/svg+xml"),
    "text/html": _html,
    "text/markdown": from_markdown,
    "text/latex": from_markdown,
    "text/plain": _text,
}
