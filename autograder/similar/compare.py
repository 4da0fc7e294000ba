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
from itertools import combinations, islice

from autograder.similar.answers import Class, Written
from autograder.similar.fingerprint import Fingerprint, fingerprint

LEAST = 60  # characters in common, or two aren't mentioned
MOST_GROUPS = 50
_FEW = 4
_LINE = re.compile(r"\S(?:[^\n]*\S)?")

Place = tuple[str, str]
Pair = tuple[str, str]
_Shared = Mapping[Place, set[int]]
_Prints = Mapping[tuple[str, str, str], tuple[Written, Sequence[Fingerprint]]]


@dataclass(frozen=True)
class Passage:
    """A cell of one student, in parts: each is in common with others' cells, or not.

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
    """What a group has in common in one notebook.

    Attributes:
        notebook: its name.
        kind: "code" or "markdown".
        sides: of each student who has something in common there, the cells with it.
    """

    notebook: str
    kind: str
    sides: Mapping[str, tuple[Passage, ...]]


@dataclass(frozen=True)
class Group:
    """Students each two of whom have something uncommon in common.

    Attributes:
        students: two or more, in the order of their ids.
        matches: by notebook.
    """

    students: tuple[str, ...]
    matches: tuple[Match, ...]

    @property
    def lines(self) -> int:
        """How many lines of the student who has most of them have something in common."""
        found: dict[str, int] = defaultdict(int)
        for match in self.matches:
            for student, passages in match.sides.items():
                found[student] += sum(passage.lines for passage in passages)
        return max(found.values())

    @property
    def notebooks(self) -> list[str]:
        """Where."""
        return list(dict.fromkeys(match.notebook for match in self.matches))


def alike(answers: Class) -> list[Group]:
    """The groups with most in common, what is rarest first; at most `MOST_GROUPS`."""
    everybody = len(answers.students)
    many = most_sharing(everybody)
    prints = {
        (one.notebook, one.kind, one.student): (one, [fingerprint(text, one.kind) for _, text in one.cells])
        for one in answers.written
    }
    weights: dict[Pair, float] = defaultdict(float)
    shared: dict[Pair, _Shared] = defaultdict(lambda: defaultdict(set))
    for place, owners in _owners(prints, answers.known).items():
        for gram, who in owners.items():
            if 2 <= len(who) <= many:
                for pair in combinations(who, 2):
                    weights[pair] += math.log((everybody + 1) / len(who))
                    shared[pair][place].add(gram)
    ranked = sorted(weights, key=lambda pair: (-weights[pair], pair))
    pairs = [pair for pair in ranked if _length(pair, shared[pair], prints) >= LEAST]
    groups = islice(_groups(pairs), MOST_GROUPS)
    return [Group(students, tuple(_matches(students, shared, prints))) for students in groups]


def _groups(pairs: Sequence[Pair]) -> Iterator[tuple[str, ...]]:
    """Groups in which each two are a pair, so that each pair is in one: a chain of pairs is no group.

    The first pair that is in no group yet grows by all who are paired with everybody in it.
    """
    partners: dict[str, dict[str, None]] = defaultdict(dict)
    for one, other in pairs:
        partners[one][other] = partners[other][one] = None
    seen: set[Pair] = set()
    for pair in pairs:
        if pair not in seen:
            group = list(pair)
            for new in partners[pair[0]]:
                if all(new in partners[old] for old in group):
                    group.append(new)
            group.sort()
            seen |= set(combinations(group, 2))
            yield tuple(group)


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


def _length(pair: Pair, shared: _Shared, prints: _Prints) -> int:
    """How many characters two students have in common."""
    sides = (
        [_side(*prints[*place, student], grams)[0] for student in pair] for place, grams in shared.items()
    )
    return sum(map(min, sides))


def _matches(group: tuple[str, ...], shared: Mapping[Pair, _Shared], prints: _Prints) -> Iterator[Match]:
    """What a group has in common: of each student, what is shared with anybody in it."""
    grams: dict[Place, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for pair in combinations(group, 2):
        for place, found in shared[pair].items():
            for student in pair:
                grams[place][student] |= found
    for place in sorted(grams):
        sides = {student: _side(*prints[*place, student], own)[1] for student, own in grams[place].items()}
        yield Match(*place, {student: sides[student] for student in group if sides.get(student)})


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
