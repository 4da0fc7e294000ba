"""The line of a student's cell in which an error came up, and what stood in it.

Everything here is told by the process that runs the student's code: whoever reads it takes it as that.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator, Mapping
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from autograder.remote.messages import clean

_MAX_LINE, _MAX_OPERAND, _MAX_OPERANDS = 120, 40, 4
_MAX_COMPUTED = 10_000  # elements of an operand that is itself computed
_COMPUTED = {ast.MatMult: np.matmul, ast.Mult: np.multiply, ast.Add: np.add, ast.Sub: np.subtract}


def line_of(error: BaseException) -> str:
    """The innermost line of the student's cells that an exception went through, with its operands.

    Like "line 4: `h * W.T`: h (3,), W.T (3, 5)"; empty where it went through none.
    """
    try:
        traces = [trace for trace in _traces(error.__traceback__) if _is_students(trace.tb_frame)]
        return clean(_described(traces[-1])) if traces else ""
    except Exception:  # a student's object that breaks when it is looked at
        return ""


def line_at(frame: FrameType | None) -> str:
    """The line of the student's cells that is being run; empty if none is."""
    while frame is not None and not _is_students(frame):
        frame = frame.f_back
    return clean(_line(frame, frame.f_lineno)) if frame is not None else ""


def _traces(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _is_students(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") == "__main__"


def _line(frame: FrameType, number: int) -> str:
    text = linecache.getline(frame.f_code.co_filename, number).strip()
    return f"line {number}: `{text[:_MAX_LINE]}`" if text else f"line {number}"


def _described(trace: TracebackType) -> str:
    """A line, narrowed to the expression that failed, and the operands that can be told without calling."""
    frame, number = trace.tb_frame, trace.tb_lineno
    start, end, column, end_column = list(frame.f_code.co_positions())[trace.tb_lasti // 2]
    line = linecache.getline(frame.f_code.co_filename, number)
    part = line.encode()[column:end_column].decode() if start == end else ""
    looked_at = part
    if line.strip().startswith(f"{part} ="):  # a value that doesn't go into these names
        part, looked_at = line.strip(), line.partition("=")[2].strip()
    try:
        expression = ast.parse(looked_at, mode="eval").body
    except (SyntaxError, ValueError):
        return _line(frame, number)
    names = {**frame.f_globals, **frame.f_locals}
    operands = []
    for node in _operands(expression)[:_MAX_OPERANDS]:
        try:
            operands.append(f"{ast.unparse(node)[:_MAX_OPERAND]} {_kind(_value(node, names))}")
        except Exception:  # one that would have to be called, or isn't there
            continue
    return f"line {number}: `{part[:_MAX_LINE]}`" + (f": {', '.join(operands)}" if operands else "")


def _operands(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call):
        parts = list(node.args)
    elif isinstance(node, ast.Subscript):
        parts = [node.value, node.slice]
    elif isinstance(node, ast.Compare):
        parts = [node.left, *node.comparators]
    else:
        parts = [node.value] if isinstance(node, ast.Attribute) else [node]
    return [part for part in parts if not isinstance(part, ast.Constant | ast.Slice)]


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What an expression stands for, without calling anything of the student's.

    Raises:
        Exception: it can't be told so.
    """
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp):
        return ast.literal_eval(node)
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Attribute):
        of = _value(node.value, names)
        return getattr(of, node.attr) if type(of) is np.ndarray else vars(of)[node.attr]
    if isinstance(node, ast.Subscript):
        of, key = _value(node.value, names), _value(node.slice, names)
        if type(of) in (list, tuple, dict, np.ndarray) and type(key) in (int, str):
            return of[key]
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, names), _value(node.right, names)
        if type(left) is type(right) is np.ndarray and max(left.size, right.size) <= _MAX_COMPUTED:
            return _COMPUTED[type(node.op)](left, right)
    raise ValueError("it would have to be called")


def _kind(value: Any) -> str:
    """The type of a value, and of arrays the shape: (3, 5), int, list of 2."""
    if type(value) is np.ndarray:
        return str(value.shape)
    name = type(value).__name__
    return f"{name} of {len(value)}" if type(value) in (list, tuple, dict) else name
