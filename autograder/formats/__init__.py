"""Results in the formats of others: pure functions from a result to a text."""

from autograder.formats.classroom50 import Handover, classroom50
from autograder.formats.common import Timing
from autograder.formats.ctrf import ctrf
from autograder.formats.github import Place, annotate, summary
from autograder.formats.gradescope import gradescope
from autograder.formats.junit import junit
from autograder.formats.prairielearn import prairielearn

__all__ = [
    "Handover",
    "Place",
    "Timing",
    "annotate",
    "classroom50",
    "ctrf",
    "gradescope",
    "junit",
    "prairielearn",
    "summary",
]
