"""Writes the files of a new assignment, or of one more exercise.

Both are the one exercise of the template, under the name that is asked for: so what an author starts from
is known to verify, the second time as the first.
"""

from __future__ import annotations

import ast
import builtins
import json
import keyword
import re
import shutil
from pathlib import Path
from typing import Any

from autograder.atomic import whole_folder, write_whole
from autograder.course import Course
from autograder.course.course import CONFIG, is_configured
from autograder.errors import UnusableInput

TEMPLATE = Path(__file__).parent / "template"
FIRST = "mean"  # the template's exercise
_NOTEBOOK = TEMPLATE / "source" / f"1_{FIRST}.ipynb"
_MODULE = TEMPLATE / "solutions" / f"{FIRST}.py"
_COURSE_FILES = {CONFIG: CONFIG, "gitignore": ".gitignore"}  # by their names in the template, which git reads
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")  # of it nbgrader makes a folder, Python a package
_AS_A_NAME = re.compile(rf"(?<![.\w]){FIRST}(?=[(),\"`])")  # where the template names its exercise


def start_assignment(root: Path, assignment: str, exercise: str = FIRST) -> list[Path]:
    """Start an assignment with one exercise; in a folder without a course, the course too.

    Args:
        root: the course's root, or where it is to be.
        assignment: its name.
        exercise: the name of its exercise.

    Returns:
        The files that are there now.

    Raises:
        UnusableInput: a name can't be one, or there is such an assignment; nothing is written then.
    """
    if not _NAME.fullmatch(assignment):
        raise UnusableInput(
            f"{assignment!r} can't be an assignment's name.", "Use letters, digits, _ and -, as in ch178."
        )
    _refuse_name(exercise)
    if not root.is_dir():
        raise UnusableInput(f"There is no folder {root}.", "Make it, or name another with --course DIR.")
    course = Course(root.resolve())  # there or not yet
    source, solutions = course.folder("source", assignment), course.solutions(assignment)
    for target in (source, solutions):
        if target.exists():
            raise UnusableInput(
                f"There is a {target} already.",
                "Choose another name, or add an exercise with --exercise NAME.",
            )
    document = _renamed(json.loads(_NOTEBOOK.read_text(encoding="utf-8")), exercise)
    files = {
        source / f"1_{exercise}.ipynb": _as_notebook(document),
        solutions / f"{exercise}.py": _module(exercise),
    }
    for path, data in files.items():
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        with whole_folder(path.parent) as fresh:
            (fresh / path.name).write_bytes(data)
    written = list(files)
    if not is_configured(root):
        for name, written_as in _COURSE_FILES.items():
            if not (root / written_as).exists():
                shutil.copy(TEMPLATE / name, root / written_as)
                written.append(root / written_as)
    return written


def add_exercise(course: Course, assignment: str, exercise: str, notebook: str | None = None) -> list[Path]:
    """Add an exercise to an assignment: cells at a notebook's end, and a solution module.

    Args:
        course: the course.
        assignment: the assignment's name.
        exercise: the new exercise's.
        notebook: where its cells go: one of the assignment's, or a new one; by default the last.

    Returns:
        The two files.

    Raises:
        UnusableInput: a name can't be one, or is taken; nothing is written then.
    """
    _refuse_name(exercise)
    asked = course.assignment(assignment)
    module = course.solutions(assignment) / f"{exercise}.py"
    ids = {cell.grade_id for book in asked.notebooks.values() for cell in book.cells}
    if exercise in asked.exercises or {exercise, f"test_{exercise}"} & ids or module.exists():
        raise UnusableInput(f"{assignment} has something called {exercise} already.", "Choose another name.")
    name = notebook or list(asked.notebooks)[-1]
    if not _NAME.fullmatch(name):
        raise UnusableInput(f"{name!r} can't be a notebook's name.", "Use letters, digits, _ and -.")
    path = course.source(assignment) / f"{name}.ipynb"
    added = _renamed(json.loads(_NOTEBOOK.read_text(encoding="utf-8")), exercise)
    document = json.loads(path.read_text(encoding="utf-8")) if path.exists() else added
    if path.exists():
        document["cells"] += [_fitting(cell, document) for cell in added["cells"][1:]]  # all but the title
    module.parent.mkdir(parents=True, exist_ok=True)
    write_whole(module, _module(exercise))
    write_whole(path, _as_notebook(document))
    return [path, module]


def _refuse_name(exercise: str) -> None:
    """Refuse a name under which the template's code would be something else."""
    taken = {*dir(builtins), *keyword.kwlist, *_names(_MODULE.read_text(encoding="utf-8"))} - {FIRST}
    if exercise in taken or not exercise.isidentifier() or not exercise.isascii() or len(exercise) > 50:
        raise UnusableInput(
            f"{exercise!r} can't be an exercise's name.",
            "It is what students define: a name in Python that isn't taken, as in moving_average.",
        )


def _names(source: str) -> set[str]:
    """What a module calls anything."""
    nodes = [*ast.walk(ast.parse(source))]
    fields = ("id", "arg", "name", "asname")
    return {str(getattr(node, field)) for node in nodes for field in fields if hasattr(node, field)}


def _module(exercise: str) -> bytes:
    return _AS_A_NAME.sub(exercise, _MODULE.read_text(encoding="utf-8")).encode()


def _renamed(document: Any, exercise: str) -> Any:
    """The template's notebook with another exercise's name."""
    for cell in document["cells"]:
        cell["source"] = _AS_A_NAME.sub(exercise, cell["source"])
        ids = cell["metadata"].get("nbgrader", {})
        for holder, key in ((cell, "id"), (ids, "grade_id")):
            if holder.get(key):
                holder[key] = re.sub(rf"\b{FIRST}$|(?<=_){FIRST}$", exercise, holder[key])
    return document


def _fitting(cell: Any, document: Any) -> Any:
    """A cell as this notebook's format has it: ids came with 4.5."""
    has_ids = (document.get("nbformat"), document.get("nbformat_minor", 0)) >= (4, 5)
    return cell if has_ids else {key: value for key, value in cell.items() if key != "id"}


def _as_notebook(document: Any) -> bytes:
    """As Jupyter writes them, so that a diff shows what was added alone."""
    for cell in document["cells"]:
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
