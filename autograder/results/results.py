"""The results of a notebook and of a submission: the verdicts on their cells, and what became of the rest."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from autograder.results.verdict import Status, Verdict

NOT_SUBMITTED = "This notebook was not handed in."  # its message begins so; what else was found follows


class NotebookResult(Struct, frozen=True, kw_only=True):
    """The result of one notebook.

    Attributes:
        name: the notebook's.
        status: whether it was there and could be read.
        message: why it isn't graded.
        cells: its graded cells, in order.
        repairs: what the grader put right in it, a sentence each.
        passed_over: which files of the submission were left out, and why, a sentence each; they are among
            the repairs, or in the message.
    """

    name: str
    status: Literal["graded", "missing", "unreadable"]
    message: str | None = None
    cells: tuple[Verdict, ...] = ()
    repairs: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


class SubmissionResult(Struct, frozen=True, kw_only=True):
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
    def cells(self) -> list[Verdict]:
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
            cell.status is Status.ERROR for cell in self.cells
        )

    def without_feedback(self) -> SubmissionResult:
        """The same without what the student reads."""
        nothing = ("findings", "repairs", "notes")
        dropped: dict[str, Any] = {"example": None, "visible": "", "hint": None} | dict.fromkeys(nothing, ())
        notebooks = (
            replace(notebook, cells=tuple(replace(cell, **dropped) for cell in notebook.cells))
            for notebook in self.notebooks
        )
        return replace(self, notebooks=tuple(notebooks))

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


class NotGraded(Struct, frozen=True):
    """A submission that could not be graded; what there was of its results is as it was.

    Attributes:
        student: whose.
        why: in a line.
    """

    student: str
    why: str
