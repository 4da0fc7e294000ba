"""A cell of an assignment: what it is for, what it is to define, and what students got of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from autograder.course.definitions import defined_names
from autograder.course.released import USUAL, Stubs, normal, released_text


class Role(StrEnum):
    """What nbgrader's metadata makes of a cell. PLAIN: nothing; the student may do what they like."""

    SOLUTION = "solution"
    GRADE = "grade"
    MANUAL = "manual"
    TASK = "task"
    LOCKED = "locked"
    PLAIN = "plain"

    @property
    def is_fixed(self) -> bool:
        """Whether students are to leave the cell as it is."""
        return self in (Role.LOCKED, Role.GRADE, Role.TASK)


def role_of(metadata: Mapping[str, Any], cell_type: str) -> Role:
    """The role of a cell with this nbgrader metadata."""
    if metadata.get("task"):
        return Role.TASK
    if metadata.get("grade") and (metadata.get("solution") or cell_type != "code"):
        return Role.MANUAL
    if metadata.get("grade"):
        return Role.GRADE
    if metadata.get("solution"):
        return Role.SOLUTION
    return Role.LOCKED if metadata.get("locked") else Role.PLAIN


@dataclass(frozen=True)
class Cell:
    """One of the instructor's cells, or what a student has made of it.

    Attributes:
        grade_id: nbgrader's id; empty for a plain cell.
        role: what it is for.
        cell_type: "code", "markdown" or "raw".
        source: its text: the instructor's, solutions and hidden tests included, or the student's.
        points: what a graded cell is worth.
        defines: the names that the instructor's solution defines; none but in a solution cell.
        released: the text that students got.
        in_student: whether it is a grade cell that has to run in the student's process.
        nbgrader: its nbgrader metadata as it stands in the file; empty for a cell without.
        tags: its tags.
        attachments: the images in a Markdown cell, as nbformat keeps them.
    """

    grade_id: str
    role: Role
    cell_type: str
    source: str
    points: float = 0.0
    defines: frozenset[str] = frozenset()
    released: str = ""
    in_student: bool = False
    nbgrader: Mapping[str, Any] = field(default_factory=dict, compare=False)
    tags: tuple[str, ...] = ()
    attachments: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def written(
        cls, grade_id: str, role: Role, cell_type: str, source: str, *, stubs: Stubs = USUAL, **rest: Any
    ) -> Cell:
        """One of the instructor's, with what follows from its text."""
        is_solution = role is Role.SOLUTION and cell_type == "code"
        return cls(
            grade_id,
            role,
            cell_type,
            source,
            defines=defined_names(source) if is_solution else frozenset(),
            released=released_text(
                source, cell_type, is_answer=role in (Role.SOLUTION, Role.MANUAL), stubs=stubs
            ),
            **rest,
        )

    @classmethod
    def of(cls, node: Any, stubs: Stubs = USUAL) -> Cell:
        """One of the instructor's, as nbformat has it; students find these stubs in place of solutions."""
        metadata = node.metadata.get("nbgrader") or {}
        return cls.written(
            metadata.get("grade_id", ""),
            role_of(metadata, node.cell_type),
            node.cell_type,
            node.source,
            stubs=stubs,
            points=float(metadata.get("points") or 0),
            nbgrader=metadata,
            tags=tuple(node.metadata.get("tags") or ()),
            attachments=node.get("attachments") or {},
        )

    @property
    def is_marked(self) -> bool:
        """Whether nbgrader knows it by an id."""
        return bool(self.grade_id) and self.role is not Role.PLAIN

    @property
    def is_fixed(self) -> bool:
        """Whether students are to leave it as it is."""
        return self.role.is_fixed

    @cached_property
    def names(self) -> frozenset[str]:
        """The names by which an answer to it is recognised.

        The grade_id, if the instructor's solution defines it; else what the stub defines; else what the
        solution does.
        """
        if self.cell_type != "code" or self.is_fixed:
            return frozenset()
        defined = self.defines or defined_names(self.source)
        if self.grade_id in defined:
            return frozenset([self.grade_id])
        return defined_names(self.released) or defined

    @cached_property
    def given(self) -> str:
        """The released text in its normal form."""
        return normal(self.released)

    def with_source(self, source: str) -> Cell:
        """The same cell with another text in it: a student's."""
        return replace(self, source=source)

    def is_untouched(self, text: str) -> bool:
        """Whether the text is what students got here, or the instructor's own."""
        if len(text) > 2 * len(self.source) + 10_000:  # no need to look at every line of a huge cell
            return False
        return normal(text) in (self.given, normal(self.source))

    def is_part(self, text: str) -> bool:
        """Whether the text is no more than a part of what students got here."""
        return len(text) <= 2 * len(self.source) + 10_000 and normal(text).strip() in self.given
