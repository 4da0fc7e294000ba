"""What the pages show, as data: the server fills it, the templates read it.

None of it is looked up while a page is made: a page shows one moment, and a template can't ask for what is
somebody else's. Times are in UTC and know it; a browser with scripts shows them as those of where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlsplit

State = Literal["waiting", "grading", "graded", "not graded"]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks for a page.

    Attributes:
        id: the student's, as in nbgrader; an instructor's name.
        instructor: whether the class may be seen.
        by: how we know.
    """

    id: str
    instructor: bool
    by: Literal["link", "hub", "proxy"]


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a page is.

    Attributes:
        course: nbgrader's course_id; may be empty.
        address: of the home page as the browser has it, with a slash at its end.
        xsrf: the token that a form has to bring along.
    """

    course: str
    address: str
    xsrf: str

    def to(self, *parts: str | int) -> str:
        """The path of a page, each part of it quoted."""
        return urlsplit(self.address).path + "/".join(quote(str(part), safe="") for part in parts)


@dataclass(frozen=True, kw_only=True)
class AttemptView:
    """One attempt of a student.

    Attributes:
        number: the student's own count, from 1.
        received: when.
        digest: the receipt.
        state: how far it is.
        ahead: how many attempts will be graded before it.
        score, max_score: points that count; None where they aren't shown.
        penalty: what lateness costs, which the points are less by.
        counts: whether it is the one that counts, as far as that is shown.
        late: whether it came after the date due, an extension counted.
        has_feedback: whether there is a feedback page to be shown.
        said: sentences: which files were left out, why it couldn't be graded.
    """

    number: int
    received: datetime
    digest: str
    state: State
    ahead: int = 0
    score: float | None = None
    max_score: float | None = None
    penalty: float = 0.0
    counts: bool = False
    late: bool = False
    has_feedback: bool = False
    said: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether its page will say more in a moment."""
        return self.state in ("waiting", "grading")


@dataclass(frozen=True, kw_only=True)
class AssignmentView:
    """An assignment, as one student has it.

    Attributes:
        name: nbgrader's.
        due: the student's own date due, an extension counted; None: there is none.
        until: when the last attempt is taken; None: always.
        attempts_left: None: as many as one likes.
        next_at: when the next attempt is taken, if not now.
        closed: why nothing can be handed in, a sentence; or empty.
        expect: what is shown before the date due and after it, in a sentence or two.
        attempts: the newest first.
        handout: whether the released files can be had as a zip.
    """

    name: str
    due: datetime | None
    until: datetime | None
    attempts_left: int | None
    next_at: datetime | None
    closed: str
    expect: str
    attempts: tuple[AttemptView, ...]
    handout: bool

    @property
    def counting(self) -> AttemptView | None:
        """The attempt that counts."""
        return next((one for one in self.attempts if one.counts), None)


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """One student, as the instructor sees it.

    Attributes:
        student: the id.
        name: first and last; may be empty.
        attempts: how many.
        number: of the attempt that counts; None while none is graded.
        last: when the newest was received.
        state: of the newest.
        score, max_score: of the attempt that counts.
        late: whether that came late.
    """

    student: str
    name: str
    attempts: int
    number: int | None
    last: datetime
    state: State
    score: float | None
    max_score: float | None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What several students get wrong in the same way.

    Attributes:
        exercise: where.
        text: the hint that they get; of a group that nothing explains, what is wrong.
        students: who, by id.
    """

    exercise: str
    text: str
    students: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ToLookAt:
    """What a person has to look at: whose, and why, in a sentence."""

    student: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ClassView:
    """An assignment, as the instructor has it.

    Attributes:
        name, due: the assignment's.
        handed_in: the students of whom there is something.
        missing: ids of the others.
        queue: how many attempts wait or are being graded.
        mistakes: known ones, the most frequent first.
        unexplained: groups of wrong answers that no known mistake explains.
        to_look_at: what needs a person.
        report: whether there are results to report on.
        trouble: why nothing is graded at the moment; empty if it is.
    """

    name: str
    due: datetime | None
    handed_in: tuple[HandedIn, ...]
    missing: tuple[str, ...]
    queue: int
    mistakes: tuple[Mistake, ...]
    unexplained: tuple[Mistake, ...]
    to_look_at: tuple[ToLookAt, ...]
    report: bool
    trouble: str = ""
