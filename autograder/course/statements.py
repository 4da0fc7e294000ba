"""What an instructor's code says, statement by statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

_IDLE_MAGIC = re.compile(
    r"^([ \t]*)(?:%%(?:time|capture)[ \t]*|(?:%(?:matplotlib|config|precision|load_ext|pip)\b|!).*)$",
    re.MULTILINE,
)


def statements_of(source: str) -> list[ast.stmt]:
    """The statements of an instructor's cell. Magics that test nothing, as %matplotlib does, are left out.

    Raises:
        SyntaxError: it is no Python otherwise.
    """
    try:
        return ast.parse(source).body
    except SyntaxError:
        return ast.parse(_IDLE_MAGIC.sub(r"\1pass", source)).body


def imports_of(sources: Iterable[str]) -> tuple[str, ...]:
    """The import statements at the top level of these cells, each once; one that is no Python has none."""
    found: dict[str, None] = {}
    for source in sources:
        try:
            statements = statements_of(source)
        except SyntaxError:
            continue
        imports = [part for part in statements if isinstance(part, ast.Import | ast.ImportFrom)]
        found |= dict.fromkeys(map(ast.unparse, imports))
    return tuple(found)


def calls_check(source: str) -> bool:
    """Whether an instructor's cell calls `check`; one that is no Python doesn't."""
    try:
        return any(isinstance(part, ast.Expr) and belongs_to_check(part) for part in statements_of(source))
    except SyntaxError:
        return False


def belongs_to_check(statement: ast.stmt) -> bool:
    """Whether this is `from autograder import check` or a call of it."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "autograder"
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
        and statement.value.func.id == "check"
    )
