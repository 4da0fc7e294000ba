"""The tag raises-exception on every grade cell: errors are expected, it says.

The executor goes on after them, but the error stays in the outputs.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Tag every grade cell."""
    for cell in grade_cells(notebook):
        cell["metadata"]["tags"] = ["raises-exception", "nbval-skip", "parameters"]
