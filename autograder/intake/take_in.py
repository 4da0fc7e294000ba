"""From a student's bytes to a notebook that matches the instructor's cells."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import nbformat
from nbformat import NotebookNode

from autograder.course import Notebook, Role
from autograder.intake.arrange import Placed, arrange
from autograder.intake.astray import words_astray
from autograder.intake.document import read_cells
from autograder.intake.match import Matching, match
from autograder.intake.repairs import Repair, repairs
from autograder.intake.unreadable import Unreadable
from autograder.text import listed

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class TakenIn:
    """A student's notebook, fit to be graded.

    Attributes:
        notebook: nbformat 4.5, valid, without outputs. Each of the instructor's marked cells is there
            once, in order, with the instructor's own nbgrader metadata. Locked, grade and task cells have the
            instructor's own text, hidden tests included: this is for the trusted side.
        repairs: what was put right.
        astray: what stands near each blank written answer, and not in the release; by grade_id.
    """

    notebook: NotebookNode
    repairs: tuple[Repair, ...]
    astray: Mapping[str, str] = field(default_factory=dict)


def take_in(data: bytes, instructor: Notebook) -> TakenIn:
    """Take in a student's notebook, and put right whatever has happened to it.

    The result depends on the arguments alone. Takes time linear in the size of the data.

    Args:
        data: the file's content: any bytes.
        instructor: the instructor's version.

    Returns:
        The notebook, and what was put right.

    Raises:
        Unreadable: it is no notebook, or another one. Nothing else is raised, whatever the bytes.
    """
    file = f"{instructor.name}.ipynb"
    cells = read_cells(data, file)
    if not cells:
        raise Unreadable(
            f"{file} has no cells: it was saved empty. Open it in Jupyter, see that your work is in it, "
            "save it, and hand it in again."
        )
    matching = match(instructor, cells)
    _refuse_another_notebook(instructor, matching, file)
    placed = arrange(instructor, cells, matching)
    notebook = nbformat.v4.new_notebook(metadata=_metadata(instructor))
    notebook.nbformat_minor = 5
    notebook.cells = [_node(place, cell_id) for place, cell_id in zip(placed, _ids(placed), strict=True)]
    astray = words_astray(instructor, placed)
    said = [
        Repair(grade_id, f"The cell “{grade_id}” is blank. A person will look at what you wrote near it.")
        for grade_id in astray
    ]
    return TakenIn(notebook, (*repairs(instructor, cells, matching), *said), astray)


def _refuse_another_notebook(instructor: Notebook, matching: Matching, file: str) -> None:
    """Raise Unreadable if nothing in it is this notebook's; locked cells such as imports say nothing."""
    marked = [cell for cell in instructor.cells if cell.is_marked]
    telling = [cell.grade_id for cell in marked if cell.role is not Role.LOCKED]
    telling = telling or [cell.grade_id for cell in marked]
    if telling and not matching.main.keys() & set(telling):
        raise Unreadable(
            f"{file} has none of this notebook's cells. Expected {listed(telling)}. "
            f"Was another notebook saved under this name? Hand in the one that you got as {file}."
        )


def _metadata(instructor: Notebook) -> dict[str, object]:
    kept = {"kernelspec": instructor.metadata.get("kernelspec") or _KERNEL}
    if language := instructor.metadata.get("language_info"):
        kept["language_info"] = language
    return copy.deepcopy(kept)


def _node(place: Placed, cell_id: str) -> NotebookNode:
    asked, cell = place.asked, place.cell
    node = NotebookNode(id=cell_id, metadata=NotebookNode())
    if asked is None:
        node.cell_type = cell.cell_type if cell else "raw"
    else:
        node.cell_type = asked.cell_type
        node.metadata.nbgrader = copy.deepcopy(dict(asked.nbgrader))
    fixed = asked is not None and asked.is_fixed
    node.source = asked.source if asked and fixed else cell.source if cell else ""
    attachments = asked.attachments if asked and fixed else cell.attachments if cell else {}
    if attachments and node.cell_type == "markdown":
        node.attachments = copy.deepcopy(dict(attachments))
    if node.cell_type == "code":
        node.update(outputs=[], execution_count=None)
    return node


def _ids(placed: list[Placed]) -> Iterator[str]:
    """An id for each cell: the student's where it is valid and new, else one made from the cell's place."""
    used: set[str] = set()
    numbers = count()
    for place in placed:
        cell_id = _wanted_id(place)
        while not cell_id or cell_id in used:
            cell_id = f"cell-{next(numbers)}"
        used.add(cell_id)
        yield cell_id


def _wanted_id(place: Placed) -> str:
    if place.cell is not None and place.cell.cell_id:
        return place.cell.cell_id
    return re.sub(r"[^a-zA-Z0-9_-]", "-", place.asked.grade_id)[:64] if place.asked else ""
