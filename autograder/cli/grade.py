"""`autograder grade`."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli.limits import NO_SANDBOX, changed_limits
from autograder.cli.tables import class_table, exercise_table, trouble
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.jail.findings import OFF
from autograder.limits import Limits
from autograder.results import SubmissionResult


def run(
    assignment: str,
    students: tuple[str, ...],
    db_url: str | None,
    force: bool,
    timeout: float | None,
    memory: int | None,
    limits: tuple[str, ...],
    no_sandbox: bool,
    json_file: Path | None,
    course_dir: Path,
) -> int:
    """Grade a class; 1 if something of it could not be graded."""
    course = Course.at(course_dir)
    course.released(assignment)
    chosen = _chosen(course, assignment, students)
    changed = changed_limits(course, timeout, memory, limits)
    results = _grade(course, assignment, chosen, db_url, force, changed, not no_sandbox)
    console = Console()
    console.print(class_table(results), exercise_table(results), sep="\n")
    for line in trouble(results):
        console.print(line, markup=False, highlight=False)
    if any(result.sandbox == OFF for result in results):
        console.print(NO_SANDBOX)
    console.print(f"The gradebook is {db_url or course.root / 'gradebook.db'}.", soft_wrap=True)
    if json_file is not None:
        document = {
            "assignment": assignment,
            "submissions": [{"student": result.student, **result.to_json()} for result in results],
        }
        json_file.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    return 1 if any(result.fell_short for result in results) else 0


def _chosen(course: Course, assignment: str, students: tuple[str, ...]) -> list[str]:
    submitted = course.submitted(assignment)
    if not submitted:
        raise UnusableInput(
            f"No submissions of {assignment} in {course.root / 'submitted'}.",
            f"Put each at submitted/STUDENT/{assignment}/, or make up a class: `autograder sample`.",
        )
    unknown = [student for student in students if student not in submitted]
    if unknown:
        raise UnusableInput(
            f"No submission of {assignment} by {', '.join(unknown)}.",
            f"There are {len(submitted)}, of {', '.join(list(submitted)[:5])} and so on.",
        )
    return sorted(set(students) or submitted)


def _grade(
    course: Course,
    assignment: str,
    students: list[str],
    db_url: str | None,
    force: bool,
    limits: Limits,
    sandbox: bool,
) -> list[SubmissionResult]:
    from autograder.worker.zygote import Zygote

    zygote = Zygote(limits, sandbox=sandbox)  # starts while the rest is imported
    try:
        from autograder.gradebook import CourseGradebook
        from autograder.gradebook.batch import Batch
        from autograder.grading import Engine
        from autograder.grading.material import Material

        gradebook = CourseGradebook.of(course, db_url)
        gradebook.register(assignment)
        engine = Engine(Material.of(course, assignment), limits=limits, zygote=zygote)
        engine.wait_until_ready()
    except BaseException:
        zygote.close()
        raise
    with engine, _progress() as progress:
        task = progress.add_task(assignment, total=len(students))
        batch = Batch(course, engine, gradebook, force=force)
        return batch.grade(students, done=lambda result: progress.advance(task))


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True, auto_refresh=False
    )
