"""Comparing what students wrote.

What many students share is the obvious way to write it, and says nothing: each passage counts the more, the
fewer have it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.similar.answers import Class, Written
from autograder.similar.fingerprint import Fingerprint, fingerprint

LEAST = 60  # characters in common, or a pair isn't mentioned
MOST_PAIRS = 50
_FEW = 4
_LINE = re.compile(r"\S(?:[^\n]*\S)?")

Place = tuple[str, str]
_Prints = Mapping[tuple[str, str, str], tuple[Written, Sequence[Fingerprint]]]


@dataclass(frozen=True)
class Passage:
    """A cell of one student, in parts: each is in common with the other student's cells, or not.

    Attributes:
        name: the cell's grade_id, or empty for a cell of the student's own.
        parts: text, and whether it is in common; no such text is longer than a line.
    """

    name: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def lines(self) -> int:
        """How many lines have something in common."""
        line, found = 0, set()
        for text, common in self.parts:
            if common:
                found.add(line)
            line += text.count("\n")
        return len(found)


@dataclass(frozen=True)
class Match:
    """What two students have in common in one notebook.

    Attributes:
        notebook: its name.
        kind: "code" or "markdown".
        sides: of each student, the cells with something in common.
    """

    notebook: str
    kind: str
    sides: tuple[tuple[Passage, ...], tuple[Passage, ...]]


@dataclass(frozen=True)
class Pair:
    """Two students whose answers have something uncommon in common.

    Attributes:
        students: both, in the order of their ids.
        weight: by which pairs are ranked: passages in common, each counted by how few have it.
        matches: by notebook.
    """

    students: tuple[str, str]
    weight: float
    matches: tuple[Match, ...]

    @property
    def lines(self) -> int:
        """How many lines of the student who has more of them have something in common."""
        sides = [[passage for match in self.matches for passage in match.sides[side]] for side in (0, 1)]
        return max(sum(passage.lines for passage in side) for side in sides)

    @property
    def notebooks(self) -> list[str]:
        """Where."""
        return list(dict.fromkeys(match.notebook for match in self.matches))


def alike(answers: Class) -> list[Pair]:
    """The pairs with most in common, what is rarest first; at most `MOST_PAIRS`."""
    everybody = len(answers.students)
    many = most_sharing(everybody)
    prints = {
        (one.notebook, one.kind, one.student): (one, [fingerprint(text, one.kind) for _, text in one.cells])
        for one in answers.written
    }
    weights: dict[tuple[str, str], float] = defaultdict(float)
    shared: dict[tuple[str, str], dict[Place, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place, owners in _owners(prints, answers.known).items():
        for gram, who in owners.items():
            if 2 <= len(who) <= many:
                for pair in combinations(who, 2):
                    weights[pair] += math.log((everybody + 1) / len(who))
                    shared[pair][place].add(gram)
    pairs: list[Pair] = []
    for pair in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        made = _pair(pair, weights[pair], shared[pair], prints)
        if made is not None:
            pairs.append(made)
            if len(pairs) == MOST_PAIRS:
                break
    return pairs


def most_sharing(students: int) -> int:
    """How many of a class may share a passage before it is taken for the obvious way to write it."""
    return max(_FEW, students // 10)


def _owners(prints: _Prints, known: Mapping[Place, Sequence[str]]) -> dict[Place, dict[int, list[str]]]:
    """Who has each passage, by notebook and kind; without those that the course itself knows."""
    given = {
        place: {gram for text in texts for gram in fingerprint(text, place[1]).passages}
        for place, texts in known.items()
    }
    owners: dict[Place, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for notebook, kind, student in sorted(prints):
        place = (notebook, kind)
        grams = {gram for found in prints[notebook, kind, student][1] for gram in found.passages}
        for gram in grams - given.get(place, set()):
            owners[place][gram].append(student)
    return owners


def _pair(
    students: tuple[str, str], weight: float, shared: Mapping[Place, set[int]], prints: _Prints
) -> Pair | None:
    """The pair with its passages; None where they are too short to mean anything."""
    length, matches = 0, []
    for notebook, kind in sorted(shared):
        left, right = (
            _side(*prints[notebook, kind, student], shared[notebook, kind]) for student in students
        )
        length += min(left[0], right[0])
        if left[1] and right[1]:
            matches.append(Match(notebook, kind, (left[1], right[1])))
    return Pair(students, weight, tuple(matches)) if length >= LEAST and matches else None


def _side(one: Written, prints: Sequence[Fingerprint], grams: set[int]) -> tuple[int, tuple[Passage, ...]]:
    """How many characters the passages cover in a student's cells, and these cells."""
    length, passages = 0, []
    for (name, text), found in zip(one.cells, prints, strict=True):
        covered, spans = found.common(grams)
        length += covered
        parts = tuple(_parts(text, spans))
        if any(common for _, common in parts):
            passages.append(Passage(name, parts))
    return length, tuple(passages)


def _parts(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """A cell's text in parts: of the spans in it, each line without the blanks around it."""
    done = 0
    for start, end in spans:
        for line in _LINE.finditer(text, start, end):
            if text[done : line.start()]:
                yield text[done : line.start()], False
            yield line.group(), True
            done = line.end()
    if text[done:]:
        yield text[done:], False
