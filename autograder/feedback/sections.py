"""A graded notebook as what a student asks about: each exercise, with all that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from autograder.course import Notebook, Role, exercise_of, role_of
from autograder.course.released import normal
from autograder.exercise import Exercise
from autograder.feedback.rendered import rendered
from autograder.grading.documents import recorded_verdict
from autograder.pages import code, from_markdown
from autograder.pages.clean import plain
from autograder.results import NO_RESPONSE, NO_SANDBOX, Verdict


@dataclass(frozen=True)
class Work:
    """A cell, as it is shown: its source and what it put out."""

    source: Markup
    outputs: list[Markup] = field(default_factory=list)


@dataclass(frozen=True)
class GradedCell:
    """A graded cell.

    Attributes:
        grade_id: the cell's.
        score: the gradebook's; None where nobody has given one yet.
        points: what it is worth.
        extra: points beyond these, within the score.
        waits: a person still has to look at it.
        by_person: a person gave the score.
        verdict: the judge's; None where the notebook has only its text.
        text: what is said beside findings and hint; all that is said where there is no verdict.
        example: the test as it was handed out, for a cell that has one.
    """

    grade_id: str
    score: float | None
    points: float
    extra: float
    waits: bool
    by_person: bool
    verdict: Verdict | None
    text: str
    example: Markup | None


@dataclass
class Section:
    """One exercise of a notebook.

    Attributes:
        name: the exercise's, or the id of a cell that a person grades.
        graded: its graded cells.
        answers: the student's cells.
        comments: what a person wrote to them, or nbgrader.
        place: where to read on: a lesson's name and a heading in it.
    """

    name: str
    graded: list[GradedCell] = field(default_factory=list)
    answers: list[Work] = field(default_factory=list)
    comments: list[Markup] = field(default_factory=list)
    place: tuple[str, str] | None = None

    @property
    def score(self) -> float | None:
        """Its points; None as long as there are none."""
        given = [cell.score for cell in self.graded if cell.score is not None]
        return sum(given) if given else None

    @property
    def points(self) -> float:
        """What it is worth."""
        return sum(cell.points for cell in self.graded)

    @property
    def waits(self) -> bool:
        """Whether a person still has to look at something."""
        return any(cell.waits or cell.score is None for cell in self.graded)

    @property
    def state(self) -> str:
        """In a word: "waits", "full", "part" or "none"."""
        if self.waits:
            return "waits"
        if (self.score or 0) >= self.points:
            return "full"
        return "part" if self.score else "none"


def sections(
    document: Any, exercises: Mapping[str, Exercise], instructor: Notebook, lessons: Iterable[Notebook]
) -> tuple[list[Section], list[Work]]:
    """The exercises of a graded notebook, and the student's own cells besides.

    Args:
        document: the notebook, with scores; hidden tests are cut already.
        exercises: the assignment's, by name.
        instructor: the notebook as it was written.
        lessons: what students read.
    """
    found: dict[str, Section] = {}
    rest: list[Work] = []
    handed_out = {cell.given for cell in instructor.cells}
    names = {cell.grade_id: _name(cell.grade_id, cell.role, exercises) for cell in instructor.cells}
    solutions = {names[cell.grade_id] for cell in instructor.with_role(Role.SOLUTION)}
    for cell in document.cells:
        metadata = cell.metadata.get("nbgrader") or {}
        role = role_of(metadata, cell.cell_type)
        name = names.get(metadata.get("grade_id", ""), "")
        if role in (Role.GRADE, Role.MANUAL, Role.TASK) or (role is Role.SOLUTION and name in solutions):
            _add(found.setdefault(name, Section(name)), cell, role)
        elif role is Role.PLAIN and cell.source.strip() and normal(cell.source) not in handed_out:
            rest.append(_work(cell))
    places = headings(lessons)
    for section in found.values():
        exercise = exercises.get(section.name)
        section.place = places.get(exercise.read) if exercise and exercise.read else None
    return [section for section in found.values() if section.points or section.comments], rest


def headings(lessons: Iterable[Notebook]) -> dict[str, tuple[str, str]]:
    """Where each heading of the lessons stands: the lesson's name and the heading, by the heading."""
    found: dict[str, tuple[str, str]] = {}
    for lesson in lessons:
        for cell in lesson.cells:
            if cell.cell_type == "markdown":
                for heading in re.findall(r"^#+[ \t]+(.+?)[ \t]*$", cell.source, re.MULTILINE):
                    found.setdefault(heading, (lesson.name, heading))
    return found


def _name(grade_id: str, role: Role, exercises: Mapping[str, Exercise]) -> str:
    return exercise_of(grade_id, exercises) if role is Role.GRADE else grade_id


def _add(section: Section, cell: Any, role: Role) -> None:
    metadata = cell.metadata["nbgrader"]
    if role is not Role.SOLUTION:
        section.graded.append(_graded(cell, role))
    if role in (Role.SOLUTION, Role.MANUAL) and cell.source.strip():
        section.answers.append(_work(cell))
    said_by_verdict = role is Role.SOLUTION and metadata.get("comment") == NO_RESPONSE
    if metadata.get("comment") and not said_by_verdict:
        section.comments.append(from_markdown(metadata["comment"]))


def _graded(cell: Any, role: Role) -> GradedCell:
    metadata = cell.metadata["nbgrader"]
    is_test = role is Role.GRADE
    verdict = recorded_verdict(cell) if is_test else None
    if verdict is not None:
        text = "\n".join([*verdict.remarks, NO_SANDBOX] if verdict.unconfined else verdict.remarks)
    else:
        text = "".join(_texts(cell)).strip() if is_test else ""
    return GradedCell(
        metadata["grade_id"],
        None if metadata["ungraded"] else float(metadata["score"]),
        float(metadata["points"]),
        metadata["extra_credit"],
        metadata["waits"],
        metadata["by_person"],
        verdict,
        text,
        code(cell.source) if is_test and cell.source.strip() else None,
    )


def _texts(cell: Any) -> Iterable[str]:
    for output in cell.get("outputs", []):
        if output.get("output_type") == "stream":
            yield output.get("text", "")


def _work(cell: Any) -> Work:
    if cell.cell_type == "code":
        return Work(code(cell.source), rendered(cell.get("outputs", [])))
    if cell.cell_type == "markdown":
        return Work(from_markdown(cell.source, cell.get("attachments")))
    return Work(plain(cell.source))
