"""From what a student handed in to notebooks that match the instructor's, or reasons why not."""

from autograder.intake.repairs import Repair
from autograder.intake.submission import SubmissionFiles, open_submission, read_file
from autograder.intake.take_in import TakenIn, take_in
from autograder.intake.unreadable import MAX_BYTES, Unreadable

__all__ = [
    "MAX_BYTES",
    "Repair",
    "SubmissionFiles",
    "TakenIn",
    "Unreadable",
    "open_submission",
    "read_file",
    "take_in",
]
