"""Where a grade cell runs: in the judge, unless it can't work there.

Some cells of other courses need the student's own process: they delete or replace a student's name, read
its source, pass a function of their own, compare live objects. Nobody has to mark them. The instructor's
notebook has the right answers in it: a cell that they fail before the judge and pass in the student's
process is one of these. What runs there could be forged, and says so.

It is tried, not read from the code, which would be guessing: `del f` is easy to see; a lambda that is
passed on, or a name that one test leaves to the next, is not. Three seeds are tried, since a test with dice
may pass by chance. A student's answer never moves a cell: whoever could fail before the judge on purpose
could then forge.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from autograder.course import Assignment, Notebook
from autograder.course.statements import calls_check
from autograder.judge import Seed
from autograder.judge.notebook import Job, NotebookVerdict
from autograder.limits import Limits
from autograder.results import Status
from autograder.warm.pair import JudgeFailed

# Tags by which an instructor decides instead.
IN_STUDENT = "run-in-student-process"
IN_JUDGE = "run-in-judge"
_SEEDS = 3  # a test with random numbers may pass by chance


def placed(
    notebook: Notebook, assignment: Assignment, limits: Limits, judge: Callable[[Job], NotebookVerdict]
) -> Notebook:
    """A notebook that knows which grade cells run in the student's process, and what has to be plain data.

    Args:
        notebook: the instructor's, with solutions.
        assignment: whose it is.
        limits: what it may use.
        judge: judges a job.
    """
    answers: dict[str, bool] = {}

    def watched(job: Job) -> NotebookVerdict:
        verdict = judge(job)
        for question, is_data in verdict.answers.items():
            answers[question] = is_data and answers.get(question, True)
        return verdict

    notebook = _with(notebook, _needing_student(notebook, assignment, limits, watched))
    return replace(notebook, data=frozenset(question for question, is_data in answers.items() if is_data))


def _with(notebook: Notebook, in_student: Collection[str]) -> Notebook:
    cells = (replace(cell, in_student=cell.grade_id in in_student) for cell in notebook.cells)
    return replace(notebook, cells=tuple(cells))


def _needing_student(
    notebook: Notebook, assignment: Assignment, limits: Limits, judge: Callable[[Job], NotebookVerdict]
) -> frozenset[str]:
    """The grade cells that run in the student's process, by grade_id."""
    tagged = {cell.grade_id for cell in notebook.grade_cells if IN_STUDENT in cell.tags}
    free = [cell for cell in notebook.grade_cells if not {IN_STUDENT, IN_JUDGE} & set(cell.tags)]
    candidates = {cell.grade_id for cell in free if not calls_check(cell.source)}
    if not candidates:
        return frozenset(tagged)

    def failing(in_student: Collection[str], seed: int = 0) -> set[str]:
        job = Job(
            Seed(assignment.name, "", f"placement {seed}"),
            notebook.name,
            _with(notebook, in_student).cells,
            files=assignment.files,
            imports=notebook.imports,
            own=notebook.own_names,
            limits=limits,
        )
        try:
            verdict = judge(job)
        except JudgeFailed:
            return set()
        return {cell.grade_id for cell in verdict.cells if cell.status is not Status.PASSED} & candidates

    suspects = set().union(*(failing(tagged, seed) for seed in range(_SEEDS)))
    if not suspects:
        return frozenset(tagged)
    everywhere = failing(tagged | candidates)  # as stock nbgrader runs them: these fail there too
    moved = suspects - everywhere
    victims = failing(tagged | moved) - everywhere
    if victims:  # they need what others leave behind, a name or a file: move these too, but no more

        def enough(others: Collection[str]) -> bool:
            return not failing(tagged | (moved - victims) | set(others)) - everywhere

        order = [cell.grade_id for cell in notebook.grade_cells if cell.grade_id in candidates]
        moved = (moved - victims) | _fewest([one for one in order if one not in moved - victims], enough)
    return frozenset(tagged | moved)


def _fewest(items: list[str], enough: Callable[[Collection[str]], bool]) -> set[str]:
    """As few of these as are enough: parts are left out, large ones first, as long as the rest is."""
    size = len(items)
    while size:
        for start in range(0, len(items), size):
            rest = items[:start] + items[start + size :]
            if len(rest) < len(items) and enough(rest):
                items = rest
                break
        else:
            size //= 2
    return set(items)
