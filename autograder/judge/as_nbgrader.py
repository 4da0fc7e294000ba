"""The first of two witnesses: the notebook as nbgrader runs it, grade cells where the student's code runs.

A plain assert was written for one process and means what it means there. But there it can be forged, so that
a second witness, the judge, is heard on all cells that can be judged from outside. What only this one can say
is called forgeable, and trusted as long as an error that is raised on purpose still shows.
"""

from __future__ import annotations

import secrets

from msgspec.structs import replace

from autograder.course import Cell, Role
from autograder.course.statements import hidden_lines
from autograder.judge.cells import NewStudent, StudentCells
from autograder.judge.job import Job, NotebookVerdict
from autograder.remote.messages import Output
from autograder.remote.student_process import ProcessEnded, StudentProcess
from autograder.results import Status, Verdict, in_bounds, tampered


def run_as_nbgrader(job: Job, new_student: NewStudent) -> NotebookVerdict:
    """Run all cells in order in one process, and score the grade cells by nbgrader's own rule.

    Args:
        job: the notebook.
        new_student: starts a fresh process for the student's code.
    """
    cells = StudentCells(job, new_student)
    verdicts = []
    try:
        for place, cell in enumerate(job.cells):
            if cell.cell_type != "code":
                continue
            if cell.role is Role.GRADE:
                verdicts.append(_graded(cells, place, cell))
            else:
                cells.run(place, cell)
    finally:
        cells.student.kill()
    fixed = {place for place, cell in enumerate(job.cells) if cell.role is Role.GRADE}
    left_out = {place: why for place, why in cells.left_out.items() if place not in fixed}
    return NotebookVerdict(verdicts, cells.outputs, left_out, by_clock=cells.by_clock)


def _graded(cells: StudentCells, place: int, cell: Cell) -> Verdict:
    cells.revive(place)
    verdict = _scored(cells, place, cell)
    tampering = cells.tampered_with()
    if tampering:
        note = f"This submission's code {tampering}. A person has to look at it."
        verdict = tampered(cell.grade_id, cell.points, notes=(note,), forgeable=True)
    elif verdict.status is not Status.PASSED:
        verdict = replace(verdict, notes=(*cells.notes(), *verdict.notes))
    return in_bounds(verdict)


def _scored(cells: StudentCells, place: int, cell: Cell) -> Verdict:
    """The score by what the cell puts out, and what ended it."""
    score, failed, hidden = 0.0, "", bool(hidden_lines(cell.source))
    try:
        before = not cell.in_student or _errors_surface(cells.student)
        outputs = cells.student.run(cell.source).outputs
        surfaces = before and (not cell.in_student or _errors_surface(cells.student))
    except ProcessEnded as error:
        cells.leave_out(place, error)
        failed = f"The process ended: it {error}."
    else:
        if not surfaces:
            suppressed = "Errors no longer show there: something suppresses them."
            return tampered(cell.grade_id, cell.points, example=suppressed, forgeable=True)
        score = score_of_outputs(outputs, cell.points)
        failed = _errors_of(outputs, hidden=hidden)
    return Verdict(
        grade_id=cell.grade_id,
        score=score,
        max_score=cell.points,
        status=Status.PASSED if score == cell.points and not failed else Status.FAILED,
        example=failed or None,
        visible="" if hidden else failed,
        forgeable=True,
    )


def _errors_of(outputs: list[Output], *, hidden: bool) -> str:
    """What ended a cell, for the student; of one with hidden tests no text: it may show what they expect."""
    errors = [output for output in outputs if output.output_type == "error"]
    if hidden:
        kinds = [error.ename for error in errors]
        return "\n".join(
            "A test failed." if kind == "AssertionError" else f"A test ended with {kind}." for kind in kinds
        )
    return "\n".join(f"{error.ename}: {error.evalue}" for error in errors)


def _errors_surface(student: StudentProcess) -> bool:
    """The canary: an error that is raised on purpose has to be seen."""
    song = secrets.token_hex(8)
    outputs = student.run(f"raise AssertionError({song!r})").outputs
    return any(output.output_type == "error" and output.evalue == song for output in outputs)


def score_of_outputs(outputs: list[Output], points: float) -> float:
    """The score that a grade cell's outputs mean to nbgrader; stderr costs nothing, an odd number all."""
    for output in outputs:
        if output.output_type == "error":
            return 0.0
        if output.output_type == "execute_result":
            try:
                score = float(output.data.get("text/plain", ""))
            except ValueError:
                return points
            return score if 0 <= score <= points else 0.0
    return points
