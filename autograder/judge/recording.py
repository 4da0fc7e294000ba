"""What is behind a wrong answer to plain asserts, where the cell's own calls tell.

A cell ends at its first assert that fails: that is one wrong answer, where three are needed. So when all is
judged it is run again with the instructor's solution in the student's place, and each call of a function asks
both: the student's answer is recorded, the instructor's is given, and all asserts go on.

Nothing is said where what is asked now may not be what was asked then, or isn't the answer's doing:

- With the student's functions the cell has to fail as it did, and no later cell may define anew what they
  use: they would give something else by now.
- With the instructor's it has to pass. Each function has to give the same once more: the student's, which may
  count its calls or remember them, and the instructor's, which may draw at random.
- A question that is asked twice is one. So a function that is asked for one value gets no explanation, and
  no difference that gives it away.
- It has to hold for what is asked beside: the same with arguments backwards, negated or larger by one. Tests
  often ask for what is sorted or positive, where to take the last one is to take the largest.
- Classes and generators get none, nor does a cell that is judged where the student's code runs.
- Of a cell with hidden lines no value is shown: an answer could be made of what it was asked.

No score can change by then, and the names that the cell is run with are copies. The time is bounded on both
sides; of the instructor's cells nothing is run but what they import and define.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as replace_in
from itertools import product
from types import CodeType, FunctionType
from typing import Any

from msgspec.structs import replace

from autograder.course import Role
from autograder.course.definitions import defined_names
from autograder.course.doubts import used
from autograder.course.statements import hidden_lines
from autograder.exercise import Exercise, Raised
from autograder.judge.explanation import explained
from autograder.judge.failing import strange
from autograder.judge.grade_cell import run_grade_cell, steps_of
from autograder.judge.job import Job
from autograder.judge.names import Names
from autograder.judge.recorded import FEWEST, changed
from autograder.judge.subject import Handle, Operation, Subject, Transcript, replay, same_result
from autograder.judge.variations import ARGUMENTS
from autograder.remote.stand_ins import RemoteObject
from autograder.results import Hint, Status, Verdict

_OTHER_QUESTIONS = [
    change
    for change in ARGUMENTS
    if change.id in ("backwards", "entries-backwards", "text-backwards", "negated", "one-more")
]
_COUNT = re.compile(r"wrong in \d+ of \d+ calls")
_CONSTANT = re.compile(r"always .* \(wrong in", re.DOTALL)


@dataclass(frozen=True)
class FailedCell:
    """A cell of plain asserts that failed, as it was then.

    Attributes:
        place: the cell's.
        verdict: on it.
        names: a copy of those that it was run with.
    """

    place: int
    verdict: Verdict
    names: Names


def explained_by_calls(failed: FailedCell, job: Job, is_in_time: Callable[[], bool]) -> Hint | None:
    """What is behind a wrong answer to plain asserts; None where that can't be told.

    Args:
        failed: the cell.
        job: the notebook, all of it judged.
        is_in_time: whether the student's process may be asked any more.
    """
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        right = _solution(failed, job)
        both = {
            name: _Both(Transcript(name), failed.names.get(name), one, is_in_time)
            for name, one in right.items()
            if isinstance(one, FunctionType)
        }
        both = {name: one for name, one in both.items() if isinstance(one.answer, RemoteObject)}
        again = _run(failed, job, {name: one.student for name, one in both.items()})
        if not both or (again.score, again.example) != (failed.verdict.score, failed.verdict.example):
            return None
        passed = _run(failed, job, right | {name: one.ask for name, one in both.items()})
        if passed.status is not Status.PASSED:
            return None
        hidden = bool(hidden_lines(job.cells[failed.place].source))
        for name, one in both.items():
            hint = one.hint(hidden=hidden) if name in failed.names.asked_here else None
            if hint is not None:
                return hint if len(both) == 1 else replace(hint, text=f"`{name}`: {hint.text}")
    return None


def _solution(failed: FailedCell, job: Job) -> dict[str, Any]:
    """What the instructor's solutions define, of what the cell uses; nothing where that has changed since."""
    cell, before, after = job.cells[failed.place], job.cells[: failed.place], job.cells[failed.place + 1 :]
    asked = used(cell, frozenset(name for one in before if one.role is Role.SOLUTION for name in one.defines))
    theirs = [one.source for one in before if one.cell_type == "code" and not one.is_fixed]
    anew = frozenset[str]().union(*(defined_names(one.source) for one in after if one.cell_type == "code"))
    anew &= frozenset[str]().union(*map(defined_names, theirs))
    if anew and anew & asked.union(*map(_used_within, theirs)):
        return {}
    names, ids = failed.names.own(), list(job.definitions)
    for grade_id in ids[: ids.index(cell.grade_id) + 1]:
        for step in steps_of(job.definitions[grade_id], tests=False):
            step.run(names)
    return {name: names[name] for name in sorted(asked) if name in names}


