"""All that a gradebook holds, without what differs by chance."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

# What tells the rows of a table apart, beside the random id.
NATURAL = {
    "alembic_version": ("version_num",),
    "course": ("id",),
    "assignment": ("name",),
    "notebook": ("assignment_id", "name"),
    "base_cell": ("notebook_id", "name", "type"),
    "grade_cells": ("id",),
    "solution_cells": ("id",),
    "task_cells": ("id",),
    "source_cell": ("notebook_id", "name"),
    "student": ("id",),
    "submitted_assignment": ("assignment_id", "student_id"),
    "submitted_notebook": ("assignment_id", "notebook_id"),
    "grade": ("notebook_id", "cell_id"),
    "comment": ("notebook_id", "cell_id"),
}
NO_ID = ("alembic_version",)
OF_ANOTHER = ("grade_cells", "solution_cells", "task_cells")  # their id is that of a base_cell


def rows(folder: Path) -> dict[str, dict[Any, dict[str, Any]]]:
    """All rows of all tables, by table; random ids are replaced by what they stand for."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    known: dict[str, Any] = {}
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as connection:
        connection.row_factory = sqlite3.Row
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type='table'")}
        assert tables == set(NATURAL)
        for table, natural in NATURAL.items():
            found[table] = {}
            for row in connection.execute(f"select * from {table}"):
                values = {column: known.get(row[column], row[column]) for column in row.keys()}  # noqa: SIM118
                key = tuple(values[column] for column in natural)
                if table not in (*NO_ID, *OF_ANOTHER, "course", "student"):
                    known[row["id"]] = (table, *key)
                    del values["id"]
                assert key not in found[table]
                found[table][key] = values
    return found
