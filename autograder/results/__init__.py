"""Results of grading, as data."""

from autograder.results.results import NotebookResult, NotGraded, SubmissionResult
from autograder.results.verdict import (
    FORGEABLE,
    NO_SANDBOX,
    OUR_FAULT,
    Finding,
    Hint,
    Status,
    Verdict,
    earned,
    tampered,
    undecided,
    worth,
)

__all__ = [
    "FORGEABLE",
    "NO_SANDBOX",
    "OUR_FAULT",
    "Finding",
    "Hint",
    "NotGraded",
    "NotebookResult",
    "Status",
    "SubmissionResult",
    "Verdict",
    "earned",
    "tampered",
    "undecided",
    "worth",
]
