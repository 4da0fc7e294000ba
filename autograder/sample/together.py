"""Students of the made-up class who worked together, so that `autograder similar` has something to find.

What the course itself knows counts as nobody's: so they write their `return` in a way of their own, which
changes no value but None, each under another name.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import nbformat

_WAYS = (
    "{name} = VALUE\nif {name} is None:\n    raise RuntimeError('nothing came out')\nreturn {name}",
    "for {name} in [VALUE]:\n    break\nreturn {name}",
)
_NAMES = ("result", "answer", "out")


def work_together(circles: Sequence[Sequence[Path]]) -> None:
    """Give all of a circle the first one's code in every other notebook.

    Args:
        circles: folders of submissions, whose notebooks can all be read; each circle has its own way.
    """
    for circle, (first, *others) in enumerate(circles):
        for path in sorted(first.glob("*.ipynb"))[::2]:
            answers = _answers(path)
            for name, folder in zip(_NAMES, (first, *others), strict=False):
                _hand_over(folder / path.name, answers, circle, name)


def _answers(path: Path) -> dict[str, str]:
    """The code in the cells that students fill in, by grade_id."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }


def _hand_over(path: Path, answers: dict[str, str], circle: int, name: str) -> None:
    document = nbformat.read(path, as_version=4)
    for cell in document.cells:
        source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if source is not None:
            cell.source = in_the_way_of(circle, source, name)
    nbformat.write(document, path)


def in_the_way_of(circle: int, source: str, name: str) -> str:
    """Code with each `return EXPRESSION` of one line in the way of a circle, with a name of its own."""
    lines: list[str] = []
    for line in source.splitlines():
        indent, keyword, rest = line.partition("return ")
        value = _value(rest) if keyword and not indent.strip() else ""
        way = _WAYS[circle].format(name=name).replace("VALUE", value).splitlines()
        lines += [indent + part for part in way] if value else [line]
    return "\n".join(lines)


def _value(expression: str) -> str:
    """An expression without remarks, a tuple in brackets; empty if it is none, as where it goes on below."""
    try:
        return ast.unparse(ast.parse(expression.strip(), mode="eval"))
    except SyntaxError:
        return ""
