"""What an instructor's code says, statement by statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

_IDLE_MAGIC = re.compile(
    r"^([ \t]*)(?:%%(?:time|capture)[ \t]*|(?:%(?:matplotlib|config|precision|load_ext|pip)\b|!).*)$",
    re.MULTILINE,
)
_ANY_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)


def statements_of(source: str, *, tests: bool = True) -> list[ast.stmt]:
    """The statements of an instructor's cell. Magics that test nothing, as %matplotlib does, are left out.

    Args:
        source: the cell's.
        tests: whether it is a grade cell; of another one every magic is left out: it prepares something for
            the student's process, and the statements beside it are none the worse.

    Raises:
        SyntaxError: it is no Python otherwise.
    """
    try:
        return ast.parse(source).body
    except SyntaxError:
        return ast.parse((_IDLE_MAGIC if tests else _ANY_MAGIC).sub(r"\1pass", source)).body


def hidden_lines(source: str) -> set[int]:
    """The numbers of the lines within hidden-test regions."""
    hidden, inside = set(), False
    for number, line in enumerate(source.splitlines(), start=1):
        if "BEGIN HIDDEN TESTS" in line:
            inside = True
        elif "END HIDDEN TESTS" in line:
            inside = False
        elif inside:
            hidden.add(number)
    return hidden


def visible_definitions(source: str) -> str:
    """What a grade cell imports, defines or sets to a constant where students can read it; no test."""
    hidden = hidden_lines(source)
    try:
        statements = [one for one in statements_of(source) if one.lineno not in hidden]
    except SyntaxError:
        return ""
    return "\n".join(ast.unparse(one) for one in statements if _defines(one))


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return not any(isinstance(part, ast.Call | ast.Name) for part in ast.walk(statement.value))
    return isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


def unknown_magics(source: str) -> list[str]:
    """The magics of an instructor's cell that mean something the judge doesn't do."""
    try:
        ast.parse(source)
    except SyntaxError:
        rest = _IDLE_MAGIC.sub(r"\1pass", source)
        return [match.group().strip() for match in _ANY_MAGIC.finditer(rest)]
    return []


def imports_of(sources: Iterable[str], *, deep: bool = False) -> tuple[str, ...]:
    """The import statements of these cells, each once; a cell that is no Python has none.

    Args:
        sources: the cells'.
        deep: also those in functions, loops and the like, not just at the top level.
    """
    found: dict[str, None] = {}
    for source in sources:
        try:
            statements: Iterable[ast.AST] = statements_of(source, tests=False)
        except SyntaxError:
            continue
        if deep:
            statements = (part for statement in statements for part in ast.walk(statement))
        imports = [part for part in statements if isinstance(part, ast.Import | ast.ImportFrom)]
        found |= dict.fromkeys(map(ast.unparse, imports))
    return tuple(found)


def names_in(source: str, *, tests: bool = False) -> frozenset[str]:
    """The names that a cell's code uses or sets, wherever they stand; those of imports aside.

    Args:
        source: the cell's; one that is no Python has none.
        tests: as for statements_of.
    """
    try:
        statements = statements_of(source, tests=tests)
    except SyntaxError:
        return frozenset()
    parts = (part for statement in statements for part in ast.walk(statement))
    return frozenset(part.id for part in parts if isinstance(part, ast.Name))


def without_unused_imports(source: str, used: frozenset[str]) -> str:
    """Some code without the imports at its top level of which no name is used.

    Args:
        source: the code, as ast.unparse writes it.
        used: the names that are.
    """
    kept = (one for one in ast.parse(source).body if not _is_unused_import(one, used))
    return "\n".join(map(ast.unparse, kept))


def _is_unused_import(statement: ast.stmt, used: frozenset[str]) -> bool:
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return False
    names = {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    return names.isdisjoint({"*", *used}) and getattr(statement, "module", "") != "__future__"


def single_imports(imports: Iterable[str]) -> tuple[str, ...]:
    """Import statements as ones of a single name each, without the name that it gets; each once."""
    found: dict[str, None] = {}
    for node in (part for statement in imports for part in ast.parse(statement).body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                alone: ast.stmt = ast.Import([ast.alias(alias.name)])
                if isinstance(node, ast.ImportFrom):
                    alone = ast.ImportFrom(node.module, [ast.alias(alias.name)], node.level)
                found[ast.unparse(alone)] = None
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
