"""A made-up class: students who know it, write it in their own way, get it wrong, or left it blank."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from autograder.course import Assignment, Course, Role
from autograder.course.solutions import no_modules
from autograder.errors import UnusableInput
from autograder.exercise import Exercise
from autograder.exercise.lift import as_cell
from autograder.sample.together import work_together

MARKER = ".made-up-class"
_FEWEST_TOGETHER = 8  # students, or there are no pair and no three who worked together
_FIRST = (
    "ada amir bela chen dalia emil fatou goran hana ines jonas kira luis mina noor omar pilar quinn rosa "
    "sami tara uma wanda yusuf"
)
_LAST = (
    "abel baran costa diaz eriksen fuchs garcia hansen ito jansen kowal lund moreau novak okafor popov "
    "quist rossi sato tamm ueda weber"
)

_KNOWS, _OWN_WAY, _MISCONCEIVES, _BLANK = "knows", "own way", "misconceives", "blank"


def fill_submitted(course: Course, assignment: str, *, students: int, seed: int) -> list[str]:
    """Write a made-up class to `submitted/`; the same seed gives the same class.

    Args:
        course: the course.
        assignment: which of its assignments.
        students: how many.
        seed: any whole number.

    Returns:
        The students' ids.

    Raises:
        UnusableInput: there is no release, or there are real submissions.
    """
    target = course.step("submitted")
    asked, release = course.assignment(assignment), course.released(assignment)
    if not asked.exercises:
        raise no_modules(course.solutions(assignment))
    _make_room(course, assignment)
    rng = np.random.default_rng([seed, students])
    ids = _ids(rng, students)
    folders = [course.folder("submitted", assignment, student) for student in ids]
    whole = [folder for folder in folders if _submit(asked, release, folder, rng)]
    if len(whole) >= _FEWEST_TOGETHER:
        mixed = [whole[place] for place in rng.permutation(len(whole))]
        work_together([mixed[:2], mixed[2:5]])
    target.mkdir(exist_ok=True)
    _remember(target, assignment, ids)
    return ids


def _written(assignment: Assignment) -> dict[str, str]:
    """Model answers of the cells that a person grades, by grade_id."""
    return {
        cell.grade_id: _model_answer(cell.source)
        for notebook in assignment.notebooks.values()
        for cell in notebook.with_role(Role.MANUAL)
    }


def _model_answer(source: str) -> str:
    """A manual cell's text without nbgrader's region marks."""
    return "\n".join(line for line in source.splitlines() if "SOLUTION" not in line)


def _made_up(target: Path) -> dict[str, list[str]]:
    """The students that were made up before, by assignment."""
    try:
        made_up = json.loads((target / MARKER).read_text())
    except (OSError, ValueError):
        return {}
    return made_up if isinstance(made_up, dict) else {}


def _remember(target: Path, assignment: str, ids: list[str]) -> None:
    made_up = _made_up(target) | {assignment: ids}
    (target / MARKER).write_text(json.dumps(made_up))


def _make_room(course: Course, assignment: str) -> None:
    target, there = course.step("submitted"), course.submitted(assignment)
    ours = set(_made_up(target).get(assignment, []))
    others = sorted(there.keys() - ours)
    if others:
        raise UnusableInput(
            f"{target} holds real submissions ({', '.join(others[:3])}{', …' if others[3:] else ''}).",
            "A made-up class goes only into an empty folder: move them away first.",
        )
    for student in ours & there.keys():
        shutil.rmtree(there[student])


def _ids(rng: np.random.Generator, students: int) -> list[str]:
    pairs = [f"{first}-{last}" for first in _FIRST.split() for last in _LAST.split()]
    names = [pairs[i] for i in rng.permutation(len(pairs))[:students]]
    names += [f"student-{number:05}" for number in range(len(names), students)]
    return sorted(names)


def _submit(assignment: Assignment, release: Path, folder: Path, rng: np.random.Generator) -> bool:
    """Write one submission; whether all of it can be read."""
    not_handed_in = shutil.ignore_patterns(*(f"{name}.ipynb" for name in assignment.lessons))
    shutil.copytree(release, folder, dirs_exist_ok=True, ignore=not_handed_in)
    minutes = int(rng.integers(0, 3 * 24 * 60))
    (folder / "timestamp.txt").write_text(
        f"2026-03-{1 + minutes // 1440:02} {minutes // 60 % 24:02}:{minutes % 60:02}:00 UTC\n"
    )
    strength, written = rng.beta(4, 1.6), _written(assignment)
    paths = sorted(folder.glob("*.ipynb"))
    for path in paths:
        document = nbformat.read(path, as_version=4)
        for cell in document.cells:
            _answer(assignment, written, cell, strength, rng)
        nbformat.write(document, path)
    if rng.random() < 0.15:
        mishap = _MISHAPS[int(rng.integers(len(_MISHAPS)))]
        mishap(paths[int(rng.integers(len(paths)))])
        return False
    return True


def _answer(
    assignment: Assignment,
    written: Mapping[str, str],
    cell: Any,
    strength: float,
    rng: np.random.Generator,
) -> None:
    """Fill in one cell as a student of this strength might."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    exercise = assignment.exercises.get(grade_id)
    if exercise is not None and cell.cell_type == "code":
        code = _code(exercise, strength, rng)
        if code is not None:
            cell.source = as_cell(exercise, code, assignment.exercises)
    elif grade_id in written and rng.random() < strength:
        sentences = written[grade_id].split("\n\n")
        cell.source = "\n\n".join(sentences[: 1 + int(rng.integers(len(sentences)))])


def _code(exercise: Exercise, strength: float, rng: np.random.Generator) -> Any:
    right, rest = strength, 1 - strength
    kinds = [_KNOWS, _OWN_WAY, _MISCONCEIVES, _BLANK]
    kind = rng.choice(kinds, p=[0.6 * right, 0.4 * right, 0.7 * rest, 0.3 * rest])
    if kind == _MISCONCEIVES and exercise.misconceptions:
        return exercise.misconceptions[int(rng.integers(len(exercise.misconceptions)))].answer
    if kind in (_MISCONCEIVES, _BLANK):
        return None
    if kind == _OWN_WAY and exercise.alternatives:
        return exercise.alternatives[int(rng.integers(len(exercise.alternatives)))].answer
    return exercise.reference_code


def _truncate(path: Path) -> None:
    """An upload that broke off."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


def _duplicate(path: Path) -> None:
    """A cell copied and pasted, with its nbgrader metadata."""
    document = nbformat.read(path, as_version=4)
    index = next(i for i, cell in enumerate(document.cells) if "nbgrader" in cell.metadata)
    twin = nbformat.from_dict(document.cells[index])
    twin["id"] = "pasted"
    document.cells.insert(index + 1, twin)
    nbformat.write(document, path)


def _misspell(path: Path) -> None:
    """A cell that is no Python."""
    document = nbformat.read(path, as_version=4)
    cell = next(cell for cell in document.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    cell.source = cell.source.rstrip() + "\nreturn return"
    nbformat.write(document, path)


_MISHAPS: list[Callable[[Path], None]] = [_truncate, _duplicate, _misspell, Path.unlink]
