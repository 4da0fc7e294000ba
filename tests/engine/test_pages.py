"""What of a student's HTML, Markdown and pictures comes into a page."""

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.pages import code, from_html, from_markdown, page, picture

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n0000").decode()


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<img src=x onerror=x()>",
        "<a href='javascript:x()'>text</a>",
        "<a href='java&#9;script:x()'>text</a>",
        "<a href='/local'>text</a>",
        "<p style='background:url(http://a.b/c)' id=top class=full onclick=x()>text</p>",
        "<style>@import 'http://a.b'</style>",
        "<svg><a xlink:href='javascript:x()'><text>text</text></a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=x()></style></table></mtext></math>",
        "<img src='http://a.b/c.png'>",
        "<img src='data:text/html;base64,AAAA'>",
        "<img src='data:image/png,<svg onload=x()>'>",
        "<iframe srcdoc='<script>x()</script>'></iframe><object data=x></object><embed src=x><base href=x>",
        "<form action=x><input autofocus onfocus=x()></form><meta http-equiv=refresh content=0><link href=x>",
        "<!--><img src=x onerror=x()>-->",
        "<noscript><p title='</noscript><img src=x onerror=x()>'></noscript>",
    ],
)
def test_nothing_that_acts_is_left(html):
    """No handler, no address but of the web's, no style, no name that the page could mistake for its own."""
    made = from_html(html)

    for part in (
        "script",
        "<svg",
        "<math",
        "onerror",
        "onclick",
        "onfocus",
        "style",
        "http:",
        "src=",
        "href=",
        "id=",
    ):
        assert part not in made
    for tag in ("<iframe", "<object", "<embed", "<base", "<form", "<input", "<meta", "<link", "<!--"):
        assert tag not in made


def test_what_is_read_stays():
    """Tables in a frame, links of the web, pictures with their own data, headings as paragraphs."""
    table = from_html(
        "<table class=dataframe><tr><th></th><th>a</th></tr><tr><td colspan=2>1</td></tr></table>"
    )

    assert table.startswith('<div class="wide" tabindex="0"')
    assert "<tr><td></td><th>a</th></tr>" in table
    assert '<td colspan="2">1</td>' in table
    assert 'href="https://a.b/"' in from_html("<a href='https://a.b/'>text</a>")
    assert f'src="data:image/png;base64,{PNG}"' in from_html(
        f"<img alt=plot src='data:image/png;base64,{PNG}'>"
    )
    assert from_html("<h1>A <em>b</em></h1>") == '<p class="heading">A <em>b</em></p>'


def test_formulas_are_mathml():
    """Inline, displayed and as an environment; TeX where the converter has to give up."""
    made = from_markdown(
        "$W^\\mathsf{T}$ and\n\n$$\\frac{a}{b}$$\n\n\\begin{align}a&=b\\end{align}\n\n$\\foo{$"
    )

    assert made.count('<math display="inline">') == 1
    assert made.count('<math display="block">') == 2
    assert "<mfrac>" in made
    assert "<code>\\foo{</code>" in made


@pytest.mark.parametrize(
    "text",
    [
        "$\\text{<img src=x onerror=x()>}$",
        "$\\href{javascript:x()}{a}$",
        "$</math><img src=x onerror=x()>$",
        '![$" onerror="x()$](https://a.b)',
        "![a](https://a.b 'title\" onerror=\"x()')",
        "&#xe000;0&#xe001; $\\text{<b onclick=x()>}$",
        "[a](javascript:x())",
        "<javascript:x()>",
        "```html\n<img src=x onerror=x()>\n```",
    ],
)
def test_no_formula_is_a_way_in(text):
    """What the converter lets through, and marks in places where no formula can be."""
    made = from_markdown(text)

    for tag in made.replace("&lt;", "").split("<")[1:]:
        inside = tag.partition(">")[0]
        names = {part.partition("=")[0] for part in inside.split('"')[::2] for part in part.split()[-1:]}
        assert not {name for name in names if name.startswith("on") or name in ("href", "src")}, made


@given(st.text(alphabet="<>&\"'$\\{}[]()!#*`|-=/ \nabxon:;\ue000\ue0010123", max_size=80))
@settings(max_examples=150, deadline=None)
def test_no_text_brings_a_tag_of_its_own(text):
    """Whatever is written: only tags that we allow, and none that is left open in an attribute."""
    from bs4 import BeautifulSoup

    found = BeautifulSoup(from_markdown(text), "html.parser").find_all(True)

    assert not {tag.name for tag in found} & {"script", "style", "svg", "iframe", "form", "input", "link"}
    assert not [name for tag in found for name in tag.attrs if name.startswith("on") or name == "style"]


def test_attachments_are_pictures():
    """By their name; one that isn't there leaves its description."""
    made = from_markdown("![mine](attachment:a.png) ![none](attachment:b.png)", {"a.png": {"image/png": PNG}})

    assert f'src="data:image/png;base64,{PNG}"' in made
    assert 'alt="none"' in made


def test_no_file_of_ours_is_read():
    """A picture of the server's is an address like any other: not fetched, not embedded."""
    assert "src" not in from_markdown("![a](/etc/passwd) ![b](file:///etc/passwd) ![c](../layers.py)")


@pytest.mark.parametrize("text", ["[" * 60_000, "$" * 60_000, "> " * 30_000, "<div>" * 20_000, "*a" * 40_000])
def test_hard_texts_take_no_time(text):
    """Nesting and what could be something: seconds at most."""
    started = time.monotonic()
    from_markdown(text)

    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("image/png", "no base64!"),
        ("image/png", "AAAA"),
        ("image/jpeg", PNG),
        ("text/html", PNG),
        ("image/x", ""),
    ],
)
def test_what_is_no_picture_is_none(mime, data):
    """By its own first bytes, not by what it says."""
    assert picture(mime, data, "a plot") is None


def test_pictures_bring_their_data():
    """An SVG is the source of an image, so nothing in it acts; the description is text."""
    svg = "<svg onload='x()'/>"

    made = picture("image/svg+xml", svg, 'a "plot"')

    data = base64.b64encode(svg.encode()).decode()
    assert made == f'<img src="data:image/svg+xml;base64,{data}" alt="a &#34;plot&#34;">'


def test_code_is_text():
    """In colours; what is invisible is spelt out."""
    made = code("x = '</code><script>'  # \u202e turned")

    assert "<script" not in made
    assert "\\u202e turned" in made
    assert '<span class="s1">' in made or '<span class="s">' in made


def test_a_template_escapes():
    """What isn't Markup, wherever it stands."""
    answers = type("A", (), {"assignment": "<b>&", "students": [], "unread": ["<i>\u202e"]})()

    made = page("similar", "similar", answers=answers, groups=[], at_most=1, many=4)

    assert "<title>Alike in &lt;b&gt;&amp;</title>" in made
    assert "&lt;i&gt;\\u202e" in made
