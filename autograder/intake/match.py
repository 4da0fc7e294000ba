"""Which of a student's cells is which of the instructor's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.course import Cell, Notebook
from autograder.course.definitions import defined_names, mentions, named_by_line
from autograder.course.released import lines_of, normal
from autograder.intake.document import StudentCell

_MAX_PARSED = 1_000_000


class Found(StrEnum):
    """By what a cell was recognised that didn't bear its id."""

    TEXT = "its text"
    NAME = "what it defines"
    PLACE = "its place"


@dataclass
class Matching:
    """A student's cells, sorted out. Filled while matching, read afterwards.

    Attributes:
        main: the cell that stands for each of the instructor's, by grade_id.
        earlier: cells that stay plain and run right before the solution that they are part of, by position.
        dropped: positions of needless copies.
        copies: how often a cell was there, by grade_id, where it was more than once.
        found: how a cell was recognised, by grade_id, where not by its id.
        plain: which of the instructor's plain cells a cell is (its index), by position.
        unknown: how many cells bear the id of another notebook.
    """

    main: dict[str, StudentCell] = field(default_factory=dict)
    earlier: dict[int, str] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    copies: dict[str, int] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    plain: dict[int, int] = field(default_factory=dict)
    unknown: int = 0


def match(instructor: Notebook, cells: list[StudentCell]) -> Matching:
    """Find the student's cell for each of the instructor's: by id, then by text, by name, by place.

    Takes time linear in the number and length of the student's cells.
    """
    marked = {cell.grade_id: cell for cell in instructor.cells if cell.is_marked}
    matching = Matching()
    for grade_id, claimants in _claims(marked, cells).items():
        _settle(marked[grade_id], claimants, matching)
        if len(claimants) > 1:
            matching.copies[grade_id] = len(claimants)
    free = _free(cells, matching)
    _find_by_text(marked, free, matching)
    _recognise_plain(instructor, free, matching)
    _find_by_name(marked, _free(free, matching), matching)
    _find_by_place(instructor, cells, matching)
    matching.unknown = sum(
        bool(cell.grade_id) and cell.grade_id not in marked for cell in _free(free, matching)
    )
    return matching


def _free(cells: Iterable[StudentCell], matching: Matching) -> list[StudentCell]:
    taken = {cell.position for cell in matching.main.values()}
    taken |= matching.earlier.keys() | matching.dropped | matching.plain.keys()
    return [cell for cell in cells if cell.position not in taken]


def _claims(marked: Mapping[str, Cell], cells: list[StudentCell]) -> dict[str, list[StudentCell]]:
    """The cells that claim each id, but where the content belongs to another id, under that one."""
    claiming = [cell for cell in cells if cell.grade_id in marked]
    answered = {cell.grade_id for cell in claiming if _answers(cell, marked[cell.grade_id])}
    unanswered = [cell for grade_id, cell in marked.items() if grade_id not in answered]
    strays = [cell for cell in claiming if not _fits(cell, marked[cell.grade_id])]
    names = frozenset().union(*(cell.names for cell in marked.values()))
    defined = _definitions(strays, names)
    owners = {
        cell.position: _owner(cell, unanswered, defined.get(cell.position, frozenset()))
        for cell in strays
        if not defined.get(cell.position, frozenset()) & marked[cell.grade_id].names
    }
    claims: dict[str, list[StudentCell]] = defaultdict(list)
    for cell in claiming:
        claims[owners.get(cell.position) or cell.grade_id].append(cell)
    return claims


def _owner(cell: StudentCell, unanswered: list[Cell], defined: frozenset[str]) -> str:
    """The id of the unanswered cell that this plainly is, whatever id it bears; empty where it is none."""
    for other in unanswered:
        names = other.names
        if (other.is_fixed or names) and other.is_untouched(cell.source):
            return other.grade_id
        if names and names <= defined:
            return other.grade_id
    return ""


def _fits(cell: StudentCell, claimed: Cell) -> bool:
    """Whether nothing about a cell speaks against the id that it claims."""
    if not cell.source.strip() or claimed.is_untouched(cell.source):
        return True
    names = claimed.names
    return names <= named_by_line(cell.source, names) if names else not claimed.is_fixed


def _answers(cell: StudentCell, claimed: Cell) -> bool:
    """Whether a cell that claims an id holds what belongs there."""
    if claimed.is_fixed:
        return claimed.is_untouched(cell.source)
    names = claimed.names
    return not claimed.is_untouched(cell.source) and names <= named_by_line(cell.source, names)


