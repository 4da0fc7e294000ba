"""The instructor's order of cells, with what the student added where it belongs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from autograder.course import Cell, Notebook, Role
from autograder.intake.document import StudentCell
from autograder.intake.match import Matching


@dataclass(frozen=True)
class Placed:
    """A cell of the result.

    Attributes:
        asked: the instructor's cell that it is; None for a plain one.
        cell: the student's cell; None where it was missing.
    """

    asked: Cell | None
    cell: StudentCell | None


@dataclass(frozen=True)
class _Slots:
    """The student's plain cells, by the grade_id of the marked cell that they stand before or after."""

    before: dict[str, list[StudentCell]]
    after: dict[str, list[StudentCell]]


_START = ""


def arrange(instructor: Notebook, cells: list[StudentCell], matching: Matching) -> list[Placed]:
    """Put all cells in order.

    Each of the instructor's marked cells is there once. A plain cell follows the marked cell that it
    followed in the student's notebook. A cell that was missing stands where the instructor's plain cells
    say: a grade cell after what the student added there, any other before it.
    """
    slots = _slots(cells, matching)
    placed: list[Placed] = []
    group = slots.after[_START]
    missing: list[int] = []
    for index, asked in enumerate(instructor.cells):
        if not asked.is_marked:
            continue
        cell = matching.main.get(asked.grade_id)
        if cell is None:
            missing.append(index)
            continue
        placed += _weave(instructor, group, missing, matching)
        placed += [Placed(None, plain) for plain in slots.before[asked.grade_id]]
        placed.append(Placed(asked, cell))
        if keeps_own_version(asked, cell):
            placed.append(Placed(None, cell))
        group, missing = slots.after[asked.grade_id], []
    return placed + _weave(instructor, group, missing, matching)


def keeps_own_version(asked: Cell, cell: StudentCell) -> bool:
    """Whether a student's edits of a cell that is restored stay, in a plain cell after it.

    They do for locked code: editors other than Jupyter let students add an import there, and their
    answers need it.
    """
    return (
        asked.role is Role.LOCKED
        and asked.cell_type == cell.cell_type == "code"
        and not asked.is_untouched(cell.source)
        and not asked.is_part(cell.source)
    )


def moved(instructor: Notebook, matching: Matching) -> list[str]:
    """The ids of the fewest cells that had to move for the instructor's order."""
    order = [
        (matching.main[cell.grade_id].position, cell.grade_id)
        for cell in instructor.cells
        if cell.is_marked
        and cell.grade_id in matching.main
        and cell.grade_id not in matching.copies
        and cell.grade_id not in matching.found
    ]
    stayed = _longest_rising([position for position, _ in order])
    return [grade_id for position, grade_id in order if position not in stayed]


def _slots(cells: list[StudentCell], matching: Matching) -> _Slots:
    slots = _Slots(defaultdict(list), defaultdict(list))
    main = {cell.position: grade_id for grade_id, cell in matching.main.items()}
    current = slots.after[_START]
    for cell in cells:
        if cell.position in main:
            current = slots.after[main[cell.position]]
        elif cell.position in matching.earlier:
            current = slots.before[matching.earlier[cell.position]]
            current.append(cell)
        elif cell.position not in matching.dropped:
            current.append(cell)
    return slots


def _weave(
    instructor: Notebook, group: list[StudentCell], missing: list[int], matching: Matching
) -> list[Placed]:
    """A group of plain cells with the missing cells in their places."""
    places = [matching.plain.get(cell.position) for cell in group]
    woven: list[Placed] = []
    done = 0
    for index in missing:
        first = 1 + max(
            (at for at in range(done, len(group)) if (place := places[at]) is not None and place < index),
            default=done - 1,
        )
        last = next(
            (at for at in range(first, len(group)) if (place := places[at]) is not None and place > index),
            len(group),
        )
        cut = last if instructor.cells[index].role is Role.GRADE else first
        woven += [Placed(None, cell) for cell in group[done:cut]]
        woven.append(Placed(instructor.cells[index], None))
        done = cut
    return woven + [Placed(None, cell) for cell in group[done:]]


def _longest_rising(numbers: list[int]) -> set[int]:
    """A longest rising subsequence of different numbers; quadratic, for an instructor's few cells."""
    empty: list[int] = []
    best: list[list[int]] = []
    for number in numbers:
        shorter = [chain for chain in best if chain[-1] < number]
        longest = max(shorter, key=len, default=empty)
        best.append([*longest, number])
    longest = max(best, key=len, default=empty)
    return set(longest)
