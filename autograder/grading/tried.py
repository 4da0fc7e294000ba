"""The instructor's own notebooks are tried before the first student: as solved and as released, both ways.

Some cells of other courses need the student's own process: they delete or replace a student's name, read
its source, pass a function of their own, compare live objects. Nobody has to mark them. The instructor's
notebook has the right answers in it: a cell that they fail before the judge and pass as nbgrader runs it is
one of these. Nbgrader's way is the only witness for it; it could be forged, and says so.

It is tried, not read from the code, which would be guessing: `del f` is easy to see; a lambda that is
passed on, or a name that one test leaves to the next, is not. Where anything may be drawn at random, three
seeds are tried, since a test with dice may pass by chance. A student's answer never moves a cell: whoever
could fail before the judge on purpose could then forge.

What is found is kept beside the gradebook, under what it depends on, for all members and all runs: a slow
notebook is tried once. Members share a file for each notebook; the first to come tries, the others wait.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from autograder.course import Assignment, Cell, Notebook, Role
from autograder.course.doubts import doubts
from autograder.course.released import USUAL, normal
from autograder.course.statements import statements_of
from autograder.grading.environment import installed, program
from autograder.judge import Seed
from autograder.judge.job import Job, NotebookVerdict
from autograder.judge.witnesses import IN_STUDENT, is_plain, with_both
from autograder.limits import Limits
from autograder.results import Status, Verdict
from autograder.warm.pair import JudgeFailed, WarmPair

FOLDER = ".autograder"  # in the course's root
_SEEDS = 3
_SEEDED = re.compile(  # draws the same each time
    rb"random_state\s*=\s*\d+|(?:\w+\.)*(?:default_rng|RandomState|Random)\(\s*\d+\s*\)"
)
_MAX_MESSAGE = 200
_NO_MEMORY = ("MemoryError", "ArrayMemoryError", "_ArrayMemoryError")


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out about a notebook by trying the instructor's own.

    Attributes:
        moved: the grade cells that only nbgrader's way can judge, and how the judge fails there.
        failed: the grade cells that the own solution doesn't pass, and why.
        given: the grade cells that give points to a submission without answers.
        left_out: cells of the own solution that don't run within the limits, and why.
        unsolved: solution cells without a solution that is Python.
        imported_anew: imports that each notebook's processes have to do for themselves, and why.
        data: what plain asserts ask of a student's process and get as plain data from the own solution.
    """

    moved: dict[str, str] = {}
    failed: dict[str, str] = {}
    given: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unsolved: tuple[str, ...] = ()
    imported_anew: dict[str, str] = {}
    data: tuple[str, ...] = ()

    def placed(self, notebook: Notebook) -> Notebook:
        """The notebook, which knows of its cells who is heard on them, and what has to be plain data."""
        cells = (replace(cell, in_student=self._moves(cell)) for cell in notebook.cells)
        return replace(notebook, cells=tuple(cells), data=frozenset(self.data))

    def _moves(self, cell: Cell) -> bool:
        return cell.role is Role.GRADE and (cell.grade_id in self.moved or IN_STUDENT in cell.tags)

    @property
    def lines(self) -> dict[str, list[str]]:
        """What an instructor should know, by what is said of it."""
        return {
            "Your own solution gets no points for": _items(self.failed),
            "A submission without any answer gets points for": list(self.given),
            "Cells of your own solution that don't run within the limits": list(self.left_out),
            "Solution cells in source/ without a solution": list(self.unsolved),
            "Imports that are done anew for each submission, which takes its time": _items(
                self.imported_anew
            ),
        }


def _items(found: dict[str, str]) -> list[str]:
    return [f"{grade_id} ({why})" if why else grade_id for grade_id, why in found.items()]


class _Kept(msgspec.Struct, frozen=True):
    """What a notebook's file holds: what was found, and under which content."""

    key: str
    tried: Tried


