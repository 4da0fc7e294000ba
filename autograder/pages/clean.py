r"""What students wrote and put out, as HTML that does nothing: no script, no style, no request.

HTML is cleaned after everything that makes it, by nh3. An SVG picture becomes the source of an image, where
a browser runs and loads nothing of it.

Whatever turns Markdown or TeX into HTML may let something through: nbconvert's Markdown does by design,
latex2mathml in `\text` and `\href`. That is why nh3 comes last. Formulas wait outside, as marks of
characters that nobody else can write, and are put back into text alone, as MathML that was cleaned by
itself: so MathML, in which parsers differ, is never among a student's HTML. The page's policy would stop
what comes through all the same; tests open pages without.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

import nh3
from latex2mathml.converter import convert
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.text import cut, inert

_MAX_TEXT = 100_000
_MAX_FORMULA = 2_000
_HTML = set(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr "
    "i img ins kbd li ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u "
    "ul var".split()
)
_OF_HTML = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_DROPPED = set("iframe math noscript object script style svg template title".split())  # content and all
_MATHML = set(
    "math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup "
    "mtable mtd mtext mtr munder munderover".split()
)
_OF_MATHML = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence"},
    "mspace": {"width"},
    "mtable": {"columnalign"},
}
_MARK = re.compile("\ue000([0-9]{1,6})\ue001")
_PART = re.compile(r'<[^"<>]*(?:"[^"]*"[^"<>]*)*>|[^<]+')  # a tag, quotes and all, or the text up to the next
_PICTURES = {
    "image/png": b"\x89PNG\r\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
# A long formula doesn't widen the page.
_WIDE = '<span class="wide" tabindex="0" role="group" aria-label="A formula">{}</span>'
_PICTURE = re.compile(r"data:(image/(?:png|jpeg|gif|webp|svg\+xml));base64,([A-Za-z0-9+/=\s]+)\Z")


def from_html(text: str) -> Markup:
    """HTML with nothing left that acts: text, tables, lists, links, pictures within the page.

    Headings become bold paragraphs, so that they don't mingle with those of the page.
    """
    return Markup(_cleaned(inert(text)))


def from_markdown(text: str, attachments: Mapping[str, Any] | None = None) -> Markup:
    """Markdown as it is read, formulas as MathML; text that makes trouble as it was written.

    Args:
        text: a cell's source.
        attachments: its pictures, as nbformat keeps them.
    """
    renderer = _Renderer(escape=False, exclude_anchor_links=True, attachments=dict(attachments or {}))
    try:
        html = _cleaned(MarkdownWithMath(renderer=renderer).render(cut(text, _MAX_TEXT)))
    except Exception:
        return plain(text)
    return Markup(_PART.sub(lambda part: renderer.with_formulas(part.group()), html))


def plain(text: str) -> Markup:
    """Text as it stands."""
    return Markup("<pre>{}</pre>").format(cut(text, _MAX_TEXT))


def code(text: str) -> Markup:
    """Python in colours."""
    coloured = highlight(
        cut(text, _MAX_TEXT).strip("\n"), PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)
    )
    return Markup("<pre><code>{}</code></pre>").format(Markup(coloured.rstrip("\n")))


def picture(mime: str, data: str, text: str) -> Markup | None:
    """A picture as an image that brings its own data; None where it is none.

    Args:
        mime: what it says to be.
        data: base64, or the text of an SVG.
        text: what it shows, for those who don't see it.
    """
    if mime == "image/svg+xml":
        encoded = base64.b64encode(data.encode(errors="replace")).decode()
    else:
        raw = _decoded(data)
        if not raw.startswith(_PICTURES.get(mime, b"\0")):
            return None
        encoded = base64.b64encode(raw).decode()
    return Markup('<img src="data:{};base64,{}" alt="{}">').format(mime, encoded, inert(text))


class _Renderer(IPythonRenderer):
    """nbconvert's, which leaves a mark for each formula: what it stands for comes in when all is clean.

    Marks are of characters that `inert` lets nobody else write.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._formulas: list[tuple[str, str]] = []

    def with_formulas(self, part: str) -> str:
        """A tag or a text of cleaned HTML with its formulas: as TeX in a tag, else as MathML."""
        write = _tex if part.startswith("<") else _mathml
        return _MARK.sub(lambda mark: write(*self._of(int(mark[1]))), part)

    def _of(self, number: int) -> tuple[str, str]:
        return self._formulas[number] if number < len(self._formulas) else ("", "inline")

    def _mark(self, tex: str, display: str) -> str:
        self._formulas.append((tex.strip(), display))
        return f"\ue000{len(self._formulas) - 1}\ue001"

    def inline_math(self, body: str) -> str:
        return self._mark(body, "inline")

    def block_math(self, body: str) -> str:
        return self._mark(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        return self._mark(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def _embed_image_or_attachment(self, src: str) -> str:
        missing = src.startswith("attachment:") and src.removeprefix("attachment:") not in self.attachments
        return "" if missing else str(super()._embed_image_or_attachment(src))


def _tex(tex: str, _display: str) -> str:
    return escape(tex)


def _mathml(tex: str, display: str) -> str:
    """A formula as MathML; as TeX where that is beyond the converter, which lets HTML through."""
    if len(tex) <= _MAX_FORMULA:
        try:
            made = nh3.clean(convert(tex, display=display), tags=_MATHML, attributes=_OF_MATHML)
            return made if display == "inline" else _WIDE.format(made)
        except Exception:
            return f"<code>{escape(tex)}</code>"
    return f"<code>{escape(tex)}</code>"


def _cleaned(html: str) -> str:
    cleaned = nh3.clean(
        html,
        tags=_HTML,
        clean_content_tags=_DROPPED,
        attributes=_OF_HTML,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    # What nh3 writes has one form, so these find all of it.
    cleaned = re.sub(r"<h[1-6]>", '<p class="heading">', re.sub(r"</h[1-6]>", "</p>", cleaned))
    cleaned = re.sub(r"<img(?![^>]* alt=)", '<img alt="A picture"', cleaned)
    cleaned = re.sub(r"<(/?)table>", _framed, cleaned)
    return re.sub(r"<th([^>]*)></th>", r"<td\1></td>", cleaned)


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        found = _PICTURE.match(value)
        return value if found else None
    if attribute == "href":
        return value if value.lower().startswith(("http:", "https:", "mailto:")) else None
    return value


def _framed(tag: re.Match[str]) -> str:
    """A table in a frame of its own, so that a wide one doesn't widen the page."""
    if tag.group(1):
        return "</table></div>"
    return '<div class="wide" tabindex="0" role="group" aria-label="A table"><table>'


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
