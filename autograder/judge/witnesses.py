"""Two witnesses for each cell of plain asserts, nbgrader's way and the judge: the lower score counts.

The judge can't be forged, but a test that was written for one process may mean something else in two: an
import that the exercise asks for is there already, a list that was changed in place came as a copy, a test
looks at its own process. nbgrader's way means what the instructor meant, but can be forged. Where both agree
there is no doubt: a forger would have to fool both. Where nbgrader's way gives more, a person looks, since
that may be a forgery as well as an oddity of ours; where the judge gives more, nbgrader's way is what the
test says.

Cells that call `check` were written for the judge and need it alone. Cells that the instructor's own solution
passes only in the student's process have that one witness. Tags, and rights that the configuration gives,
say the same of single cells.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from autograder.course import Cell, Role
from autograder.course.statements import calls_check, hidden_lines
from autograder.judge.job import Job, NotebookVerdict
from autograder.results import Status, Verdict
from autograder.text import points

_T = TypeVar("_T")
IN_JUDGE = "run-in-judge"  # a tag by which an instructor has a cell judged from outside alone
IN_STUDENT = "run-in-student-process"  # and one for the other witness alone


def is_plain(cell: Cell) -> bool:
    """Whether nbgrader's way is heard on a grade cell."""
    code = cell.role is Role.GRADE and cell.cell_type == "code"
    return code and (cell.in_student or (IN_JUDGE not in cell.tags and not calls_check(cell.source)))


def with_both(judged: NotebookVerdict, first: NotebookVerdict, job: Job) -> NotebookVerdict:
    """The verdict of both: the lower scores, and the outputs that people read.

    They are those of the first run, where names that a test cell defines are there and locked cells run once.
    But once it has run hidden lines it could print them: from there on they are those of the other.

    Args:
        judged: the judge's, on all cells that it is heard on.
        first: what nbgrader's way gives, for all that it is heard on.
        job: the notebook.
    """
    by_judge = {verdict.grade_id: verdict for verdict in judged.cells}
    by_first = {verdict.grade_id: verdict for verdict in first.cells}
    order = [cell.grade_id for cell in job.cells if cell.role is Role.GRADE and cell.cell_type == "code"]
    cells = [_of_both(grade_id, by_first, by_judge) for grade_id in order]
    end = first_hidden(job.cells)
    return dataclasses.replace(
        judged,
        cells=cells,
        outputs=_parted(first.outputs, judged.outputs, end),
        left_out=_parted(first.left_out, judged.left_out, end),
    )


def _parted(first: Mapping[int, _T], judged: Mapping[int, _T], end: int) -> dict[int, _T]:
    before = {place: of for place, of in first.items() if place < end}
    return before | {place: of for place, of in judged.items() if place > end}


def first_hidden(cells: Sequence[Cell]) -> int:
    """The place of the first plain assert with hidden lines; that of none is behind all cells."""
    found = (place for place, cell in enumerate(cells) if is_plain(cell) and hidden_lines(cell.source))
    return next(found, len(cells))


def _of_both(grade_id: str, by_first: Mapping[str, Verdict], by_judge: Mapping[str, Verdict]) -> Verdict:
    first, judged = by_first.get(grade_id), by_judge.get(grade_id)
    if first is None or judged is None:
        alone = first or judged
        assert alone is not None
        return alone
    return lower(first, judged)


def lower(first: Verdict, judged: Verdict) -> Verdict:
    """The verdict on a cell that both were heard on.

    Args:
        first: what nbgrader's way gives.
        judged: the judge's.
    """
    if judged.score is None or judged.status is Status.TAMPERED:
        return judged
    if first.status is Status.TAMPERED or first.score is None:
        return replace(first, forgeable=False)
    if first.score > judged.score:
        there, here = points(first.score), points(judged.score)
        why = (
            f"As nbgrader runs this test it gives {there} points, from outside {here}: an oddity, or forged."
        )
        return replace(judged, person=why, hint=None)  # it may be right
    fails_there = judged.status is Status.PASSED and first.status is not Status.PASSED
    if first.score < judged.score or fails_there:
        example = judged.example or first.example
        notes = judged.notes or first.notes
        visible = judged.visible or first.visible
        return replace(
            judged, score=first.score, status=Status.FAILED, example=example, visible=visible, notes=notes
        )
    if judged.broken and first.status is Status.FAILED:
        # In one process it fails, too.
        return replace(judged, person=None, broken="", example=first.example, visible=first.visible)
    return judged
