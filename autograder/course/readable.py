"""Whether a notebook of the instructor's is one that can be graded here, said before anything is run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from autograder.errors import BrokenCourse

SCHEMA = 3  # nbgrader's present one
_FLAGS = ("grade", "solution", "locked", "task")
_REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")


def refuse_unreadable(document: Any, path: Path) -> None:
    """Refuse what would be graded wrongly, or not at all.

    Args:
        document: a notebook as nbformat has it, with nbgrader's usual delimiters.
        path: its file.

    Raises:
        BrokenCourse: it is of another schema or language, has an id twice, or its regions don't end,
            or a graded cell has no points.
    """
    for cell in document.cells:
        _check_schema(cell, path)
        _check_points(cell, path)
        for name in _REGIONS:
            _check_region(cell, name, path)
    _check_ids(document, path)
    _check_language(document, path)


def _check_ids(document: Any, path: Path) -> None:
    marks = [cell.metadata.get("nbgrader") or {} for cell in document.cells]
    marked = [mark.get("grade_id") for mark in marks if any(map(mark.get, _FLAGS))]
    for grade_id, times in Counter(marked).items():
        if times > 1:
            raise BrokenCourse(
                f"{path} has {times} cells with the id {grade_id!r}, as copies have.",
                "Give each one an id of its own, in Jupyter's Create Assignment view.",
            )


def _check_schema(cell: Any, path: Path) -> None:
    metadata = cell.metadata.get("nbgrader") or {}
    version = metadata.get("schema_version", 0)
    if version == SCHEMA or not any(map(metadata.get, _FLAGS)):
        return
    older = isinstance(version, int) and version < SCHEMA
    raise BrokenCourse(
        f"{path} is of nbgrader's schema {version}, and {SCHEMA} is read here.",
        f"Run `nbgrader update {path.parent}`." if older else "Install a newer version of this program.",
    )


def _check_points(cell: Any, path: Path) -> None:
    metadata = cell.metadata.get("nbgrader") or {}
    points = metadata.get("points")
    is_some = isinstance(points, int | float) and not isinstance(points, bool) and points >= 0
    if metadata.get("grade") and not is_some:
        raise BrokenCourse(
            f"The graded cell {metadata.get('grade_id')} of {path} is worth {points!r}, which is no number.",
            "Give it some, or 0, in Jupyter's Create Assignment view.",
        )


def _check_language(document: Any, path: Path) -> None:
    kernel = document.metadata.get("kernelspec") or {}
    language = (
        kernel.get("language") or (document.metadata.get("language_info") or {}).get("name") or "python"
    )
    if "python" not in language.lower():
        raise BrokenCourse(
            f"{path} is written in {language}, for the kernel {kernel.get('name', '?')!r}; "
            "only Python is graded here.",
            "Choose a Python kernel for it in JupyterLab, or grade it with `nbgrader autograde` in a course "
            "whose nbgrader_config.py doesn't load this engine.",
        )


def _check_region(cell: Any, name: str, path: Path) -> None:
    inside = False
    for line in cell.source.splitlines():
        if f"BEGIN {name}" in line and inside:
            raise _broken(cell, path, f"BEGIN {name}", "twice with no end between", name)
        if f"BEGIN {name}" in line:
            inside = True
        elif f"END {name}" in line:
            inside = False
    if inside:
        raise _broken(cell, path, f"BEGIN {name}", "without an end", name)


def _broken(cell: Any, path: Path, mark: str, how: str, name: str) -> BrokenCourse:
    grade_id = (cell.metadata.get("nbgrader") or {}).get("grade_id", "")
    where = f"The cell {grade_id} of {path}" if grade_id else f"A cell of {path}"
    return BrokenCourse(
        f"{where} has “{mark}” {how}.",
        f"Write “### END {name}” where it ends, then run "
        f"`nbgrader generate_assignment {path.parent.name} --force`.",
    )
