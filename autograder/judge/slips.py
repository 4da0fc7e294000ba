"""What the text of a student's cell tells about why its name isn't there, or isn't what was asked for.

Only the text is read, by patterns and Python's parser: nothing in it is run. What is said here is true of the
text whatever the tests found, and is said of an answer that failed alone.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from autograder.course import Cell
from autograder.course.definitions import defined_names
from autograder.remote.messages import Output
from autograder.text import in_a_line

_MAX_TEXT = 20_000  # characters of a cell that are looked at
_NEAR = 0.6  # difflib's ratio of two names of which one may be meant for the other
_UNREADABLE = ("SyntaxError", "IndentationError", "TabError", "UsageError")
_PRINTS = re.compile(r"^print\(", re.MULTILINE)
_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")


def stopped(cell: Cell, outputs: Iterable[Output]) -> str:
    """With which error a student's cell ended, and in which of its lines; empty if it didn't."""
    error = next((output for output in outputs if output.output_type == "error"), None)
    if error is None or error.ename == "NotImplementedError" or _compares(cell):
        return ""
    source = cell.source
    unreadable = error.ename in _UNREADABLE
    text, _, place = error.evalue.partition(" (") if unreadable else (error.evalue, "", "")
    found = re.search(r"line (\d+)", place) or _LINE.search("\n".join(error.traceback))
    what = f"{in_a_line(error.ename, 60)}: {in_a_line(text)}"
    if error.ename == "StdinNotImplementedError":  # its own words are for programmers of frontends
        what = (
            "It waits for somebody to type, and while it is graded nobody is there. Write the value instead."
        )
    line = _numbered(source, int(found[1])) if found and len(found[1]) < len("1000000") else ""
    return f"{'Python cannot read your cell' if unreadable else 'Your cell stopped'}{line}. {what}"


def _numbered(source: str, number: int) -> str:
    lines = source.split("\n")
    text = in_a_line(lines[number - 1], 120) if 0 < number <= len(lines) else ""
    return f" in line {number}, `{text}`" if text else f" in line {number}"


def missing(name: str, own: Cell, others: Iterable[Cell], asked: Iterable[str]) -> str:
    """Why there is nothing under a name.

    Args:
        name: that an answer was to have.
        own: the cell for the answer.
        others: the other cells with the student's text.
        asked: all names that the notebook asks for.
    """
    if name in _compares(own):
        return f"`{name} == …` only compares. To give the name a value, write one `=`."
    here = sorted(_defined(own) - {name})
    elsewhere = sorted({other for cell in others for other in _defined(cell)} - {*asked, *here})
    alike = [one for one in (*here, *elsewhere) if one.casefold() == name.casefold()]
    alike += difflib.get_close_matches(name, [*here, *elsewhere], n=1, cutoff=_NEAR)
    near = alike[0] if alike else here[0] if len(here) == 1 else ""
    if near:
        return f"You defined `{in_a_line(near, 60)}`; the grader looks for `{name}`."
    if _PRINTS.search(own.source[:_MAX_TEXT]):
        return (
            f"Your cell prints, but nothing in it is called `{name}`. A name gets its value by `{name} = …`."
        )
    return f"The grader looks for `{name}`, and no cell of yours defines it."


def _compares(own: Cell) -> list[str]:
    """The names for which a cell has a `==` where a `=` would define them."""
    lines = own.source[:_MAX_TEXT]
    return [name for name in own.names if re.search(rf"^{re.escape(name)}[ \t]*==", lines, re.MULTILINE)]


def _defined(cell: Cell) -> frozenset[str]:
    return defined_names(cell.source[:_MAX_TEXT])


def in_definition(own: Cell) -> list[str]:
    """What is odd in how a cell defines the functions that it was handed out with, a sentence each."""
    given, now = (dict(_functions(text)) for text in (own.released, own.source[:_MAX_TEXT]))
    return [sentence for name in given if name in now for sentence in _odd(name, given[name], now[name])]


def _odd(name: str, given: ast.FunctionDef, now: ast.FunctionDef) -> Iterator[str]:
    asked, taken = _parameters(given), _parameters(now)
    if asked != taken and sorted(asked) == sorted(taken):
        called, yours = ", ".join(asked), ", ".join(taken)
        yield f"The notebook's `{name}` takes ({called}), in this order; yours takes ({yours})."
    nodes = list(ast.walk(now))
    if any((isinstance(node, ast.Return) and node.value) or isinstance(node, ast.Yield) for node in nodes):
        return
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    if any(isinstance(called, ast.Name) and called.id == "print" for called in calls):
        yield f"Your `{name}` prints, but has no `return`: whoever calls it gets None."


def _parameters(function: ast.FunctionDef) -> Sequence[str]:
    return [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]


def _functions(text: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that a text defines at its top level and in its classes, by name."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in body:
        for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(inner, ast.FunctionDef):
                yield inner.name, inner
