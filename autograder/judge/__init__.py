"""The judge: an exercise's checks on an answer, and what a student is told.

nbgrader runs the tests in the student's kernel, where the code under test can change them, the interpreter,
NumPy, or the outputs from which the score is read; tests/hostile has the forgeries. So the judge is a
process of its own. It never runs a student's cells, and reads no score from the process that does.
"""

from autograder.judge.grade_cell import run_grade_cell
from autograder.judge.judge import judge, passes
from autograder.judge.seed import Seed
from autograder.judge.session import Session, in_session

__all__ = ["Seed", "Session", "in_session", "judge", "passes", "run_grade_cell"]