def _settle(cell: Cell, claimants: list[StudentCell], matching: Matching) -> None:
    """Choose one of the cells that claim an id, or look like it."""
    if cell.is_fixed:
        same = [claimant for claimant in claimants if cell.is_untouched(claimant.source)]
        chosen = (same or claimants)[0]
        matching.dropped |= {
            copy.position for copy in claimants if copy is not chosen and cell.is_part(copy.source)
        }
    else:
        answers = [
            claimant
            for claimant in claimants
            if claimant.source.strip() and not cell.is_untouched(claimant.source)
        ]
        chosen = answers[-1] if answers else claimants[0]
        matching.earlier |= {answer.position: cell.grade_id for answer in answers[:-1]}
        kept = {answer.position for answer in answers} | {chosen.position}
        matching.dropped |= {copy.position for copy in claimants} - kept
    matching.main[cell.grade_id] = chosen
    if chosen.grade_id != cell.grade_id:
        matching.found[cell.grade_id] = Found.TEXT if cell.is_fixed else Found.NAME


def _find_by_text(marked: Mapping[str, Cell], free: list[StudentCell], matching: Matching) -> None:
    """Find locked, grade and task cells that have lost their id."""
    missing = {
        grade_id: cell for grade_id, cell in marked.items() if cell.is_fixed and grade_id not in matching.main
    }
    if not missing:
        return
    wanted: dict[str, list[str]] = defaultdict(list)
    for grade_id, cell in missing.items():
        wanted[cell.given].append(grade_id)
    longest = 2 * max(map(len, wanted)) + 10_000
    for candidate in free:
        if len(candidate.source) <= longest and (waiting := wanted.get(normal(candidate.source))):
            grade_id = waiting.pop(0)
            matching.main[grade_id] = candidate
            matching.found[grade_id] = Found.TEXT


def _recognise_plain(instructor: Notebook, free: list[StudentCell], matching: Matching) -> None:
    """Note which cells are the instructor's plain ones: they tell where a missing cell stood."""
    texts = {normal(cell.source): index for index, cell in enumerate(instructor.cells) if not cell.is_marked}
    longest = 2 * max(map(len, texts), default=0) + 10_000
    taken = {cell.position for cell in matching.main.values()}
    for cell in free:
        if cell.position not in taken and len(cell.source) <= longest:
            index = texts.get(normal(cell.source))
            if index is not None:
                matching.plain[cell.position] = index


def _find_by_name(marked: Mapping[str, Cell], free: list[StudentCell], matching: Matching) -> None:
    """Find solutions that have lost their id, or that the student wrote in a cell of their own."""
    missing = [cell for grade_id, cell in marked.items() if cell.names and grade_id not in matching.main]
    if not missing:
        return
    code = [cell for cell in free if cell.cell_type == "code"]
    defined = _definitions(code, frozenset().union(*(cell.names for cell in missing)))
    for cell in missing:
        names = cell.names
        fitting = [
            candidate
            for candidate in code
            if names <= defined.get(candidate.position, frozenset()) or cell.is_untouched(candidate.source)
        ]
        fitting = _free(fitting, matching)
        if fitting:
            _settle(cell, fitting, matching)


def _definitions(cells: list[StudentCell], names: frozenset[str]) -> dict[int, frozenset[str]]:
    """What the cells define that mention one of the names, by position. The last ones are parsed."""
    parsed = 0
    definitions = {}
    for cell in reversed(cells):
        if mentions(cell.source, names):
            parsed += len(cell.source)
            known = defined_names(cell.source) if parsed <= _MAX_PARSED else named_by_line(cell.source, names)
            definitions[cell.position] = known & names
    return definitions


def _find_by_place(instructor: Notebook, cells: list[StudentCell], matching: Matching) -> None:
    """Find answers that define no name, written ones above all, between their neighbours."""
    missing = [
        index
        for index, cell in enumerate(instructor.cells)
        if cell.is_marked and not cell.is_fixed and not cell.names and cell.grade_id not in matching.main
    ]
    if not missing:
        return
    located = {index: position for position, index in matching.plain.items()}
    located |= {
        index: matching.main[cell.grade_id].position
        for index, cell in enumerate(instructor.cells)
        if cell.is_marked and cell.grade_id in matching.main
    }
    free = {cell.position for cell in _free(cells, matching)}
    for index in missing:
        before = max((at for at in located if at < index), default=None)
        start = -1 if before is None else located[before]
        gap = _gap(cells, start, free)
        wanted = [cell for cell in gap if _may_answer(cell, instructor.cells[index], instructor)]
        if wanted:
            chosen = next((cell for cell in wanted if cell.mark), wanted[0])
            grade_id = instructor.cells[index].grade_id
            matching.main[grade_id] = chosen
            matching.found[grade_id] = Found.PLACE
            located[index] = chosen.position
            free.discard(chosen.position)


def _may_answer(cell: StudentCell, asked: Cell, instructor: Notebook) -> bool:
    """Whether a cell isn't just a part of what all students got, as editors that split cells leave it."""
    if cell.cell_type != asked.cell_type:
        return False
    return asked.is_untouched(cell.source) or not instructor.released_lines.issuperset(lines_of(cell.source))


def _gap(cells: list[StudentCell], start: int, free: set[int]) -> list[StudentCell]:
    """The free cells that directly follow a position."""
    gap = []
    for cell in cells[start + 1 :]:
        if cell.position not in free:
            break
        gap.append(cell)
    return gap
