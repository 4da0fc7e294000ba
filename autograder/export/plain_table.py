"""The class as a plain table: a row a student, a column an exercise."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from autograder.errors import UnusableInput
from autograder.export.class_scores import ClassScores, StudentScores

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_bytes(scores: ClassScores, kind: str) -> bytes:
    """The file of one of the kinds in PLAIN.

    Args:
        scores: of the gradebook.
        kind: "csv", "json" or "parquet".

    Raises:
        UnusableInput: what writes this kind isn't installed.
    """
    return PLAIN[kind](scores, [_row(scores, student) for student in scores.students])


def _row(scores: ClassScores, student: StudentScores) -> dict[str, Any]:
    """The columns of `nbgrader export`, and then the cells; None for what there is none of.

    A score is what there is until now; `needs_manual_grade` says whether a person may still change it.
    """
    there = student.submitted
    return {
        "assignment": scores.assignment,
        "duedate": scores.duedate,
        "timestamp": student.timestamp,
        "student_id": student.id,
        "last_name": student.last_name or None,
        "first_name": student.first_name or None,
        "email": student.email or None,
        "raw_score": student.raw_score if there else None,
        "late_submission_penalty": student.penalty if there else None,
        "score": student.score if there else None,
        "max_score": scores.max_score,
        "needs_manual_grade": bool(student.undecided) if there else None,
        "cells": {cell: student.cells.get(cell) for cell in scores.cells},
    }


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """The cells as columns; one that has the name of another column gets `cell:` before it."""
    cells = row["cells"]
    rest = {name: value for name, value in row.items() if name != "cells"}
    return rest | {f"cell:{cell}" if cell in rest else cell: score for cell, score in cells.items()}


def _csv(scores: ClassScores, rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    flat = [_flat(row) for row in rows]
    writer.writerow([_harmless(name) for name in flat[0]])
    writer.writerows([_harmless(value) for value in row.values()] for row in flat)
    return text.getvalue().encode()


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _json(scores: ClassScores, rows: list[dict[str, Any]]) -> bytes:
    document = {
        "assignment": scores.assignment,
        "duedate": scores.duedate,
        "max_score": scores.max_score,
        "cells": scores.cells,
        "students": [
            {name: value for name, value in row.items() if name not in ("assignment", "duedate", "max_score")}
            for row in rows
        ],
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, default=lambda moment: moment.isoformat())
    return f"{text}\n".encode()


def _parquet(scores: ClassScores, rows: list[dict[str, Any]]) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise UnusableInput(
            "Parquet needs pyarrow, which isn't installed.", "Install it: `pip install pyarrow`."
        ) from None
    flat = [_flat(row) for row in rows]
    types = {
        "duedate": pa.timestamp("us", tz="UTC"),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "needs_manual_grade": pa.bool_(),
    }
    text = ("assignment", "student_id", "last_name", "first_name", "email")
    schema = pa.schema(
        [(name, pa.string() if name in text else types.get(name, pa.float64())) for name in flat[0]]
    )
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(flat, schema=schema), file)
    return file.getvalue()


PLAIN: dict[str, Callable[[ClassScores, list[dict[str, Any]]], bytes]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
