"""Results of grading, as data: what tables, reports and JSON files are made from."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class CellResult:
    """The result of one graded cell.

    Attributes:
        grade_id: the cell's.
        name: the exercise it belongs to.
        score: the points; None where a person has to decide.
        max_score: what the grader can give; 0 for a cell that a person grades.
        status: "passed", "failed", "manual", "error" or "tampered".
        misconception: id of the known wrong answer, or None.
        feedback: what the student reads.
        detail: what of ours broke, for the instructor.
        forgeable: the cell ran in the student's own process.
    """

    grade_id: str
    name: str
    score: float | None
    max_score: float
    status: str
    misconception: str | None = None
    feedback: str = ""
    detail: str = ""
    forgeable: bool = False

    def to_json(self) -> dict[str, Any]:
        """The result as JSON: without what is for the instructor alone."""
        names = (field.name for field in fields(self))
        return {name: getattr(self, name) for name in names if name != "detail"}


@dataclass(frozen=True)
class NotebookResult:
    """The result of one notebook.

    Attributes:
        name: the notebook's.
        status: "graded", "missing" or "unreadable".
        message: why it isn't graded.
        cells: its graded cells, in order.
        repairs: what the grader put right in it, a sentence each.
    """

    name: str
    status: str
    message: str | None
    cells: tuple[CellResult, ...]
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubmissionResult:
    """The result of one submission.

    Attributes:
        assignment: its name.
        student: whose it is.
        notebooks: all of the assignment, in order.
        sandbox: the layers of the sandbox that it was graded in; "off" for none.
    """

    assignment: str
    student: str
    notebooks: tuple[NotebookResult, ...]
    sandbox: str = ""

    @property
    def cells(self) -> list[CellResult]:
        """All graded cells, in order."""
        return [cell for notebook in self.notebooks for cell in notebook.cells]

    @property
    def score(self) -> float:
        """The points that the grader gave."""
        return float(sum(cell.score or 0 for cell in self.cells))

    @property
    def max_score(self) -> float:
        """The points that the grader can give."""
        return float(sum(cell.max_score for cell in self.cells))

    @property
    def fell_short(self) -> bool:
        """Whether something of it could not be graded."""
        return any(notebook.status == "unreadable" for notebook in self.notebooks) or any(
            cell.status == "error" for cell in self.cells
        )

    def without_feedback(self) -> SubmissionResult:
        """The same without what the student reads."""
        notebooks = (
            replace(notebook, cells=tuple(replace(cell, feedback="") for cell in notebook.cells))
            for notebook in self.notebooks
        )
        return replace(self, notebooks=tuple(notebooks))

    @classmethod
    def from_json(cls, document: dict[str, Any], student: str) -> SubmissionResult:
        """The result that `to_json` has written."""
        notebooks = [
            NotebookResult(
                notebook["name"],
                notebook["status"],
                notebook["message"],
                tuple(CellResult(**cell) for cell in notebook["cells"]),
                tuple(notebook.get("repairs", ())),
            )
            for notebook in document["notebooks"]
        ]
        return cls(document["assignment"], student, tuple(notebooks), document["sandbox"])

    def to_json(self) -> dict[str, Any]:
        """The result as `check --json` writes it."""
        return {
            "assignment": self.assignment,
            "score": self.score,
            "max_score": self.max_score,
            "notebooks": [
                {
                    "name": notebook.name,
                    "status": notebook.status,
                    "message": notebook.message,
                    "cells": [cell.to_json() for cell in notebook.cells],
                    "repairs": list(notebook.repairs),
                }
                for notebook in self.notebooks
            ],
            "sandbox": self.sandbox,
        }
