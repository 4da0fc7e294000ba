"""Which names a cell defines at its top level."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator

_MAX_PARSED = 100_000
_MAGIC = re.compile(r"^([ \t]*+)(?:[%!].*|.*\?)$", re.MULTILINE)
_PYTHON_MAGIC = re.compile(r"%%(?:time|capture|prun)\b")
_LINE = re.compile(
    r"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*(?::[^=\n]*)?=(?!=))", re.MULTILINE
)


def defined_names(source: str) -> frozenset[str]:
    """The names that a def, a class or an assignment at a cell's top level defines.

    The cell may hold IPython magics. One that isn't valid Python is read line by line, so that an
    answer with a syntax error in it is still recognised.
    """
    if source.startswith("%%") and not _PYTHON_MAGIC.match(source):
        return frozenset()
    if len(source) > _MAX_PARSED:
        return names_by_line(source)
    body = _parsed(source)
    if body is None:
        body = _parsed(_MAGIC.sub(r"\1pass", source))
    return names_by_line(source) if body is None else frozenset(_names(body))


def names_by_line(source: str) -> frozenset[str]:
    """The same by the look of each line alone: cheap, and right for all but odd layouts."""
    return frozenset(name for match in _LINE.finditer(source) for name in match.groups() if name)


def named_by_line(source: str, names: Iterable[str]) -> frozenset[str]:
    """Which of these names a line of the text looks like it defines: fast for a text of any length."""
    return frozenset(
        name
        for name in names
        if name in source  # far faster than the pattern, in a text of megabytes
        and re.search(
            rf"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(name)}\b"
            rf"|{re.escape(name)}[ \t]*(?::[^=\n]*)?=(?!=))",
            source,
            re.MULTILINE,
        )
    )


def mentions(source: str, names: Iterable[str]) -> bool:
    """Whether one of the names occurs in the text as a word."""
    return any(name in source and re.search(rf"\b{re.escape(name)}\b", source) for name in names)


def _parsed(source: str) -> list[ast.stmt] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(body: list[ast.stmt]) -> Iterator[str]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from _targets(node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _targets([node.target])
        elif isinstance(
            node, ast.If | ast.Try | ast.TryStar | ast.With | ast.For | ast.While | ast.ExceptHandler
        ):
            waiting += ast.iter_child_nodes(node)


def _targets(targets: list[ast.expr]) -> Iterator[str]:
    waiting = list(targets)
    while waiting:
        target = waiting.pop()
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Tuple | ast.List):
            waiting += target.elts
        elif isinstance(target, ast.Starred):
            waiting.append(target.value)
