"""Running one grade cell: the instructor's code on the student's names, and what came of it.

Visible asserts stay in the grade cell. Students run them, and they count as in nbgrader: where one fails,
the cell scores nothing. The `check` after it runs all the same, since that is when a misconception is most
worth naming.
"""

from __future__ import annotations

import ast
import contextlib
import io
import math
from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np
from msgspec.structs import replace

from autograder.course.statements import belongs_to_check, statements_of
from autograder.errors import BrokenCourse
from autograder.judge.session import current_session
from autograder.remote.packing import Unsendable
from autograder.remote.student_process import ProcessEnded
from autograder.results import Status, Verdict, undecided

FILENAME = "<grade cell>"


def run_grade_cell(
    grade_id: str, source: str, max_score: float, namespace: MutableMapping[str, Any]
) -> Verdict:
    """Run a grade cell on the names of a submission.

    A visible example that fails costs the cell, as in nbgrader; its `check` still runs, to find out
    which misconception is behind it.

    Args:
        grade_id: the cell's.
        source: the instructor's code, hidden tests included.
        max_score: its points.
        namespace: where its names are looked up.
    """
    session = current_session()
    verdicts: list[Verdict] = []
    failure: _Failure | None = None
    value: Any = None
    hidden = _hidden_lines(source)
    try:
        steps = steps_of(source)
    except SyntaxError as error:
        return undecided(grade_id, max_score, f"The grade cell {grade_id} is not plain Python: {error}.")
    for step in steps:
        if failure is not None and not step.belongs_to_check:
            continue
        if session is not None:
            session.verdicts.clear()
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                value = step.run(namespace)
        except (BrokenCourse, Unsendable) as error:
            return undecided(grade_id, max_score, f"{grade_id}: {error}")
        except (Exception, SystemExit) as error:
            failure = failure or _Failure(error, hidden=step.line in hidden)
        if session is not None:
            verdicts += session.verdicts
    return _verdict(grade_id, max_score, verdicts, failure, value)


@dataclass(frozen=True)
class Step:
    """A statement of an instructor's cell, compiled.

    Attributes:
        code: an expression's, whose value is what the cell would put out, or any other statement's.
        is_expression: which of the two.
        line: where it begins in the cell.
        belongs_to_check: whether it is `from autograder import check` or a call of it.
    """

    code: CodeType
    is_expression: bool
    line: int
    belongs_to_check: bool

    def run(self, namespace: MutableMapping[str, Any]) -> Any:
        """Run it; the value of an expression."""
        if self.is_expression:
            return eval(self.code, namespace)  # type: ignore[arg-type]
        exec(self.code, namespace)  # type: ignore[arg-type]
        return None


@lru_cache(maxsize=1024)
def steps_of(source: str) -> tuple[Step, ...]:
    """The statements of an instructor's cell, compiled: once for all submissions.

    Raises:
        SyntaxError: it is no Python, magics aside.
    """
    return tuple(map(_compiled, statements_of(source)))


def _compiled(statement: ast.stmt) -> Step:
    if isinstance(statement, ast.Expr):
        code = compile(ast.Expression(statement.value), FILENAME, "eval")
    else:
        code = compile(ast.Module([statement], []), FILENAME, "exec")
    return Step(code, isinstance(statement, ast.Expr), statement.lineno, belongs_to_check(statement))


def _verdict(
    grade_id: str,
    max_score: float,
    judged: list[Verdict],
    failure: _Failure | None,
    value: Any,
) -> Verdict:
    broken = [one.broken for one in judged if one.broken]
    if broken:
        return undecided(grade_id, max_score, "; ".join(broken))
    score = _partial_credit(value, max_score) if failure is None else 0.0
    passed = failure is None and score == max_score
    return Verdict(
        grade_id=grade_id,
        score=score,
        max_score=max_score,
        status=Status.PASSED if passed else Status.FAILED,
        example=None if failure is None else failure.reason(),
        findings=tuple(replace(found, call=n) for n, one in enumerate(judged) for found in one.findings),
        hint=next((one.hint for one in judged if one.hint is not None), None),
    )


@dataclass(frozen=True)
class _Failure:
    """What ended a grade cell's plain tests."""

    error: Exception | SystemExit
    hidden: bool

    def reason(self) -> str:
        """For the student. Of a hidden test, its own message alone: a library's may show what it expects."""
        if isinstance(self.error, AssertionError):
            own = not self.hidden or self._raised_by_the_cell()
            text = str(self.error).strip() if own else ""
            return f"{'A test' if self.hidden else 'The example'} failed{': ' + text if text else '.'}"
        text = str(self.error).strip()
        if isinstance(self.error, ProcessEnded):
            return f"Your code {text}."
        return f"A test ended with {type(self.error).__name__}{': ' + text if text else '.'}"

    def _raised_by_the_cell(self) -> bool:
        trace = self.error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        return trace is not None and trace.tb_frame.f_code.co_filename == FILENAME


def _hidden_lines(source: str) -> set[int]:
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


def _partial_credit(value: Any, max_score: float) -> float:
    """The points of a cell that ran to its end: the number it returned, or all of them."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return max_score
    return min(float(value), max_score) if value >= 0 else max_score
