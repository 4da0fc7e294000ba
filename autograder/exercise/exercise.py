"""What an exercise is: its reference, its checks and the misconceptions it knows.

This module knows nothing about notebooks, processes or any particular chapter.

A misconception is code, because one definition then has three uses: a wrong answer that the tests must
reject, the model that a student's answers are compared with, and a student in the made-up class.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, overload

from autograder.errors import BrokenCourse

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(frozen=True)
class Check:
    """One property that an answer must have, worth some points.

    Attributes:
        name: the function's name.
        promise: its docstring, the sentence that a student reads.
        test: called with the answer, the reference and a random generator, by parameter name.
        points: what the property is worth.
        facet: which grade cell it belongs to: None for test_<exercise>, else test_<exercise>_<facet>.
        builds_on: names of exercises whose answers this one uses.
        after: name of a check of the same exercise without which this one means nothing.
        inputs_unharmed: whether an answer that changes its arguments is wrong.
    """

    name: str
    promise: str
    test: Callable[..., None]
    points: float
    facet: str | None = None
    builds_on: tuple[str, ...] = ()
    after: str | None = None
    inputs_unharmed: bool = False


@dataclass(frozen=True)
class Misconception:
    """A wrong answer that students are known to give.

    Attributes:
        id: its name in results.
        hint: what a student with this answer is told; never the answer.
        answer: the wrong answer as code.
        loses: the grade cells that it fails.
    """

    id: str
    hint: str
    answer: Any
    loses: tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """A correct answer that is written differently from the reference."""

    id: str
    answer: Any


@dataclass(frozen=True)
class Equivalent:
    """A mutant of the reference that is no mistake, with the reason."""

    mutant: str
    reason: str


@dataclass
class Exercise:
    """One thing that a student is asked to define, and all that is known about answers to it.

    Args:
        name: the name that the student's code defines.
        is_value: the student defines a plain value; reference, misconceptions and alternatives
            are then functions without parameters that return one.
        read: where the lesson explains it: a heading of one of the assignment's notebooks.
        terms: what arguments are to a student, by name: of a list the word for an entry ("layer",), of an
            array those for one axis and for two ("one input", "a batch").
    """

    name: str
    is_value: bool = False
    read: str = ""
    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    equivalents: list[Equivalent] = field(default_factory=list)
    _misconceptions: list[Misconception] = field(default_factory=list)
    _reference: Any = None
    _files: dict[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> Callable[[Decorated], Decorated]:
        """Decorator: this is the reference solution."""

        def register(answer: Decorated) -> Decorated:
            if self._reference is not None:
                raise BrokenCourse(
                    f"Exercise {self.name} has two references.", "Make one of them an @….alternative."
                )
            self._reference = answer
            self._note_file(answer)
            return answer

        return register

    @property
    def answer(self) -> Any:
        """The reference solution: a function or a class, or the value itself.

        Raises:
            BrokenCourse: none was given.
        """
        return self.value_of(self.reference_code)

    @property
    def reference_code(self) -> Callable[..., Any]:
        """The reference as it was written: for a value, the function that returns it."""
        if self._reference is None:
            raise BrokenCourse(f"Exercise {self.name} has no reference.", "Mark one with @….reference.")
        reference: Callable[..., Any] = self._reference
        return reference

    def value_of(self, code: Any) -> Any:
        """What a student's notebook would hold under the exercise's name, given this code."""
        return code() if self.is_value else code

    def check(
        self,
        *,
        points: float,
        facet: str | None = None,
        builds_on: Iterable[str] = (),
        after: str | None = None,
        inputs_unharmed: bool = False,
    ) -> Callable[[Decorated], Decorated]:
        """Decorator: this function is a check; its docstring is the promise."""

        def register(test: Decorated) -> Decorated:
            check = Check(
                name=test.__name__,
                promise=_docstring(test, "the property that it checks"),
                test=test,
                points=float(points),
                facet=facet,
                builds_on=tuple(builds_on),
                after=after,
                inputs_unharmed=inputs_unharmed,
            )
            self.checks.append(check)
            return test

        return register

    @overload
    def misconception(self, answer: Decorated, /) -> Decorated: ...
    @overload
    def misconception(
        self, /, *, id: str | None = None, loses: Iterable[str] | None = None
    ) -> Callable[[Decorated], Decorated]: ...
    def misconception(
        self, answer: Any = None, /, *, id: str | None = None, loses: Iterable[str] | None = None
    ) -> Any:
        """Decorator: this wrong answer is a misconception; its docstring is the hint.

        Args:
            answer: the function or class.
            id: its name in results; the function's own by default.
            loses: the grade cells it fails; all of the exercise by default.
        """

        def register(wrong: Decorated) -> Decorated:
            entry = Misconception(
                id=id or wrong.__name__,
                hint=_docstring(wrong, "the hint that a student gets"),
                answer=wrong,
                loses=tuple(loses or ()),
            )
            self._misconceptions.append(entry)
            self._note_file(wrong)
            return wrong

        return register if answer is None else register(answer)

    def alternative(self, answer: Decorated) -> Decorated:
        """Decorator: this is a correct answer, written differently."""
        self.alternatives.append(Alternative(id=answer.__name__, answer=answer))
        self._note_file(answer)
        return answer

    def equivalent(self, mutant: str, *, because: str) -> None:
        """Declare that a mutant of the reference, as `autograder verify` prints it, is no mistake."""
        self.equivalents.append(Equivalent(mutant=mutant, reason=because))

    @property
    def misconceptions(self) -> list[Misconception]:
        """The known wrong answers, in the order of the module."""
        return [replace(one, loses=one.loses or self.grade_cells) for one in self._misconceptions]

    def _note_file(self, code: Any) -> None:
        module = sys.modules[code.__module__]
        self._files[code.__module__] = str(getattr(module, "__file__", ""))

    def file_of(self, code: Any) -> str:
        """The file that a reference, misconception or alternative was read from."""
        return self._files[code.__module__]

    @property
    def facets(self) -> tuple[str | None, ...]:
        """The facets of the exercise, in the order of the checks."""
        return tuple(dict.fromkeys(check.facet for check in self.checks))

    @property
    def grade_cells(self) -> tuple[str, ...]:
        """The grade ids of the cells that check this exercise."""
        return tuple(self.grade_cell(facet) for facet in self.facets)

    def grade_cell(self, facet: str | None) -> str:
        """The grade id of the cell that checks this facet."""
        return f"test_{self.name}" if facet is None else f"test_{self.name}_{facet}"

    def checks_of(self, facet: str | None) -> list[Check]:
        """The checks of one facet.

        Raises:
            BrokenCourse: the exercise has no such facet.
        """
        found = [check for check in self.checks if check.facet == facet]
        if not found:
            known = ", ".join(repr(facet) for facet in self.facets)
            raise BrokenCourse(
                f"Exercise {self.name} has no checks for facet {facet!r}; it has {known}.",
                "Write one with facet=…, or name another facet in the notebook's cell.",
            )
        return found


def _docstring(code: Any, meaning: str) -> str:
    text = inspect.getdoc(code) if code.__doc__ else None
    if not text:
        raise BrokenCourse(f"{code.__name__} needs a docstring.", f"Write one: {meaning}.")
    return " ".join(text.split())
