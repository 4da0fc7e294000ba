"""Running one grade cell: the instructor's code on the student's names, and what came of it.

Visible asserts stay in the grade cell. Students run them, and they count as in nbgrader: where one fails,
the cell scores nothing. The `check` after it runs all the same, since that is when a misconception is most
worth naming.
"""

from __future__ import annotations

import ast
import contextlib
import io
from collections.abc import Collection, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np
from msgspec.structs import replace

from autograder.course.statements import belongs_to_check, hidden_lines, statements_of
from autograder.errors import BrokenCourse
from autograder.judge.session import current_session
from autograder.remote import student_process
from autograder.remote.packing import Unsendable
from autograder.remote.student_process import ProcessEnded
from autograder.results import BROKE, Finding, Status, Verdict, undecided

FILENAME = "<grade cell>"
NO_SCORE = "The test ended without a usable score. A person will look at it."
_MAX_MESSAGE = 10_000


def run_grade_cell(
    grade_id: str,
    source: str,
    max_score: float,
    namespace: MutableMapping[str, Any],
    *,
    scored: bool | None = None,
) -> Verdict:
    """Run a grade cell on the names of a submission.

    A visible example that fails costs the cell, as in nbgrader; its `check` still runs, to find out
    which misconception is behind it.

    Args:
        grade_id: the cell's.
        source: the instructor's code, hidden tests included.
        max_score: its points.
        namespace: where its names are looked up.
        scored: whether the cell ends with its score in the instructor's own run; None where that isn't known.
    """
    session = current_session()
    verdicts: list[Verdict] = []
    failure: _Failure | None = None
    value: Any = None
    hidden = hidden_lines(source)
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
        except BrokenCourse as error:
            return undecided(grade_id, max_score, f"{grade_id}: {error}")
        except KeyboardInterrupt:
            raise  # whoever runs this wants it to end
        except BaseException as error:
            failure = failure or _Failure(error, step.line, hidden=step.line in hidden)
        if session is not None:
            verdicts += session.verdicts
    if session is not None:
        session.ended_with_score = is_score(value, max_score)
    return _verdict(grade_id, max_score, verdicts, failure, value, scored=scored)


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
def steps_of(source: str, *, tests: bool = True) -> tuple[Step, ...]:
    """The statements of an instructor's cell, compiled: once for all submissions.

    Args:
        source: the cell's.
        tests: whether it is a grade cell.

    Raises:
        SyntaxError: it is no Python, magics aside.
    """
    return tuple(map(_compiled, statements_of(source, tests=tests)))


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
    *,
    scored: bool | None,
) -> Verdict:
    broken = [one.broken for one in judged if one.broken]
    score, odd = _partial_credit(value, max_score, scored=scored) if failure is None else (0.0, "")
    if failure is not None and failure.is_the_tests:
        broken.append(f"line {failure.line} of {grade_id}: {_described(failure.error)}")
    if odd:
        broken.append(f"{grade_id}: {odd}")
    findings = tuple(replace(found, call=n) for n, one in enumerate(judged) for found in one.findings)
    example = failure.reason(findings) if failure is not None else NO_SCORE if odd else None
    visibly = failure is not None and not failure.hidden and not failure.is_the_tests
    return Verdict(
        grade_id=grade_id,
        score=score,
        max_score=max_score,
        status=Status.PASSED if score == max_score and failure is None and not broken else Status.FAILED,
        person=BROKE if broken and not visibly else None,
        example=example,
        visible=failure.visibly if failure is not None and visibly else "",
        findings=findings,
        broken="; ".join(broken),
    )


@dataclass(frozen=True)
class _Failure:
    """What ended a grade cell's plain tests."""

    error: BaseException
    line: int
    hidden: bool

    @property
    def is_the_tests(self) -> bool:
        """Whether the test broke over an answer, instead of finding it wrong or being ended by it."""
        if isinstance(self.error, Unsendable):
            return True
        return isinstance(self.error, MemoryError | RecursionError) and not self._is_students

    def reason(self, findings: Collection[Finding]) -> str:
        """For the student: one explanation, beside what the checks found.

        Of a hidden test, its own message alone: another may show what it expects.
        """
        if isinstance(self.error, ProcessEnded):
            return f"Your code {_text_of(self.error)}."
        held = bool(findings) and all(found.holds for found in findings)
        ending = "failed" if isinstance(self.error, AssertionError) else f"ended with {self._kind}"
        told = self._told(findings)
        if self.hidden:
            return f"A test {ending}{told or '.'}"
        if held:
            return (
                f"Your answer passes the hidden checks but not the visible example: it {ending}{told or '.'}"
            )
        return f"The visible example {ending}{told or '.'}"

    @property
    def visibly(self) -> str:
        """For a student who is told of nothing but what is visible: as if there were no checks."""
        return self.reason(())

    @property
    def _kind(self) -> str:
        kind = type(self.error)
        if self.hidden:  # the built-in one: another's name is a student's word
            kind = next(base for base in kind.__mro__ if base.__module__ == "builtins")
        return kind.__name__

    def _told(self, findings: Collection[Finding]) -> str:
        """The error's message and the student's line, unless a finding has the same error: said once."""
        if isinstance(self.error, AssertionError):
            own = not self.hidden or self._raised_in(FILENAME)
            text = _text_of(self.error) if own else ""
            return f": {text}" if text else ""
        line = str(getattr(self.error, "student_line", ""))
        if self.hidden:
            return f", in {line.partition(': `')[0]} of your cell." if line else ""
        if any(self._is_the_same(found) for found in findings):
            return ", as the case below does."
        return ": " + "\n".join(filter(None, [_text_of(self.error), line]))

    def _is_the_same(self, found: Finding) -> bool:
        """Whether a finding tells of this error: of its kind, on the same line or with the same words."""
        line = str(getattr(self.error, "student_line", "")).rpartition("`: ")[0] or _text_of(self.error)
        return f"raised {self._kind}" in found.seen and line in found.seen

    @property
    def _is_students(self) -> bool:
        """Whether the student's code raised it."""
        return self._raised_in(student_process.__file__)

    def _raised_in(self, filename: str) -> bool:
        trace = self.error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        return trace is not None and trace.tb_frame.f_code.co_filename == filename


def _text_of(error: BaseException) -> str:
    """An error's message; its text may be a student's value, or what the student's code makes of one."""
    try:
        return str(error)[:_MAX_MESSAGE].strip()
    except KeyboardInterrupt:
        raise
    except BaseException:
        return "(its message can't be shown)"


def _described(error: BaseException) -> str:
    return f"{type(error).__name__}: {_text_of(error)}"


def is_score(value: Any, max_score: float) -> bool:
    """Whether a value is a number of points."""
    if isinstance(value, np.generic):
        value = value.item()
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= max_score


def _partial_credit(value: Any, max_score: float, *, scored: bool | None) -> tuple[float, str]:
    """The points of a cell that ran to its end, and what is wrong with them.

    They are the number that it ended with, if it ended with one. nbgrader gives all points for one that is
    negative or nan. Here it does where the instructor's own run ends with no score either: there it is none.
    """
    if is_score(value, max_score):
        return float(value), ""
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if scored or (is_number and scored is None):
        return 0.0, f"it ended with no number from 0 to {max_score:g}"
    return max_score, ""