def _used_within(source: str) -> frozenset[str]:
    """The names that the functions in a cell have from outside."""
    found, waiting = set[str](), [compile(source, "<cell>", "exec")]
    while waiting:
        inner = [part for part in waiting.pop().co_consts if isinstance(part, CodeType)]
        found.update(*(part.co_names for part in inner))
        waiting += inner
    return frozenset(found)


def _run(failed: FailedCell, job: Job, answers: Mapping[str, Any]) -> Verdict:
    names, cell = failed.names.as_now(), job.cells[failed.place]
    names.update(answers)
    scored = job.ends_with_score(cell.grade_id)
    return run_grade_cell(cell.grade_id, cell.source, cell.points, names, scored=scored)


@dataclass(frozen=True)
class _Both:
    """A function of the student's beside the instructor's, and what the student's was asked and gave."""

    calls: Transcript
    answer: Any
    right: Callable[..., Any]
    is_in_time: Callable[[], bool]

    def student(self, *args: Any, **kwargs: Any) -> Any:
        if not self.is_in_time():
            raise TimeoutError
        return self.answer(*args, **kwargs)

    def ask(self, *args: Any, **kwargs: Any) -> Any:
        Subject(self.student, self.calls)(*args, **kwargs)
        return self.right(*args, **kwargs)

    def hint(self, *, hidden: bool) -> Hint | None:
        different = {pickle.dumps((one.args, one.kwargs)): one for one in self.calls.operations}
        calls = Transcript(self.calls.name, list(different.values()))
        given, right = [one.result for one in calls.operations], list(replay(calls, self.right))
        if any(isinstance(one, Handle) for one in (*given, *right)):
            return None
        pairs = zip(given, right, strict=True)
        wrong = sum(not isinstance(pair[0], Raised | None) and not same_result(*pair) for pair in pairs)
        if wrong < FEWEST or _differing(replay(calls, self.student), given):
            return None
        if _differing(replay(calls, self.right), right):
            return None
        exercise = Exercise(calls.name)
        exercise.reference(self.right)
        more = Transcript(calls.name, [*calls.operations, *self._beside(calls.operations)])
        hint = explained(exercise, [more])
        if hint is None or (hidden and ("-number" in hint.id or '["' in hint.text)):
            return None
        text = _COUNT.sub(f"wrong in {wrong} of {len(given)} calls", hint.text)
        return replace(hint, text=_CONSTANT.sub("always the same (wrong in", text) if hidden else text)

    def _beside(self, asked: Iterable[Operation]) -> Iterator[Operation]:
        """What else both can be asked, with the student's answers."""
        for one, change in product(asked, _OTHER_QUESTIONS):
            kwargs = {name: changed(change, arg) for name, arg in one.kwargs.items()}
            other = replace_in(one, args=tuple(changed(change, arg) for arg in one.args), kwargs=kwargs)
            call = Transcript(self.calls.name, [other])
            (given,), (right,) = replay(call, self.student), replay(call, self.right)
            if (
                not isinstance(right, Raised | Handle)
                and not isinstance(given, Handle)
                and not strange(right)
            ):
                yield replace_in(other, result=given)


def _differing(left: Iterable[Any], right: Iterable[Any]) -> int:
    return sum(not same_result(one, other) for one, other in zip(left, right, strict=True))
