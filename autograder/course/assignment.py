"""An assignment as its instructor wrote it: notebooks as lists of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import BrokenCourse


class Role(StrEnum):
    """What nbgrader's metadata makes of a cell. PLAIN: nothing; the student may do what they like."""

    SOLUTION = "solution"
    GRADE = "grade"
    MANUAL = "manual"
    TASK = "task"
    LOCKED = "locked"
    PLAIN = "plain"


@dataclass(frozen=True)
class Cell:
    """One of the instructor's cells.

    Attributes:
        grade_id: nbgrader's id; empty for a plain cell.
        role: what it is for.
        cell_type: "code", "markdown" or "raw".
        source: its text, solutions and hidden tests included.
        points: what a graded cell is worth.
        nbgrader: its nbgrader metadata as it stands in the file; empty for a cell without.
        tags: its tags.
        attachments: the images in a Markdown cell, as nbformat keeps them.
    """

    grade_id: str
    role: Role
    cell_type: str
    source: str
    points: float = 0.0
    nbgrader: Mapping[str, Any] = field(default_factory=dict, compare=False)
    tags: tuple[str, ...] = ()
    attachments: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Notebook:
    """One of an assignment's notebooks.

    Attributes:
        name: the file's, without .ipynb.
        cells: in order.
        metadata: the file's own: kernelspec, language_info and so on.
    """

    name: str
    cells: tuple[Cell, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def with_role(self, *roles: Role) -> list[Cell]:
        """The cells of these roles, in order."""
        return [cell for cell in self.cells if cell.role in roles]

    @property
    def is_graded(self) -> bool:
        """Whether the grader or a person gives points for anything in it."""
        return bool(self.with_role(Role.GRADE, Role.MANUAL, Role.TASK))

    @property
    def grade_cells(self) -> list[Cell]:
        """The cells that the grader scores."""
        return self.with_role(Role.GRADE)


def read_notebook(path: Path, complete: Callable[[Any], Any] = lambda document: document) -> Notebook:
    """Read one of the instructor's notebooks.

    Args:
        path: its file.
        complete: what is done to it before, as nbformat has it.

    Raises:
        BrokenCourse: it is no notebook.
    """
    try:
        document = nbformat.read(path, as_version=4)
    except Exception as error:
        raise BrokenCourse(f"{path} can't be read as a notebook: {error}.") from error
    document = complete(document)
    return Notebook(path.stem, tuple(_cell(cell) for cell in document.cells), document.metadata)


def exercise_of(grade_id: str, exercises: Iterable[str]) -> str:
    """The exercise that a grade cell checks: test_<name> or test_<name>_<facet>; else the id itself."""
    body = grade_id.removeprefix("test_")
    fitting = [name for name in exercises if body == name or body.startswith(f"{name}_")]
    return max(fitting, key=len, default=grade_id)


def _cell(cell: Any) -> Cell:
    metadata = cell.metadata.get("nbgrader") or {}
    return Cell(
        grade_id=metadata.get("grade_id", ""),
        role=role_of(metadata, cell.cell_type),
        cell_type=cell.cell_type,
        source=cell.source,
        points=float(metadata.get("points") or 0),
        nbgrader=metadata,
        tags=tuple(cell.metadata.get("tags") or ()),
        attachments=cell.get("attachments") or {},
    )


def role_of(metadata: Mapping[str, Any], cell_type: str) -> Role:
    """The role of a cell with this nbgrader metadata."""
    if metadata.get("task"):
        return Role.TASK
    if metadata.get("grade") and (metadata.get("solution") or cell_type != "code"):
        return Role.MANUAL
    if metadata.get("grade"):
        return Role.GRADE
    if metadata.get("solution"):
        return Role.SOLUTION
    return Role.LOCKED if metadata.get("locked") else Role.PLAIN
