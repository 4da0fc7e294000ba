"""From nbgrader's gradebook and the graded folders to what the page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from nbgrader.api import Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook

from autograder.course import Assignment, Role
from autograder.errors import UnusableInput
from autograder.export import ClassScores, StudentScores
from autograder.gradebook.writer import Record
from autograder.report.model import ClassReport, Item, Sample, StudentRow, Task
from autograder.report.unlisted import unanswered, unlisted_answers, with_answer
from autograder.results import NOT_SUBMITTED, NotebookResult, SubmissionResult, Verdict
from autograder.text import codes, shown

_GRADED_ANEW = "Graded again since a person gave points: check that they still fit."


@dataclass(frozen=True)
class _Place:
    """Where a graded cell of the gradebook belongs."""

    notebook: str
    exercise: str
    written: bool


def class_report(
    gradebook: Gradebook, assignment: Assignment, folder: Callable[[str, str], Path]
) -> ClassReport:
    """What the gradebook and the graded folders say about an assignment.

    Args:
        gradebook: open.
        assignment: the assignment.
        folder: where nbgrader keeps a student's graded submission of an assignment.

    Raises:
        UnusableInput: the gradebook has no grades of it, or nothing in it is worth points.
    """
    order = [
        (name, cell.grade_id)
        for name, notebook in assignment.notebooks.items()
        for cell in notebook.with_role(Role.GRADE, Role.MANUAL, Role.TASK)
    ]
    scores = ClassScores.read(gradebook, assignment.name, order)
    places = _places(scores, assignment)
    items, code_of = _items(scores, places)
    if not items:
        raise UnusableInput(
            f"Nothing in {assignment.name} is worth points.",
            "Give its graded cells points in the source.",
        )
    rows = gradebook.find_assignment(assignment.name)
    links, late = _links(gradebook, rows.id), _late(gradebook, rows)
    notebook_of = {place.exercise: place.notebook for place in places.values()}
    students: list[StudentRow] = []
    samples: dict[tuple[str, str], Sample] = {}
    forgeable: dict[str, None] = {}
    for student in scores.students:
        record = Record.read(folder(student.id, assignment.name)) if student.submitted else None
        row = _student(student, record, places, code_of)
        row = replace(row, links=links.get(student.id), late=late.get(student.id, 0.0))
        students.append(row)
        if record is not None:
            forgeable |= dict.fromkeys(cell.grade_id for cell in record.result.cells if cell.forgeable)
            for exercise, (way, sample) in unlisted_answers(record.result).items():
                if (exercise, way) not in samples:
                    graded = folder(student.id, assignment.name) / f"{notebook_of[exercise]}.ipynb"
                    samples[exercise, way] = with_answer(sample, exercise, graded)
    return ClassReport(
        assignment=assignment.name,
        duedate=scores.duedate,
        max_score=scores.max_score,
        items=tuple(_with_open(item, students) for item in items),
        students=tuple(students),
        hints={
            (name, one.id): one.hint
            for name, exercise in assignment.exercises.items()
            for one in exercise.misconceptions
        },
        samples=samples,
        forgeable=tuple(forgeable),
    )


def _places(scores: ClassScores, assignment: Assignment) -> dict[str, _Place]:
    """The place of each cell that is worth something, by its name in the scores."""
    found = {}
    for notebook in assignment.notebooks.values():
        for cell in notebook.with_role(Role.GRADE, Role.MANUAL, Role.TASK):
            long = f"{notebook.name}/{cell.grade_id}"
            written = cell.role is not Role.GRADE
            exercise = assignment.exercise_of(cell.grade_id, notebook)
            found[long if long in scores.cells else cell.grade_id] = _Place(notebook.name, exercise, written)
    return {
        name: found.get(name, _Place("", name, written=False))
        for name, points in scores.cells.items()
        if points
    }


def _items(scores: ClassScores, places: Mapping[str, _Place]) -> tuple[list[Item], dict[str, str]]:
    """The items in order, and the code of the item of each cell.

    In each notebook those that the grader scores come first: they have the codes that `autograder grade`
    prints.
    """
    cells: dict[tuple[str, bool, str], list[str]] = {}
    for name, place in places.items():
        cells.setdefault((place.notebook, place.written, place.exercise), []).append(name)
    notebooks = list(dict.fromkeys(place.notebook for place in places.values()))
    items: list[Item] = []
    code_of: dict[str, str] = {}
    keys = [sorted((key for key in cells if key[0] == name), key=lambda key: key[1]) for name in notebooks]
    for row, its_codes in zip(keys, codes(map(len, keys)), strict=True):
        for key, code in zip(row, its_codes, strict=True):
            points = sum(scores.cells[name] for name in cells[key])
            items.append(Item(code, key[2], key[0], points, key[1]))
            code_of |= dict.fromkeys(cells[key], code)
    return items, code_of


def _student(
    student: StudentScores,
    record: Record | None,
    places: Mapping[str, _Place],
    code_of: Mapping[str, str],
) -> StudentRow:
    name = shown(f"{student.first_name} {student.last_name}".strip())
    if not student.submitted:
        return StudentRow(student.id, name, submitted=False)
    points: dict[str, float | None] = dict.fromkeys(code_of.values(), 0.0)
    for cell, code in code_of.items():
        own, before = student.cells.get(cell), points[code]
        points[code] = None if own is None or before is None else before + own
    result = record.result if record is not None else None
    return StudentRow(
        id=student.id,
        name=name,
        submitted=True,
        score=student.score,
        penalty=student.penalty,
        points=points,
        handed_in=student.timestamp,
        misconceptions=tuple(
            dict.fromkeys((cell.name, cell.misconception) for cell in _cells(result) if cell.misconception)
        ),
        unlisted=tuple((name, way) for name, (way, _) in unlisted_answers(result).items()) if result else (),
        unanswered=unanswered(result) if result else frozenset(),
        repairs=tuple(
            (one.name, repair)
            for one in _notebooks(result)
            for repair in one.repairs
            if repair not in {cell.person for cell in one.cells}
        ),
        notes=tuple(
            f"{one.name} {'is missing' if one.status == 'missing' else 'can’t be read'}"
            for one in _notebooks(result)
            if one.status != "graded"
        ),
        tasks=tuple(_tasks(student, result, places)),
        seconds=record.seconds if record is not None else None,
        recorded=record is not None,
    )


def _cells(result: SubmissionResult | None) -> list[Verdict]:
    return result.cells if result is not None else []


def _notebooks(result: SubmissionResult | None) -> Sequence[NotebookResult]:
    return result.notebooks if result is not None else ()


def _tasks(
    student: StudentScores, result: SubmissionResult | None, places: Mapping[str, _Place]
) -> list[Task]:
    """What a person has to do for this submission: what the gradebook asks for, and files to look at."""
    known = {
        (notebook.name, cell.grade_id): (cell, cell.person in notebook.repairs)
        for notebook in _notebooks(result)
        for cell in notebook.cells
    }
    tasks = []
    for one in _notebooks(result):
        message = one.message or ""
        if one.status == "unreadable":
            tasks.append(Task(one.name, "", message, "unreadable"))
        elif passed_over := one.status == "missing" and message.removeprefix(NOT_SUBMITTED).strip():
            tasks.append(Task(one.name, "", passed_over, "file"))
    for name in student.undecided:
        place = places[name]
        grade_id = name.removeprefix(f"{place.notebook}/")
        cell, is_of_file = known.get((place.notebook, grade_id), (None, False))
        if place.written:
            why = cell.person if cell is not None else None
            tasks.append(Task(place.notebook, grade_id, why or "", "answer"))
        else:
            why = _why(cell) if cell is not None else None
            tasks.append(
                Task(place.notebook, grade_id, why or _GRADED_ANEW, "file" if is_of_file else "verdict")
            )
    return tasks


def _why(cell: Verdict) -> str | None:
    """Why a person has to look at it; where a test broke, with what and where."""
    return f"{cell.person} ({cell.broken})" if cell.person and cell.broken else cell.person


def _with_open(item: Item, students: list[StudentRow]) -> Item:
    undecided = sum(student.points is not None and student.points[item.code] is None for student in students)
    return replace(item, open=undecided)


def _links(gradebook: Gradebook, assignment_id: str) -> dict[str, dict[str, str]]:
    """By student and notebook: the id that formgrader's address has."""
    query = (
        gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, SubmittedNotebook.id)
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .filter(SubmittedAssignment.assignment_id == assignment_id)
    )
    found: dict[str, dict[str, str]] = {}
    for student, notebook, submission in query:
        found.setdefault(student, {})[notebook] = submission
    return found


def _late(gradebook: Gradebook, assignment: object) -> dict[str, float]:
    """Seconds after the date due, as nbgrader counts them: with a student's extension, never below zero."""
    duedate = getattr(assignment, "duedate", None)
    if duedate is None:
        return {}
    query = gradebook.db.query(
        SubmittedAssignment.student_id, SubmittedAssignment.timestamp, SubmittedAssignment.extension
    ).filter(SubmittedAssignment.assignment_id == getattr(assignment, "id", None))
    return {
        student: max(0.0, (timestamp - duedate - (extension or timedelta())).total_seconds())
        for student, timestamp, extension in query
        if timestamp is not None
    }
