"""`autograder report`."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

from autograder.atomic import write_whole
from autograder.course import Course
from autograder.errors import UnusableInput


def run(
    assignment: str,
    output: Path | None,
    anonymous: bool,
    formgrader: str,
    db_url: str | None,
    course_dir: Path,
) -> int:
    """Write the class as one page; 0."""
    course = Course.at(course_dir)
    course.source(assignment)
    if not re.match(r"https?://[^\s/]", formgrader):
        raise UnusableInput(
            "--formgrader is no address of a web page.",
            "Give one such as http://localhost:8888/formgrader.",
        )
    folder = output or course.root / "report"
    if folder.exists() and not folder.is_dir():
        raise UnusableInput(f"{folder} is a file.", "Name a folder with -o.")
    from autograder.gradebook import CourseGradebook
    from autograder.grading.material import Material
    from autograder.report import anonymised, class_page, class_report

    gradebook = CourseGradebook.of(course, db_url)
    with gradebook.open_existing() as opened:
        report = class_report(opened, Material.of(course, assignment), gradebook.autograded_folder())
    target = folder / (f"{assignment}-anonymous.html" if anonymous else f"{assignment}.html")
    text = class_page(anonymised(report) if anonymous else report, formgrader=formgrader)
    write_whole(target, text, with_folder=True)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"The report on {len(report.submissions)} submissions is {target}.", markup=False)
    return 0
