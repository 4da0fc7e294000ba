"""Written answers that stand beside their cell: a person is asked, so that no words are lost.

A student writes into a new cell above or below “YOUR ANSWER HERE”, into the task's own text, or into a code
cell, and editors split cells. A machine can't tell such an answer from notes. So nothing is moved: where the
answer's cell is blank, whatever the student wrote near it that the release hasn't is shown to whoever grades.

A task may have been reworded since students got it. What stands in release/ is no student's word either, nor
is a long line that differs in a word or two from one of the task's, unless that has a gap to fill in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from autograder.course import Notebook, Role
from autograder.course.released import lines_of, normal
from autograder.intake.arrange import Placed
from autograder.text import cut

_SHOWN = 1000
_PROSE = re.compile(r"\w+\W+\w+\W+\w+")
_LONG, _ALIKE, _GAP = 6, 0.75, re.compile(r"__|\.\.\.|…")
_FEW = 200  # lines of a task: more are a student's


def words_astray(instructor: Notebook, placed: list[Placed]) -> dict[str, str]:
    """What stands near each blank written answer, and not in the release; by grade_id."""
    known = instructor.released_lines
    found = {}
    for index, place in enumerate(placed):
        asked = place.asked
        if asked is None or asked.role is not Role.MANUAL or asked.cell_type == "code":
            continue
        own = place.cell.source if place.cell else ""
        if own.strip() and normal(own) != asked.given:
            continue
        near = [*reversed(list(_until_next_answer(reversed(placed[:index]))))]
        near += _until_next_answer(placed[index + 1 :])
        lines = [line for one in near for line in _words(one) if line not in known]
        lines = [line for line in lines if len(lines) > _FEW or not _is_reworded(line, known)]
        if lines:
            found[asked.grade_id] = cut("\n".join(lines), _SHOWN)
    return found


def _until_next_answer(places: Iterable[Placed]) -> Iterator[Placed]:
    """The cells up to the next one that is an answer or a test of one."""
    for place in places:
        if place.asked is not None and (place.asked.cell_type == "code" or not place.asked.is_fixed):
            return
        yield place


def _is_reworded(line: str, known: Iterable[str]) -> bool:
    """Whether a line is a long one of the release but for a word or two."""
    words = set(re.findall(r"\w+", line.casefold()))
    others = (set(re.findall(r"\w+", other.casefold())) for other in known if not _GAP.search(other))
    return len(words) >= _LONG and any(len(words & one) >= _ALIKE * len(words | one) for one in others)


def _words(place: Placed) -> list[str]:
    """The lines of a student's cell; of code, those that are prose."""
    if place.cell is None:
        return []
    lines = lines_of(place.cell.source)
    if place.cell.cell_type != "code":
        return [line for line in lines if any(map(str.isalnum, line))]
    try:
        ast.parse(place.cell.source)
        lines = [line for line in lines if line.startswith("#")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = [line for line in lines if not line.startswith(("%", "!"))]
    return [line for line in lines if _PROSE.search(line)]
