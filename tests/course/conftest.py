"""The expensive real things, each done once: nbgrader's commands and `autograder verify`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import nbformat
import pytest

STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "{course_id}"
c.CourseDirectory.solution_directory = "solutions/worked"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".ruff_cache", "feedback"]
"""


@pytest.fixture(scope="session", autouse=True)
def verification(root, tmp_path_factory) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """`autograder verify`, running beside the other tests of the course, and the file it will write."""
    file = tmp_path_factory.mktemp("verification") / "tests.json"
    output = (file.parent / "output.txt").open("w+")
    command = [sys.executable, "-m", "autograder", "verify", "ch177", "--json", str(file)]
    process = subprocess.Popen(command, cwd=root, stdout=output, stderr=subprocess.STDOUT, text=True)
    yield process, file
    if process.poll() is None:
        process.terminate()
        process.wait()
    output.close()


@pytest.fixture(scope="session")
def verified(verification) -> tuple[int, str, list[dict]]:
    """How it ended: exit code, output, findings."""
    process, file = verification
    code = process.wait(timeout=400)
    output = (file.parent / "output.txt").read_text()
    return code, output, json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


@pytest.fixture(scope="session")
def source_notebooks(root) -> dict[str, nbformat.NotebookNode]:
    """The instructor's notebooks, by name."""
    paths = sorted((root / "source" / "ch177").glob("*.ipynb"))
    return {path.stem: nbformat.read(path, as_version=4) for path in paths}


@pytest.fixture(scope="session")
def rebuilt(copy_course, nbgrader, tmp_path_factory) -> Path:
    """A copy of the course in which `nbgrader generate_assignment ch177` has been run."""
    folder = copy_course(tmp_path_factory.mktemp("rebuilt") / "course")
    ended = nbgrader(folder, "generate_assignment", "ch177")
    assert ended.returncode == 0, ended.stderr
    return folder


@pytest.fixture(scope="session")
def rebuilt_worked(rebuilt, nbgrader) -> Path:
    """The solution notebooks, as `nbgrader generate_solution ch177` writes them now."""
    ended = nbgrader(rebuilt, "generate_solution", "ch177")
    assert ended.returncode == 0, ended.stderr
    return rebuilt / "solutions" / "worked" / "ch177"


def submit(release: Path, target: Path, answers: Mapping[str, str]) -> None:
    """Hand in the released notebooks with these sources in their solution cells; other code stays a stub.

    All but the lesson, in which there is nothing to hand in.
    """
    shutil.copytree(release, target, ignore=shutil.ignore_patterns("0_lesson.ipynb"))
    for path in target.glob("*.ipynb"):
        document = nbformat.read(path, as_version=4)
        for cell in document.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if cell.cell_type == "code" and grade_id in answers:
                cell.source = answers[grade_id]
            elif cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = "Because it is so."
        nbformat.write(document, path)


@pytest.fixture(scope="session")
def hand_in(rebuilt):
    """Hand in answers, by the names of exercises, in a folder."""

    def run(target: Path, answers: Mapping[str, str]) -> Path:
        submit(rebuilt / "release" / "ch177", target, answers)
        return target

    return run


@pytest.fixture(scope="session")
def reference_cells(exercises) -> dict[str, str]:
    """The references as students' cells, by exercise."""
    from autograder.exercise.lift import as_cell

    return {name: as_cell(entry, entry.reference_code, exercises) for name, entry in exercises.items()}


@pytest.fixture(scope="session")
def stock_course(copy_course, root, tmp_path_factory) -> Path:
    """A copy of the course with a stock configuration: nbgrader alone, without the engine."""
    folder = copy_course(tmp_path_factory.mktemp("stock") / "course")
    config = (root / "nbgrader_config.py").read_text()
    course_id = config.partition('course_id = "')[2].partition('"')[0]
    (folder / "nbgrader_config.py").write_text(STOCK.format(course_id=course_id))
    return folder


@pytest.fixture(scope="session")
def small_class(copy_course, root, exercises, reference_cells):
    """Write a course with the chapter's first notebook alone, and a class of s0, s1, … that hands it in."""
    from autograder.exercise.lift import as_cell

    name, modules = "1_parameter_count", ("parameter_count", "__init__")
    wrong_cells = {
        exercise: as_cell(entry, entry.misconceptions[0].answer, exercises)
        for exercise, entry in exercises.items()
        if entry.misconceptions
    }

    def write(folder: Path, students: int, *, wrong: Collection[str] = (), more: str = "") -> Path:
        """Write it; `more` is code that each student has in a cell of their own."""
        copy_course(folder)
        for path in (folder / "source" / "ch177").glob("*.ipynb"):
            if path.stem != name:
                path.unlink()
        for path in (folder / "solutions" / "ch177").rglob("*.py"):
            if path.stem not in modules:
                path.unlink()
        release = folder / "release" / "ch177"
        release.mkdir(parents=True)
        shutil.copy(root / "release" / "ch177" / f"{name}.ipynb", release)
        for student in (f"s{number}" for number in range(students)):
            target = folder / "submitted" / student / "ch177"
            submit(release, target, wrong_cells if student in wrong else reference_cells)
            if more:
                document = nbformat.read(target / f"{name}.ipynb", as_version=4)
                document.cells.insert(0, nbformat.v4.new_code_cell(more))
                nbformat.write(document, target / f"{name}.ipynb")
        return folder

    return write
