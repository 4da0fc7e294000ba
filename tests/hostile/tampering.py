"""Finding and making cells in a notebook's JSON, for forgeries that change more than their answers."""

from __future__ import annotations

from typing import Any


def cell_of(notebook: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """The cell with this grade_id.

    Raises:
        KeyError: there is none.
    """
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            return cell
    raise KeyError(grade_id)


def grade_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that carry points, in order."""
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def code_cell(source: str) -> dict[str, Any]:
    """A code cell of the student's own, without nbgrader's metadata."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def insert_before(notebook: dict[str, Any], grade_id: str, cell: dict[str, Any]) -> None:
    """Put a cell right before the one with this grade_id."""
    notebook["cells"].insert(notebook["cells"].index(cell_of(notebook, grade_id)), cell)
