"""A notebook to judge, and how it ended: what goes in behind the judge's wall, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.course import Cell
from autograder.judge.seed import Seed
from autograder.limits import Limits
from autograder.remote.messages import Output
from autograder.results import Verdict


@dataclass(frozen=True)
class Job:
    """A notebook to judge.

    Attributes:
        seed: whose it is, for what is drawn at random.
        notebook: its name.
        cells: the assignment's, as this submission has them, and its own; in order.
        files: the work folder's, by relative path.
        imports: the import statements of the instructor's own cells.
        own: the names that the instructor's locked cells and grade cells define.
        definitions: what the instructor's solutions define before each cell of plain asserts, in order.
        data: what was plain data in the instructor's own run: see StudentProcess.
        limits: what it may use.
        read: the places from which, and up to which, people read what the cells put out.
        left_out: why a cell is left out from the start, by its place.
    """

    seed: Seed
    notebook: str
    cells: tuple[Cell, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    definitions: Mapping[str, str] = field(default_factory=dict)
    data: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    read: tuple[int, int] = (0, 0)
    left_out: Mapping[int, str] = field(default_factory=dict)

    def ends_with_score(self, grade_id: str) -> bool | None:
        """Whether a grade cell ends with its score in the instructor's own run; None where nobody knows."""
        known = [one for one in (True, False) if ending(grade_id, with_score=one) in self.data]
        return True in known if known else None


def ending(grade_id: str, *, with_score: bool) -> str:
    """What is kept among the answers of how a grade cell ended."""
    return f"{grade_id}: {'a' if with_score else 'no'} score"


@dataclass(frozen=True)
class NotebookVerdict:
    """How a notebook ended.

    Attributes:
        cells: the verdicts of its grade cells, in order.
        outputs: what each cell put out, by its place; none for grade cells.
        left_out: why a cell had to be left out, by its place.
        answers: what the student's process was asked for, and whether all that came was plain data.
        by_clock: something was ended by the clock alone, and may have had little of that time for itself.
    """

    cells: list[Verdict]
    outputs: dict[int, list[Output]]
    left_out: dict[int, str]
    answers: dict[str, bool] = field(default_factory=dict)
    by_clock: bool = False
