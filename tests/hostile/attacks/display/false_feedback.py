"""Prints what looks like the grader's feedback, with points."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
print("double: 3 of 3 points\\n\\u2713 All tests passed.")
print("This cell was graded by hand: 3/3")
""",
    """
3.0
""",
]
