"""What was put right in a student's notebook, as sentences for the student."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.course import Cell, Notebook, Role
from autograder.intake.arrange import keeps_own_version, moved
from autograder.intake.document import StudentCell
from autograder.intake.match import Matching
from autograder.text import listed

_SKIP = "skip-execution"
_KINDS = {"code": "code", "markdown": "Markdown", "raw": "raw"}
_FLAGS = ("grade", "solution", "locked", "task")


@dataclass(frozen=True)
class Repair:
    """Something that was put right.

    Attributes:
        grade_id: the cell it is about; None where it is about the notebook.
        sentence: what the student reads.
    """

    grade_id: str | None
    sentence: str


def repairs(instructor: Notebook, cells: list[StudentCell], matching: Matching) -> tuple[Repair, ...]:
    """All that was put right, in the instructor's order of cells. Nothing for an untouched notebook."""
    found = [
        Repair(asked.grade_id, sentence)
        for asked in instructor.cells
        if asked.is_marked
        for sentence in _of_cell(asked, matching)
    ]
    return (*found, *(Repair(None, sentence) for sentence in _of_notebook(instructor, cells, matching)))


def _of_cell(asked: Cell, matching: Matching) -> Iterator[str]:
    name = f"The cell “{asked.grade_id}”"
    cell = matching.main.get(asked.grade_id)
    if cell is None:
        yield f"{name} was missing. {_put_back(asked)}"
        return
    if asked.grade_id in matching.copies:
        copies = matching.copies[asked.grade_id]
        yield f"{name} was in the notebook {'twice' if copies == 2 else f'{copies} times'}. {_copied(asked)}"
    if asked.grade_id in matching.found:
        yield f"{name} had lost its id, and was recognised by {matching.found[asked.grade_id]}."
    elif settings := _changed_settings(asked, cell):
        yield f"{name} had changed nbgrader settings ({', '.join(settings)}). They were set back."
    if cell.cell_type != asked.cell_type:
        was, now = _KINDS[cell.cell_type], _KINDS[asked.cell_type]
        yield f"{name} had been turned into a {was} cell. It is a {now} cell again."
    if asked.is_fixed and not asked.is_untouched(cell.source):
        kept = "Your version follows it, as a cell that you added." if keeps_own_version(asked, cell) else ""
        yield f"{name} had been edited, but it has to stay as it was. Its original text is back.{kept}"
    if set(cell.tags) - set(asked.tags):
        skipped = f" ({_SKIP})" if _SKIP in cell.tags else ""
        yield f"{name} had been given tags{skipped}. They were removed."


def _put_back(asked: Cell) -> str:
    if asked.is_fixed:
        return "It is back in its place."
    if asked.role is Role.SOLUTION and (names := asked.names):
        return f"No other cell defines {listed(sorted(names))}, so it counts as empty."
    return "It counts as empty."


def _copied(asked: Cell) -> str:
    if asked.is_fixed:
        return "It counts once, with its original text."
    return "The last copy with an answer in it counts; the earlier copies stay in front of it."


def _changed_settings(asked: Cell, cell: StudentCell) -> list[str]:
    changed = [flag for flag in _FLAGS if bool(cell.mark.get(flag)) != bool(asked.nbgrader.get(flag))]
    if asked.nbgrader.get("points") is not None and cell.mark.get("points") != asked.nbgrader["points"]:
        changed.append("points")
    return changed


def _of_notebook(instructor: Notebook, cells: list[StudentCell], matching: Matching) -> Iterator[str]:
    if names := moved(instructor, matching):
        yield f"Cells had been moved ({listed(names)}). They are back in their original order."
    if matching.unknown:
        yield (
            f"Some cells ({matching.unknown}) have the nbgrader id of another notebook. "
            "They count as cells that you added."
        )
    marked = {cell.position for cell in matching.main.values() if cell.tags}
    skipped = sum(_SKIP in cell.tags and cell.position not in marked for cell in cells)
    if skipped and not any(_SKIP in cell.tags for cell in instructor.cells):
        yield f"Some cells of your own ({skipped}) had the tag {_SKIP}. It was removed, so they run."
