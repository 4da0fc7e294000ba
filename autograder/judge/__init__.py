"""The judge: an exercise's checks on an answer, and what a student is told."""

from autograder.judge.grade_cell import CellVerdict, run_grade_cell
from autograder.judge.judge import judge, passes
from autograder.judge.seed import Seed
from autograder.judge.session import Session, in_session
from autograder.judge.verdict import Outcome, Status, Verdict

__all__ = [
    "CellVerdict",
    "Outcome",
    "Seed",
    "Session",
    "Status",
    "Verdict",
    "in_session",
    "judge",
    "passes",
    "run_grade_cell",
]
