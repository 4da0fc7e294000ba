"""A small course of two notebooks, right answers to it, and ways to damage them."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ASSIGNMENT = "demo"
ONE, TWO = "1_scale", "2_total"
POINTS = {"test_scale": 2.0, "test_add_one": 1.0, "test_total": 3.0}
HIDDEN = "hidden-test-canary"  # stands in the instructor's notebooks alone
CANARY = "canary-of-a-file-outside"

SETUP = "import numpy as np\nfrom layers import factor"
ANSWERS = {
    "scale": "def scale(x):\n    return factor * np.asarray(x)",
    "add_one": "def add_one(x):\n    return x + 1",
    "total": "def total(numbers):\n    return sum(numbers)",
}
TESTS = {
    "scale": ("assert scale(2) == 6", "assert scale([1, 2]).tolist() == [3, 6]"),
    "add_one": ("assert add_one(2) == 3", "assert add_one(-1) == 0"),
    "total": ("assert total([1, 2]) == 3", "assert total([]) == 0"),
}
PLACES = {ONE: ["scale", "add_one"], TWO: ["total"]}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

Document = dict[str, Any]


def cell(source: str, grade_id: str = "", **flags: object) -> Document:
    """A code cell, with nbgrader's metadata where it has a grade_id."""
    metadata: Document = {}
    if grade_id:
        base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        metadata["nbgrader"] = {"grade_id": grade_id, **base, **flags}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": (grade_id or "own").replace("_", "-"),
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def notebook(name: str, *, instructors: bool = False) -> Document:
    """A notebook with right answers: the instructor's, with hidden tests, or a student's."""
    cells = [cell(SETUP, "setup", locked=True)]
    for exercise in PLACES[name]:
        answer, (test, hidden) = ANSWERS[exercise], TESTS[exercise]
        if instructors:
            head, _, body = answer.partition("\n")
            answer = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
            test += f"\n### BEGIN HIDDEN TESTS\n{hidden}, '{HIDDEN}'\n### END HIDDEN TESTS"
        grade_id = f"test_{exercise}"
        cells.append(cell(answer, exercise, solution=True))
        cells.append(cell(test, grade_id, grade=True, locked=True, points=POINTS[grade_id]))
    return {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}


def data(document: object) -> bytes:
    """A document as the bytes of a file."""
    return json.dumps(document).encode()


def write_course(root: Path) -> Path:
    """Write the course: two notebooks and a module that both import."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "damaged"\n')
    for folder in ("source", "release"):
        target = root / folder / ASSIGNMENT
        target.mkdir(parents=True)
        (target / "layers.py").write_text("factor = 3\n")
        for name in PLACES:
            document = notebook(name, instructors=folder == "source")
            (target / f"{name}.ipynb").write_bytes(data(document))
    return root


def whole() -> dict[str, bytes]:
    """Both notebooks, answered right, by file name."""
    return {f"{name}.ipynb": data(notebook(name)) for name in PLACES}


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a new folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(files: Mapping[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """A zip archive of these entries, in order, whatever their names."""
    packed = io.BytesIO()
    entries = files.items() if isinstance(files, Mapping) else files
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # about duplicate names
        for entry, content in entries:
            archive.writestr(entry, content)
    return packed.getvalue()
