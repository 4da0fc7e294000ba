"""Answers that build on others: where an earlier one isn't right, its reference stands in for it.

So a flaw costs the points of the answer that has it, and of no other. The whole grade cell is judged again,
its visible example too, in a fresh process in which the student's cells have run, and then the reference.

An answer is never measured by what the student's own earlier ones make of it: on one that gives always the
same, any constant would be right. Where a check hands such an answer over itself, the reference decides even
if all seemed well, since the earlier answer could have done this one's work.

A reference is the one thing of ours that runs beside a student's code. It is of an earlier exercise, it comes
after everything that it could have helped with has been judged, and what cells put out there goes nowhere.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from autograder.course import Cell, Role
from autograder.exercise import Exercise
from autograder.exercise.lift import as_cell
from autograder.judge.judge import passes
from autograder.judge.session import Session
from autograder.results import Status, Verdict


def parts_to_look_at(exercises: Mapping[str, Exercise], verdict: Verdict) -> tuple[str, ...]:
    """The earlier answers that may be behind a verdict; none where it is the last word already.

    Args:
        exercises: all of the assignment, by name.
        verdict: on a grade cell, with the student's own answers.
    """
    checks = [
        check
        for exercise in exercises.values()
        for check in exercise.checks
        if exercise.grade_cell(check.facet) == verdict.grade_id
    ]
    parts = tuple(dict.fromkeys(part for check in checks for part in check.builds_on))
    handed_over = {name for check in checks for name in inspect.signature(check.test).parameters}
    return () if verdict.status is Status.PASSED and handed_over.isdisjoint(parts) else parts


def wrong_parts(parts: Iterable[str], session: Session, names: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of some answers that aren't right, or aren't there.

    Args:
        parts: their names.
        session: with what has been tried.
        names: where the student's answers are looked up.
    """
    missing = object()
    answers = {part: names.get(part, missing) for part in parts}
    return tuple(
        part
        for part, answer in answers.items()
        if answer is missing or not passes(session.exercises[part], {part: answer}, session.trials)
    )


def with_references(
    cells: Iterable[Cell], exercises: Mapping[str, Exercise], parts: Mapping[str, tuple[str, ...]]
) -> Iterator[Cell]:
    """The cells of a notebook, of its grade cells these alone, each after the references of its wrong parts.

    Args:
        cells: the notebook's.
        exercises: all of the assignment, by name.
        parts: the wrong parts, by grade_id.
    """
    cells = list(cells)
    solutions = {cell.grade_id: cell for cell in cells}
    for cell in cells:
        for part in parts.get(cell.grade_id, ()):
            source = as_cell(exercises[part], exercises[part].reference_code, exercises)
            yield dataclasses.replace(solutions[part], source=source)
        if cell.role is not Role.GRADE or cell.grade_id in parts:
            yield cell


def with_remark(verdict: Verdict, parts: tuple[str, ...]) -> Verdict:
    """A verdict that says which answers were the reference's."""
    names, verb = " and ".join(parts), "isn't" if len(parts) == 1 else "aren't"
    told = f"(Tested with a correct {names}, since yours {verb} correct yet.)"
    return replace(verdict, notes=(*verdict.notes, told))
