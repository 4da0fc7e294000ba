"""What the page shows, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Item:
    """What one exercise asks for; in the words of test theory, an item of the test.

    Attributes:
        code: a short heading, as `autograder grade` prints it: 1a, 1b, 2a, …
        name: the exercise's.
        notebook: its notebook's name.
        points: what it is worth.
        written: a person grades it.
        open: submissions in which a person has yet to decide on it.
    """

    code: str
    name: str
    notebook: str
    points: float
    written: bool
    open: int = 0

    @property
    def title(self) -> str:
        """What it is called everywhere on the page, as in 1a hand_count."""
        return f"{self.code} {self.name}"

    @property
    def settled(self) -> bool:
        """Whether it can be counted: a written answer only where all are graded.

        nbgrader gives blank ones their zero at once. Until a person has graded the others, the mean would
        be that of those who wrote nothing.
        """
        return not (self.written and self.open)


@dataclass(frozen=True)
class Task:
    """Something in a submission that a person has to look at.

    Attributes:
        notebook: where.
        cell: the cell's grade_id; empty for the notebook as a whole.
        why: what happened, in a sentence; empty where the kind says it.
        kind: a written answer to grade, a file that can't be read, one that may not be the right one, or
            a verdict that is doubtful or missing.
    """

    notebook: str
    cell: str
    why: str
    kind: Literal["answer", "unreadable", "file", "verdict"]


@dataclass(frozen=True)
class Sample:
    """One of several wrong answers that are alike.

    Attributes:
        said: what its student was told.
        explained: whether that is an explanation, worked out from all that it gave.
        answer: the answer; empty where that isn't known, or would tell whose it is.
    """

    said: str
    explained: bool = False
    answer: str = ""


@dataclass(frozen=True)
class StudentRow:
    """One student.

    Attributes:
        id: nbgrader's, or a label that doesn't tell who it is.
        name: first and last; empty where the gradebook has none.
        submitted: whether there is a submission.
        score: the points that count, penalty deducted.
        penalty: points off for lateness; deducted from the score.
        points: by item; None where a person has to decide.
        handed_in: when, UTC, where that is known.
        late: seconds after the date due, an extension counted.
        misconceptions: (exercise, id).
        unlisted: (exercise, in which way it is wrong), where no misconception fits.
        unanswered: exercises that are as they were handed out.
        repairs: (notebook, sentence).
        notes: what else is unusual: notebooks that are missing or can't be read.
        tasks: what a person has to do.
        seconds: how long grading took, if it was noted.
        links: formgrader's id of each notebook.
        recorded: whether there is more than scores.
    """

    id: str
    name: str
    submitted: bool
    score: float = 0.0
    penalty: float = 0.0
    points: dict[str, float | None] | None = None
    handed_in: datetime | None = None
    late: float = 0.0
    misconceptions: tuple[tuple[str, str], ...] = ()
    unlisted: tuple[tuple[str, str], ...] = ()
    unanswered: frozenset[str] = frozenset()
    repairs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    seconds: float | None = None
    links: dict[str, str] | None = None
    recorded: bool = True

    @property
    def remarks(self) -> list[str]:
        """What is unusual, in a few words each."""
        found = list(self.notes)
        if any(task.cell and task.kind != "answer" for task in self.tasks):
            found.append("needs a person")
        if self.repairs:
            found.append("repaired")
        if self.penalty:
            found.append(f"penalty of {self.penalty:g}")
        return found


@dataclass(frozen=True)
class ClassMisconception:
    """A known wrong answer, and who gave it.

    Attributes:
        id: its name.
        exercise: the exercise's.
        hint: what a student with it is told; empty where the course doesn't have it any more.
        students: whose answer it was.
    """

    id: str
    exercise: str
    hint: str
    students: tuple[StudentRow, ...]

    @property
    def shared(self) -> bool:
        """Whether several have it."""
        return len(self.students) > 1


@dataclass(frozen=True)
class AlikeAnswers:
    """Wrong answers to an exercise that no misconception lists, wrong in the same way.

    Attributes:
        exercise: the exercise's name.
        sample: one of them.
        students: whose.
    """

    exercise: str
    sample: Sample
    students: tuple[StudentRow, ...]

    @property
    def shared(self) -> bool:
        """Whether several gave it."""
        return len(self.students) > 1


@dataclass(frozen=True)
class ClassReport:
    """A class.

    Attributes:
        assignment: its name.
        duedate: UTC, or None.
        max_score: all points, those that a person gives too.
        items: the exercises, in order.
        students: all of the gradebook.
        hints: by (exercise, misconception).
        samples: by (exercise, in which way it is wrong).
        forgeable: grade cells that ran in students' own processes.
        course: what an instructor should know of the assignment itself, a sentence each.
        anonymous: ids are labels.
    """

    assignment: str
    duedate: datetime | None
    max_score: float
    items: tuple[Item, ...]
    students: tuple[StudentRow, ...]
    hints: dict[tuple[str, str], str]
    samples: dict[tuple[str, str], Sample] = field(default_factory=dict)
    forgeable: tuple[str, ...] = ()
    course: tuple[str, ...] = ()
    anonymous: bool = False

    @property
    def submissions(self) -> list[StudentRow]:
        """Those who handed something in."""
        return [student for student in self.students if student.submitted]

    @property
    def titles(self) -> dict[str, str]:
        """What each exercise is called, by its name; of two of one name, the first."""
        return {item.name: item.title for item in reversed(self.items)}

    @property
    def settled(self) -> list[Item]:
        """The items that can be counted."""
        return [item for item in self.items if item.settled]

    @property
    def settled_points(self) -> float:
        """What those are worth."""
        return sum(item.points for item in self.settled)

    def settled_score(self, student: StudentRow) -> float:
        """A student's points for what can be counted, the penalty deducted; never below zero."""
        points = student.points or {}
        return max(0.0, sum(points.get(item.code) or 0.0 for item in self.settled) - student.penalty)

    @property
    def misconceptions(self) -> list[ClassMisconception]:
        """Those that somebody has, the most frequent first."""
        held: dict[tuple[str, str], list[StudentRow]] = {}
        for student in self.submissions:
            for key in student.misconceptions:
                held.setdefault(key, []).append(student)
        found = [
            ClassMisconception(name, exercise, self.hints.get((exercise, name), ""), tuple(students))
            for (exercise, name), students in held.items()
        ]
        order = {item.name: place for place, item in enumerate(self.items)}
        return sorted(found, key=lambda one: (-len(one.students), order.get(one.exercise, 0), one.id))

    @property
    def unlisted(self) -> list[AlikeAnswers]:
        """Wrong answers that no misconception lists, the most frequent first, unexplained ones before."""
        held: dict[tuple[str, str], list[StudentRow]] = {}
        for student in self.submissions:
            for key in student.unlisted:
                held.setdefault(key, []).append(student)
        found = [AlikeAnswers(key[0], self.samples[key], tuple(students)) for key, students in held.items()]
        return sorted(found, key=lambda one: (-len(one.students), one.sample.explained, one.exercise))

    @property
    def tasks(self) -> dict[str, list[tuple[StudentRow, Task]]]:
        """What a person has to do, student by student, by kind."""
        found: dict[str, list[tuple[StudentRow, Task]]] = {}
        for student in self.submissions:
            for task in student.tasks:
                found.setdefault(task.kind, []).append((student, task))
        return found
