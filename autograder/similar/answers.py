"""What students wrote themselves: their cells, without what they were handed out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course, Notebook, Role, role_of
from autograder.course.released import normal
from autograder.errors import UnusableInput
from autograder.exercise import Exercise
from autograder.exercise.lift import as_cell
from autograder.intake import Unreadable, open_submission, take_in

CODE, TEXT = "code", "markdown"


@dataclass(frozen=True)
class Written:
    """What one student wrote in one notebook: its code, or its prose.

    Attributes:
        student: whose it is.
        notebook: the notebook's name.
        kind: "code" or "markdown".
        cells: name and text of each cell; the name is a grade_id, or empty for a cell of their own.
    """

    student: str
    notebook: str
    kind: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Class:
    """A class's answers.

    Attributes:
        assignment: its name.
        students: whose answers could be read.
        unread: notebooks that could not, as "student: notebook".
        written: what they wrote.
        known: by notebook and kind, texts that say nothing where they are found: what students were handed
            out, and the answers that the course itself knows.
    """

    assignment: str
    students: tuple[str, ...]
    unread: tuple[str, ...]
    written: tuple[Written, ...]
    known: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def read_class(course: Course, assignment: str) -> Class:
    """Read all submissions of an assignment.

    Raises:
        UnusableInput: fewer than two students have handed in something that can be read.
    """
    asked = course.assignment(assignment)
    folders = course.submitted(assignment)
    written: list[Written] = []
    unread: list[str] = []
    students: list[str] = []
    for student, folder in folders.items():
        found = list(_of_one(student, folder, asked, unread))
        if found:
            students.append(student)
            written += [one for one in found if one.cells]
    if len(students) < 2:
        raise UnusableInput(
            f"{len(students) or 'None'} of {len(folders)} submissions of {assignment} can be read."
            if folders
            else f"There are no submissions of {assignment} in {course.step('submitted')}.",
            "Two are needed to compare.",
        )
    known = {
        (notebook.name, kind): tuple(_known(notebook, kind, asked.exercises))
        for notebook in asked.notebooks.values()
        for kind in (CODE, TEXT)
    }
    return Class(assignment, tuple(students), tuple(unread), tuple(written), known)


def _of_one(student: str, folder: Path, assignment: Assignment, unread: list[str]) -> Iterator[Written]:
    try:
        handed_in = open_submission(folder, assignment).notebooks
    except UnusableInput:
        unread.append(f"{student}: all of it")
        return
    for name, data in handed_in.items():
        try:
            if isinstance(data, Unreadable):
                raise data
            document = take_in(data, assignment.notebooks[name]).notebook
        except Unreadable:
            unread.append(f"{student}: {name}")
            continue
        own = list(_own_cells(document, assignment.notebooks[name]))
        for kind in (CODE, TEXT):
            yield Written(student, name, kind, tuple(cell[1:] for cell in own if cell[0] == kind))


def _own_cells(document: Any, instructor: Notebook) -> Iterator[tuple[str, str, str]]:
    """Kind, name and text of the cells that a student wrote, or changed."""
    originals = {cell.grade_id: cell for cell in instructor.cells if cell.grade_id}
    handed_out = {cell.given for cell in instructor.cells}
    for cell in document.cells:
        metadata = cell.metadata.get("nbgrader") or {}
        original = originals.get(metadata.get("grade_id", ""))
        role = role_of(metadata, cell.cell_type)
        if cell.cell_type not in (CODE, TEXT) or role.is_fixed:
            continue
        untouched = original is not None and original.is_untouched(cell.source)
        if cell.source.strip() and not untouched and normal(cell.source) not in handed_out:
            yield cell.cell_type, original.grade_id if original else "", cell.source


def _known(notebook: Notebook, kind: str, exercises: Mapping[str, Exercise]) -> Iterable[str]:
    for cell in notebook.cells:
        if cell.cell_type != kind:
            continue
        yield cell.released
        if cell.role in (Role.SOLUTION, Role.MANUAL):
            yield cell.source
        if cell.role is Role.SOLUTION and cell.grade_id in exercises:
            yield from _answers(exercises[cell.grade_id], exercises)


def _answers(exercise: Exercise, exercises: Mapping[str, Exercise]) -> Iterable[str]:
    """The answers to an exercise that the course knows, as cells: right ones and wrong ones."""
    codes = [exercise.reference_code, *(one.answer for one in exercise.alternatives)]
    for code in [*codes, *(one.answer for one in exercise.misconceptions)]:
        yield as_cell(exercise, code, exercises)
