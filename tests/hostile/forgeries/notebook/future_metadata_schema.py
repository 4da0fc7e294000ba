"""Tests with nbgrader metadata of a version that doesn't exist yet.

nbgrader stops there, and grades nobody behind this student either.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Claim schema 4 for every grade cell."""
    for cell in grade_cells(notebook):
        cell["metadata"]["nbgrader"]["schema_version"] = 4
