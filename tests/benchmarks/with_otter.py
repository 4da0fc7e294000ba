"""The same notebooks and tests graded by otter-grader, from PyPI, in an environment of its own.

A test file holds what a grade cell of ours holds, its asserts and its `check`; it gives all points or none.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from ground import ASSIGNMENT, ROOT, Ground, fit_for_stock
from measure import BenchmarkFailed, Command, Cost
from report import Part, Row, noted, seconds

from autograder.course import Course
from autograder.course.assignment import Cell, Notebook

TITLE = "otter-grader: `otter run` for each notebook, with the start of the program"
_TEST = """\
from contextlib import chdir

from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points!r}

@test_case()
def test(env):
    names = dict(env)
    with chdir({folder!r}):
        exec({source!r}, names)
    assert names["points"] >= points
"""


@dataclass(frozen=True)
class Otter:
    """An installed otter-grader.

    Attributes:
        ground: where it works.
        programs: the folder of its programs.
        version: its version.
    """

    ground: Ground
    programs: Path
    version: str

    @classmethod
    def installed(cls, ground: Ground) -> Otter:
        """Install it in an environment of its own; our packages are found behind its own.

        Raises:
            BenchmarkFailed: it doesn't install.
        """
        folder = ground.folder / "otter"
        python = str(folder / "bin" / "python")
        _done(sys.executable, "-m", "venv", str(folder))
        _done(python, "-m", "pip", "install", "--quiet", "otter-grader", "ipykernel")
        packages = Path(_done(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
        (packages / "course.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
        version = _done(python, "-c", "import importlib.metadata as m; print(m.version('otter-grader'))")
        return cls(ground, folder / "bin", version)

    def command(self, folder: Path, *arguments: str) -> Command:
        """A command line of it."""
        return Command((str(self.programs / "otter"), *arguments), folder)

    def autograder(self, notebook: Notebook) -> Path:
        """The zip archive that grades a notebook; it is made when it is first needed."""
        folder = self.ground.folder / "otter-assignment" / notebook.name
        archive = folder / "autograder.zip"
        if not archive.exists():
            tests = folder / "tests"
            tests.mkdir(parents=True)
            shutil.copy(ROOT / "release" / ASSIGNMENT / "layers.py", folder)
            for cell in notebook.grade_cells:
                (tests / f"{cell.grade_id}.py").write_text(self._test(cell), encoding="utf-8")
            options = ("--no-config", "--no-requirements", "--no-environment", "-o", archive.name)
            self.ground.run(self.command(folder, "generate", "-t", "tests", *options, "layers.py"))
        return archive

    def _test(self, cell: Cell) -> str:
        module = ast.parse(cell.source)
        points: ast.expr = ast.Constant(cell.points)
        if isinstance(module.body[-1], ast.Expr):
            points = module.body.pop().value
        module.body.append(ast.Assign([ast.Name("points", ast.Store())], points))
        source = ast.unparse(ast.fix_missing_locations(module))
        folder = str(self.ground.ours / "source" / ASSIGNMENT)  # where `check` finds the course
        return _TEST.format(name=cell.grade_id, points=cell.points, folder=folder, source=source)


def measure(ground: Ground, *, students: int) -> Part:
    """Grade some students' notebooks, each by a command of its own."""
    try:
        otter = Otter.installed(ground)
    except BenchmarkFailed as error:
        return Part(TITLE, [Row("it doesn't install", str(error)[-300:])])
    notebooks = list(Course.at(ROOT).assignment(ASSIGNMENT).notebooks.values())
    people = dict(list(fit_for_stock(ground.made_up(12)).items())[:students])
    notes: list[dict[str, Any]] = []
    given: dict[tuple[str, str, str], bool] = {}
    for student, folder in people.items():
        for notebook in notebooks:
            archive = otter.autograder(notebook)
            path = _submission(ground.folder / "otter-submitted" / student, folder / f"{notebook.name}.ipynb")
            command = otter.command(path.parent, "run", "-a", str(archive), "--no-logo", str(path))
            notes.append(noted(f"otter run {notebook.name}", 1, ground.run(command)))
            given |= {(student, notebook.name, cell): full for cell, full in _given(path.parent)}
    each = sum((Cost(**note["cost"]) for note in notes), Cost(0, 0)) / len(people)
    agree = _agreeing(ground, people, given)
    rows = [
        Row(f"a student, by otter-grader {otter.version}", seconds(each)),
        Row("cells that have all points by it and here, or by neither", f"{agree} of {len(given)}"),
    ]
    data = {"each": vars(each), "version": otter.version, "runs": notes, "agree": agree, "cells": len(given)}
    return Part(TITLE, rows, data)


def _done(*command: str) -> str:
    """Run a command that isn't measured; what it prints."""
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if ended.returncode != 0:
        raise BenchmarkFailed(ended.stderr.strip())
    return ended.stdout.strip()


def _submission(target: Path, path: Path) -> Path:
    """A student's notebook without its grade cells: the test files are in their place."""
    target.mkdir(parents=True, exist_ok=True)
    document = nbformat.read(path, as_version=4)
    document.cells = [cell for cell in document.cells if not _is_test(cell)]
    nbformat.write(document, target / path.name)
    return target / path.name


def _is_test(cell: Any) -> bool:
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade", False)


def _given(folder: Path) -> Iterator[tuple[str, bool]]:
    """Of each test, whether it gave all points."""
    for test in json.loads((folder / "results.json").read_text())["tests"]:
        if test.get("max_score"):
            yield test["name"], test["score"] == test["max_score"]


def _agreeing(ground: Ground, people: Mapping[str, Path], given: Mapping[tuple[str, str, str], bool]) -> int:
    """How many cells have all points by both or by neither."""
    ground.hand_in(ground.ours, people)
    report = ground.folder / "otter.json"
    ground.run(ground.grade("--json", str(report)))
    ours = {
        (submission["student"], notebook["name"], cell["grade_id"]): cell["score"] == cell["max_score"]
        for submission in json.loads(report.read_text(encoding="utf-8"))["submissions"]
        for notebook in submission["notebooks"]
        for cell in notebook["cells"]
    }
    return sum(ours.get(key) == full for key, full in given.items())
