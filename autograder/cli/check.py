"""`autograder check`."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.cli.limits import NO_SANDBOX, changed_limits
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.limits import Limits
from autograder.results import NotebookResult, SubmissionResult

_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "manual": ("…", "cyan")}


def run(
    path: Path,
    assignment: str | None,
    timeout: float | None,
    memory: int | None,
    limits: tuple[str, ...],
    no_sandbox: bool,
    json_file: Path | None,
    course_dir: Path,
) -> int:
    """Grade one submission; 1 if something of it could not be graded."""
    course = Course.at(course_dir)
    if str(path) == "-":
        raise UnusableInput("- is no submission.", "Name a notebook, a folder or a zip archive.")
    name = assignment or _assignment_of(course, path)
    course.source(name)
    changed = changed_limits(course, timeout, memory, limits)
    result = _check(course, name, path, changed, sandbox=not no_sandbox)
    if json_file is not None:
        text = json.dumps(result.to_json(), indent=2, ensure_ascii=False)
        json_file.write_text(text, encoding="utf-8")
    console = Console(highlight=False, soft_wrap=True)
    for notebook in result.notebooks:
        _print(console, notebook)
    console.print(f"\n{result.score:g} of {result.max_score:g} points")
    if no_sandbox:
        console.print(NO_SANDBOX)
    return 1 if result.fell_short else 0


def _assignment_of(course: Course, path: Path) -> str:
    """The assignment that a path belongs to: the only one, or the one that it names."""
    if len(course.assignments) == 1:
        return course.assignments[0]
    parts = {*path.resolve().parts, path.stem}
    named = [name for name in course.assignments if name in parts]
    if len(named) != 1:
        raise UnusableInput(
            f"{path} could belong to any of {len(course.assignments)} assignments.",
            "Name one with --assignment: " + ", ".join(course.assignments) + ".",
        )
    return named[0]


def _check(course: Course, name: str, path: Path, limits: Limits, *, sandbox: bool) -> SubmissionResult:
    from autograder.worker.zygote import Zygote

    zygote = Zygote(limits, sandbox=sandbox)  # starts while the rest is imported
    try:
        from autograder.grading import Engine
        from autograder.grading.material import Material
        from autograder.intake import open_submission

        files = open_submission(path, list(course.notebooks(name)), assignment=name)
        engine = Engine(Material.of(course, name), limits=limits, figures=False, zygote=zygote)
    except BaseException:
        zygote.close()
        raise
    with engine:
        result, _documents = engine.grade_submission(files.notebooks, files=files.others)
    return result


def _print(console: Console, notebook: NotebookResult) -> None:
    state = "" if notebook.status == "graded" else f": {notebook.status}"
    console.print(Text(f"\n{notebook.name}{state}", style="bold"))
    if notebook.message:
        console.print(f"  {notebook.message}", markup=False)
    for cell in notebook.cells:
        mark, style = _MARKS.get(cell.status, ("!", "yellow"))
        score = "graded by a person" if cell.score is None else f"{cell.score:g}/{cell.max_score:g}"
        console.print(Text(f"  {mark} {cell.grade_id}  {score}", style=style))
        if notebook.status == "graded" and cell.status not in ("passed", "manual"):
            for line in cell.feedback.splitlines():
                console.print(f"      {line}", markup=False)
