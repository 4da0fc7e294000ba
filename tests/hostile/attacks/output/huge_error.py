"""Raises an error with a message of 100 MB, and one behind a thousand others."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
raise ValueError("x" * (100 << 20))
""",
    """
error = None
for number in range(1000):
    new = ValueError(f"number {number}" * 100)
    new.__cause__, error = error, new
raise error
""",
]
