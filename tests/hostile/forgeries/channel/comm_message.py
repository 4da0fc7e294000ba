"""Comm messages that claim points, to targets that a grader might have.

Nobody in nbgrader listens to them.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56
from comm import create_comm

for target in ("nbgrader", "autograder", "grade"):
    claim = {"grade_id": "test_ans", "score": 2.0, "status": "passed"}
    create_comm(target_name=target, data=claim).send(data=claim)
"""
}
