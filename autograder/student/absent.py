"""What only Colab, Kaggle, JupyterLite or a browser have: left out with a note, as `!pip install` is.

A student's answer often shares its cell with such a line, which would end the cell before the `def`. Only
what stands at the top of a cell is left out, as `!pip` would: an import in a `try` fails as it does anywhere
else, so that code which asks where it runs is told the truth.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
from collections.abc import Callable, Generator, Iterator
from typing import Any

INSTALLERS = frozenset({"pip", "conda", "mamba", "micromamba", "uv"})
RUN_CODE = frozenset({"time", "timeit", "prun", "run", "debug", "memit", "mprun", "lprun"})
_PLATFORMS = ("google.colab", "kaggle_secrets", "kaggle_datasets", "piplite", "pyodide", "pyodide_js", "js")
NO_WINDOW = "figures are drawn inline while grading"
_INLINE = ("", "inline", "agg")
_MAKE = "__not_on_this_machine__"


def left_out(magic: str, line: str) -> str:
    """Why a line magic isn't run while grading; empty for one that is."""
    if magic in INSTALLERS:
        return "nothing can be installed while grading"
    if magic == "matplotlib" and line.strip() not in _INLINE:
        return NO_WINDOW
    return ""


class Absent:
    """Stands for something of a platform that isn't here: whatever is done with it gives itself."""

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_args: Any, **_kwargs: Any) -> Absent:
        """Itself."""
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __await__(self) -> Generator[Any, None, Absent]:
        return self
        yield

    def __repr__(self) -> str:
        return "(not available while grading)"


class PlatformImports(ast.NodeTransformer):
    """Takes imports of what only platforms have from the top of a cell.

    Args:
        note: says what was left out.
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        setattr(builtins, _MAKE, self._make)  # not a name of the student's, which %reset would take away
        self._note = note

    def _make(self, what: str) -> Absent:
        self._note(f"({what} isn't available while grading: left out)")
        return Absent()

    def visit_Module(self, module: ast.Module) -> ast.Module:
        """The cell with a stand-in for each of these imports."""
        module.body = [self._instead(statement) for statement in module.body]
        return module

    def _instead(self, statement: ast.stmt) -> ast.stmt:
        if isinstance(statement, ast.ImportFrom) and not statement.level:
            full = [f"{statement.module}.{alias.name}" for alias in statement.names]
            bound = [alias.asname or alias.name for alias in statement.names]
        elif isinstance(statement, ast.Import):
            full = [alias.name for alias in statement.names]
            bound = [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
        else:
            return statement
        if "*" in bound or not all(map(_is_absent, full)):
            return statement
        code = "\n".join(f"{name} = {_MAKE}({what!r})" for name, what in zip(bound, full, strict=True))
        made = ast.parse(code).body
        whole = made[0] if len(made) == 1 else ast.If(ast.Constant(value=True), made, [])
        for part in ast.walk(whole):
            if isinstance(part, ast.expr | ast.stmt):
                ast.copy_location(part, statement)
        return ast.fix_missing_locations(whole)


def _is_absent(name: str) -> bool:
    platform = next((one for one in _PLATFORMS if name == one or name.startswith(f"{one}.")), None)
    try:
        return platform is not None and importlib.util.find_spec(platform) is None
    except ImportError:
        return True
