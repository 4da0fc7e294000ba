"""A page as one file, under a policy that lets its own style sheet and script work and nothing else.

A page that a server of ours gives out may also send something there.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.pages.palette import DARK, LIGHT, variables
from autograder.text import inert, points

_POLICY = "default-src 'none'; img-src data:; style-src {}; base-uri 'none'; form-action "


def page(
    room: str,
    template: str,
    *,
    served: bool = False,
    filters: Mapping[str, Callable[..., str]] = {},
    **values: Any,
) -> str:
    """A page of a room's template; whatever isn't Markup is escaped in it.

    Args:
        room: the package that has the template and style sheet, as in "feedback".
        template: the template's name, without its ending; the style sheet's, too, and that of a script.
        served: whether forms and the script may send something to the server that the page came from.
        filters: of the template.
        values: what the template asks for.
    """
    environment = _environment(room)
    environment.filters |= filters
    return environment.get_template(f"{template}.html.j2").render(values, **_own(room, template, served))


@cache
def _own(room: str, template: str, served: bool) -> dict[str, str]:
    """A template's style sheet and script, if it has one, and the policy that lets just these work."""
    environment = _environment(room)
    themes = f":root {{ {variables(LIGHT)} }}\n"
    themes += f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {variables(DARK)} }} }}\n"
    style = themes + "".join(_text(environment, name) for name in ("base.css", f"{template}.css"))
    policy, script = _POLICY.format(_allowed(style)), ""
    policy += "'self'; connect-src 'self'" if served else "'none'"
    if f"{template}.js" in environment.list_templates():
        script = _text(environment, f"{template}.js")
        policy += f"; script-src {_allowed(script)}"
    return {"style": Markup(style), "script": Markup(script), "policy": policy}


@cache
def _environment(room: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("autograder.pages", "templates"), PackageLoader(f"autograder.{room}", "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalized,
    )
    environment.filters |= {"points": points, "breakable": _breakable}
    return environment


def _finalized(value: Any) -> Any:
    """Nothing invisible in what a template shows."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else inert(value)


def _breakable(name: str) -> Markup:
    """A name, which may go on in the next line behind each underscore."""
    return Markup("_<wbr>").join(inert(name).split("_"))


def _text(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _allowed(text: str) -> str:
    """What the policy names a style sheet or script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
