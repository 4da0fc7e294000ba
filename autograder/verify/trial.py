"""Trying one candidate answer: the instructor's notebook with one solution cell replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autograder.course import Assignment, Notebook, Role
from autograder.judge import Seed
from autograder.judge.job import Job, NotebookVerdict
from autograder.limits import Limits
from autograder.results import Verdict
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess

_LIMITS = Limits(cell=10.0, call=5.0, notebook=60.0)

Judge = Callable[[Job], NotebookVerdict]


def warm_pair(assignment: Assignment) -> WarmPair:
    """What judges answers to an assignment; close it in the end."""
    return WarmPair(WarmProcess(), assignment)


def tried(
    judge: Judge,
    assignment: Assignment,
    notebook: Notebook,
    replaced: Mapping[str, str],
    *,
    seed: int = 0,
    only: str | None = None,
) -> list[Verdict]:
    """Judge a notebook with some solution cells replaced, as a submission is judged.

    Args:
        judge: judges a job.
        assignment: whose notebook it is.
        notebook: the instructor's.
        replaced: new sources of solution cells by grade_id.
        seed: another seed, other inputs.
        only: grade the cells of this exercise alone.
    """
    cells = []
    for cell in notebook.cells:
        if cell.role is Role.GRADE:
            wanted = only is None or assignment.exercise_of(cell.grade_id, notebook) == only
        else:
            wanted = cell.cell_type == "code" and cell.role in (Role.SOLUTION, Role.LOCKED)
        if wanted:
            cells.append(cell.with_source(replaced.get(cell.grade_id, cell.source)))
    job = Job(
        Seed(assignment.name, "verify", str(seed)),
        notebook.name,
        tuple(cells),
        files=assignment.files,
        imports=notebook.imports,
        limits=_LIMITS,
    )
    return judge(job).cells
