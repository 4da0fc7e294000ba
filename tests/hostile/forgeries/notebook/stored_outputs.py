"""Tests that were never run, with outputs that claim full marks.

nbgrader clears all outputs first and runs the tests itself.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Store a result and an execution count in every grade cell."""
    for cell in grade_cells(notebook):
        points = str(cell["metadata"]["nbgrader"]["points"])
        result = {"output_type": "execute_result", "data": {"text/plain": points}, "metadata": {}}
        cell["outputs"] = [{**result, "execution_count": 1}]
        cell["execution_count"] = 1
