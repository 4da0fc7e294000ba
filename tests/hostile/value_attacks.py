"""The attacks on what handles a student's values, names and outputs, as data: a row each, under values/.

None of them wants out of the sandbox. They want a test to say yes, or to break; other cells to lose what is
theirs; hidden lines to be shown; the grader's memory and time.
"""

from __future__ import annotations

import copy
import json
import runpy
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import usual
from tampering import cell_of, code_cell

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHAPTER = "ch177"
RIGHT = "right"
KINDS = ("dodges", "sinks", "forged", "leaks", "starving")


@dataclass(frozen=True)
class Attack:
    """A submission of one notebook.

    Attributes:
        name: of who submits it.
        answers: by solution cell; the others are right.
        hits: the exercises that it is about: they are wrong, and have to cost all of their points.
        own_cells: the student's, at the beginning.
        change: what becomes of the file's bytes.
        notebook: which; "usual" is the one of plain asserts.
        kind: the file that it is from.
        others: whether the other cells keep their points.
    """

    name: str
    answers: Mapping[str, str]
    hits: tuple[str, ...]
    own_cells: tuple[str, ...] = ()
    change: Callable[[bytes], bytes] = bytes
    notebook: str = usual.NOTEBOOK
    kind: str = ""
    others: bool = True

    @property
    def assignment(self) -> str:
        """The assignment of its notebook."""
        return usual.ASSIGNMENT if self.notebook == usual.NOTEBOOK else CHAPTER

    @property
    def targets(self) -> set[str]:
        """The grade cells that it is about."""
        return {name if name.startswith("test_") else f"test_{name}" for name in self.hits}


def chapter(notebook: str, name: str, answers: Mapping[str, str], hits: tuple[str, ...] = ()) -> Attack:
    """An attack in a notebook of chapter 177; on the tests of its own answers unless others are named."""
    found = json.loads((ROOT / "source" / CHAPTER / f"{notebook}.ipynb").read_text("utf-8"))
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in found["cells"]]
    own = [
        one
        for one in ids
        if any(one in (f"test_{a}", *(f"test_{a}_{f}" for f in "z h stable".split())) for a in answers)
    ]
    return Attack(name, answers, hits or tuple(own), notebook=notebook)


def utf16(data: bytes) -> bytes:
    """The notebook as 46 MB of UTF-16, of which one cell is more than a frame as UTF-8."""
    document = json.loads(data)
    document["cells"].insert(0, code_cell("#" + "…" * 23_000_000))
    return json.dumps(document, ensure_ascii=False).encode("utf-16")


def corpus() -> list[Attack]:
    """Every attack under values/."""
    return [
        replace(attack, kind=kind)
        for kind in KINDS
        for attack in runpy.run_path(str(HERE / "values" / f"{kind}.py"))["ATTACKS"]
    ]


def build_course(folder: Path) -> Path:
    """Make a course of both assignments, without submissions."""
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "values"\n')
    for place, instructors in (("source", True), ("release", False)):
        target = folder / place / usual.ASSIGNMENT
        target.mkdir(parents=True)
        document = usual.notebook(instructors=instructors)
        (target / f"{usual.NOTEBOOK}.ipynb").write_text(json.dumps(document), "utf-8")
        shutil.copytree(ROOT / place / CHAPTER, folder / place / CHAPTER)
    shutil.copytree(ROOT / "solutions" / CHAPTER, folder / "solutions" / CHAPTER)
    return folder


def submission(attack: Attack) -> bytes:
    """The notebook of an attack, as it is handed in."""
    if attack.notebook == usual.NOTEBOOK:
        document = usual.notebook(instructors=False, own_cells=attack.own_cells, **attack.answers)
    else:
        document = _chapters(attack)
    return attack.change(json.dumps(document).encode())


def _chapters(attack: Attack) -> dict[str, Any]:
    released = json.loads((ROOT / "release" / CHAPTER / f"{attack.notebook}.ipynb").read_text("utf-8"))
    source = json.loads((ROOT / "source" / CHAPTER / f"{attack.notebook}.ipynb").read_text("utf-8"))
    document: dict[str, Any] = copy.deepcopy(released)
    for cell in document["cells"]:
        marked = cell["metadata"].get("nbgrader", {})
        if marked.get("solution") and cell["cell_type"] == "code":
            name = marked["grade_id"]
            cell["source"] = attack.answers.get(name) or "".join(cell_of(source, name)["source"])
    document["cells"][1:1] = map(code_cell, attack.own_cells)
    return document


def submit(course: Path, student: str, attack: Attack) -> None:
    """Hand an attack in."""
    path = course / "submitted" / student / attack.assignment / f"{attack.notebook}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(submission(attack))
