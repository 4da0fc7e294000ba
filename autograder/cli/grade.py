"""`autograder grade`."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli.tables import class_table, exercise_table
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.results import SubmissionResult


def run(
    assignment: str,
    students: tuple[str, ...],
    db_url: str | None,
    force: bool,
    json_file: Path | None,
    course_dir: Path,
) -> int:
    """Grade a class; 1 if a submission could not be graded."""
    course = Course.at(course_dir)
    course.released(assignment)
    chosen = _chosen(course, assignment, students)
    results, failures = _grade(course, assignment, chosen, db_url, force)
    console = Console()
    console.print(class_table(results), exercise_table(results), sep="\n")
    for student, reason in failures.items():
        console.print(f"[red]could not be graded[/]: {student}: {reason}", highlight=False)
    console.print(f"The gradebook is {db_url or course.root / 'gradebook.db'}.", soft_wrap=True)
    if json_file is not None:
        document = {
            "assignment": assignment,
            "submissions": [{"student": result.student, **result.to_json()} for result in results],
        }
        json_file.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    return 1 if failures or any(result.fell_short for result in results) else 0


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
    return sorted(students or submitted)


def _grade(
    course: Course, assignment: str, students: list[str], db_url: str | None, force: bool
) -> tuple[list[SubmissionResult], dict[str, str]]:
    """Grade one submission after the other; a failing one doesn't stop the others."""
    from autograder.gradebook import CourseGradebook

    gradebook = CourseGradebook.of(course, db_url)
    gradebook.register(assignment)
    results, failures = [], {}
    with _progress() as progress:
        task = progress.add_task(assignment, total=len(students))
        for student in students:
            failure = gradebook.autograde(assignment, student, force=force)
            if failure is not None:
                failures[student] = failure
            results.append(gradebook.result(assignment, student, failure))
            progress.advance(task)
    return results, failures


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