def tried(
    notebook: Notebook, assignment: Assignment, limits: Limits, pair: WarmPair, folder: Path | None
) -> Tried:
    """Try a notebook of the instructor's, unless that was done before.

    Args:
        notebook: with solutions.
        assignment: whose it is.
        limits: what it may use.
        pair: hears both witnesses on a job.
        folder: where what is found is kept; None to keep nothing.
    """
    if not any(map(is_plain, notebook.cells)):
        return Tried()
    if folder is None:
        return _try(notebook, assignment, limits, pair)
    key = _key(notebook, assignment, limits)
    try:
        path = _place(folder, assignment.name, notebook.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            before = _read(path)
            if before is not None and before.key == key:
                return before.tried
            found = _try(notebook, assignment, limits, pair)
            file.truncate(0)
            file.write(msgspec.json.encode(_Kept(key, found)))
            return found
    except OSError:  # a course that can only be read
        return _try(notebook, assignment, limits, pair)


def known(assignment: Assignment, limits: Limits, folder: Path) -> dict[str, Tried]:
    """What was found out about an assignment's notebooks as they are now, by name."""
    found = {}
    for name, notebook in assignment.notebooks.items():
        kept = _read(_place(folder, assignment.name, name))
        if kept is not None and kept.key == _key(notebook, assignment, limits):
            found[name] = kept.tried
    return found


def kept_files(assignment: str, folder: Path) -> list[Path]:
    """Where what was found out about an assignment is kept, as far as it is."""
    return sorted((folder / FOLDER / assignment).glob("*.json"))


def untried(assignment: Assignment, limits: Limits, folder: Path) -> list[str]:
    """The names of the notebooks that have to be tried yet."""
    found = known(assignment, limits, folder)
    return [
        name
        for name, notebook in assignment.notebooks.items()
        if name not in found and any(map(is_plain, notebook.cells))
    ]


def about(assignment: Assignment, limits: Limits, folder: Path) -> list[str]:
    """What an instructor should know of an assignment as it is now, in a line for each kind and doubt."""
    found = said(known(assignment, limits, folder))
    return [*found, *(doubt for notebook in assignment.notebooks.values() for doubt in doubts(notebook))]


def said(found: dict[str, Tried]) -> list[str]:
    """What was found out, in a line for each kind."""
    by_kind: dict[str, list[str]] = {}
    for name, one in found.items():
        for kind, items in one.lines.items():
            by_kind.setdefault(kind, []).extend(f"{name}: {item}" for item in items)
    return [f"{kind}: {'; '.join(items)}." for kind, items in by_kind.items() if items]


def _place(folder: Path, assignment: str, notebook: str) -> Path:
    return folder / FOLDER / assignment / f"{notebook}.json"


def _read(path: Path) -> _Kept | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None


def _key(notebook: Notebook, assignment: Assignment, limits: Limits) -> str:
    """What trying depends on, as one number."""
    cells = [(cell.grade_id, cell.role, cell.source, cell.points, cell.tags) for cell in notebook.cells]
    parts = repr((cells, sorted(assignment.for_judge.items()), limits, sorted(assignment.rights.items())))
    return hashlib.sha256(f"{program()}{installed()}{parts}".encode()).hexdigest()


def _try(notebook: Notebook, assignment: Assignment, limits: Limits, pair: WarmPair) -> Tried:
    try:
        return _tried(notebook, assignment, limits, pair)
    except JudgeFailed:
        return Tried(unsolved=_unsolved(notebook))


def _tried(notebook: Notebook, assignment: Assignment, limits: Limits, pair: WarmPair) -> Tried:
    notebook = Tried().placed(notebook)

    def heard(cells: Iterable[Cell], seed: int) -> tuple[NotebookVerdict, NotebookVerdict, Job]:
        job = Job(
            Seed(assignment.name, "", f"own {seed}"),
            notebook.name,
            tuple(cells),
            files=assignment.files,
            imports=notebook.imports,
            own=notebook.own_names,
            limits=limits,
        )
        first, judged = pair.witnesses(job)
        return first or judged, judged, job

    runs = [heard(notebook.cells, seed) for seed in range(_SEEDS if _draws(notebook, assignment) else 1)]
    by_judge = _failed(judged for _first, judged, _job in runs)
    by_first = _failed(first for first, _judged, _job in runs)
    both = _failed(with_both(judged, first, job) for first, judged, job in runs)
    worth = {cell.grade_id for cell in notebook.grade_cells if cell.points}
    plain = {verdict.grade_id for verdict in runs[0][0].cells}
    moved = {one: why for one, why in by_judge.items() if one in plain & worth and one not in by_first}
    left_out = {
        f"a cell that begins “{_begin(notebook.cells[place])}” {why}"
        for first, _judged, _job in runs
        for place, why in (first.left_out | _short_of_memory(first, limits)).items()
    }
    first, judged, job = heard((cell.with_source(_released(cell)) for cell in notebook.cells), 0)
    blank = with_both(judged, first, job)
    answers: dict[str, bool] = {}
    for _first, judged, _job in runs:
        for question, is_data in judged.answers.items():
            answers[question] = is_data and answers.get(question, True)
    return Tried(
        moved=moved,
        failed={one: why for one, why in both.items() if one in worth and one not in moved},
        given=tuple(verdict.grade_id for verdict in blank.cells if verdict.score),
        left_out=tuple(sorted(left_out)),
        unsolved=_unsolved(notebook),
        imported_anew=pair.imported_anew,
        data=tuple(sorted(question for question, is_data in answers.items() if is_data)),
    )


def _short_of_memory(verdict: NotebookVerdict, limits: Limits) -> dict[int, str]:
    """The cells that need more memory than there is, by their places."""
    why = f"needs more memory than {limits.memory} MiB: set c.Limits.memory"
    return {
        place: why
        for place, outputs in verdict.outputs.items()
        if any(output.ename in _NO_MEMORY for output in outputs)
    }


def _failed(verdicts: Iterable[NotebookVerdict]) -> dict[str, str]:
    """The grade cells that didn't pass every time, and why not, in a few words."""
    cells = (cell for verdict in verdicts for cell in verdict.cells)
    return {cell.grade_id: _why(cell) for cell in cells if cell.status is not Status.PASSED}


def _why(verdict: Verdict) -> str:
    text = verdict.broken or " ".join(verdict.remarks) or verdict.feedback
    return " ".join(text.split())[:_MAX_MESSAGE]


def _released(cell: Cell) -> str:
    return cell.released if cell.role in (Role.SOLUTION, Role.MANUAL) else cell.source


def _begin(cell: Cell) -> str:
    return next(iter(cell.source.strip().splitlines()), "")[:60]


def _draws(notebook: Notebook, assignment: Assignment) -> bool:
    """Whether anything may be drawn that differs from time to time: who does that says so somewhere."""
    texts = [cell.source.encode() for cell in notebook.cells]
    return any(b"rand" in _SEEDED.sub(b"", text) for text in (*texts, *assignment.files.values()))


def _unsolved(notebook: Notebook) -> tuple[str, ...]:
    """The solution cells that have no solution, or none in Python."""
    code = [cell for cell in notebook.with_role(Role.SOLUTION) if cell.cell_type == "code"]
    return tuple(cell.grade_id for cell in code if not _is_solved(cell))


def _is_solved(cell: Cell) -> bool:
    if normal(cell.source) == cell.given or USUAL.code[0] in cell.source:
        return False
    try:
        return bool(statements_of(cell.source, tests=False))
    except SyntaxError:
        return False
