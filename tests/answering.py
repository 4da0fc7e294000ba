"""Answers to the chapter's first two notebooks, as a student writes them into the cells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat

COUNTING, FORMS = "1_parameter_count", "2_transpose_identity"
RIGHT = {
    "hand_count": "hand_count = 784 * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 10",
    "count_parameters": """\
def count_parameters(layer_sizes):
    return sum((a + 1) * b for a, b in zip(layer_sizes, layer_sizes[1:]))""",
    "row_form": "def row_form(x, W, b):\n    return np.dot(x, W.T) + b",
    "column_form": "def column_form(x, W, b):\n    return np.dot(W, x.T).T + b",
    "forms_agree": "def forms_agree(left, right):\n    return bool(np.all(np.abs(left - right) < 1e-9))",
    "explanation": "Transposing a product turns its order around.",
}
FORGETFUL = RIGHT | {
    "count_parameters": """\
def count_parameters(layer_sizes):
    return sum(a * b for a, b in zip(layer_sizes, layer_sizes[1:]))""",
}
HINT = "You counted the weights."  # the misconception's that FORGETFUL has


def fill(path: Path, answers: Mapping[str, str]) -> None:
    """Write answers into the cells of a released notebook, by grade_id."""
    document = nbformat.read(path, as_version=4)
    for cell in document.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    nbformat.write(document, path)
