"""A page as one file, under a policy that lets its own style sheet work and nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.text import inert, points

_POLICY = "default-src 'none'; img-src data:; style-src {}; base-uri 'none'; form-action 'none'"


def page(room: str, template: str, **values: Any) -> str:
    """A page of a room's template; whatever isn't Markup is escaped in it.

    Args:
        room: the package that has the template and style sheet, as in "feedback".
        template: the template's name, without its ending; the style sheet's, too.
        values: what the template asks for.
    """
    environment = _environment(room)
    style = "".join(_text(environment, name) for name in ("base.css", f"{template}.css"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template(f"{template}.html.j2").render(
        values, style=Markup(style), policy=_POLICY.format(f"'sha256-{digest}'")
    )


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
        finalize=_finalized,
    )
    environment.filters["points"] = points
    return environment


def _finalized(value: Any) -> Any:
    """Nothing invisible in what a template shows."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else inert(value)


def _text(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
