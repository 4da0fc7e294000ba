"""Execution counts which say that the tests ran last and passed in order.

nbgrader clears them.
"""

EARNS = False


def tamper(notebook: dict) -> None:
    """Number all code cells as after a clean run."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for count, cell in enumerate(code, start=1):
        cell["execution_count"] = count
