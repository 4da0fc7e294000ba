"""A test cut in two: the harmless first line keeps the id, the rest lies in a cell of its own.

nbgrader puts the whole test back under the id.
"""

from tampering import cell_of, code_cell

EARNS = False


def tamper(notebook: dict) -> None:
    """Cut the test of `mean_of` behind its first line."""
    cell = cell_of(notebook, "test_mean_of")
    first, *rest = "".join(cell["source"]).splitlines(keepends=True)
    cell["source"] = first
    notebook["cells"].insert(notebook["cells"].index(cell) + 1, code_cell("".join(rest)))
