"""Results of grading, as data."""

from autograder.results.results import NOT_SUBMITTED, NotebookResult, NotGraded, SubmissionResult
from autograder.results.verdict import (
    BROKE,
    FORGEABLE,
    NO_RESPONSE,
    NO_SANDBOX,
    OUR_FAULT,
    Finding,
    Hint,
    Status,
    Verdict,
    earned,
    in_bounds,
    tampered,
    test_broke,
    undecided,
    worth,
)

__all__ = [
    "BROKE",
    "FORGEABLE",
    "NOT_SUBMITTED",
    "NO_RESPONSE",
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
    "in_bounds",
    "tampered",
    "test_broke",
    "undecided",
    "worth",
]
