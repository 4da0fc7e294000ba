"""`c.Handin` in nbgrader_config.py: what may be handed in, how often, and what is shown of it when.

Dates due, extensions and penalties are nbgrader's own: they stand in the gradebook and are read from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from autograder.course import Course
from autograder.errors import UnusableInput

Shown = Literal["all", "examples", "hints", "nothing"]
_SHOWN = {
    "all": "your points and all feedback",
    "examples": "how your answers did in the examples",
    "hints": "hints",
    "nothing": "that it was received",
}


@dataclass(frozen=True, kw_only=True)
class HandinSettings:
    """What c.Handin says.

    Attributes:
        assignments: which can be handed in; none for all that are released.
        attempts: how many there are; 0 for as many as one likes.
        minutes: between two.
        counts: which attempt counts.
        before, after: what is shown before the date due, and from then on.
        late: hours after the date due in which attempts are taken, late; None for always.
        address: of the home page as browsers have it, if a proxy makes that another one.
        formgrader: its address, to which the report leads; empty for the Hub's, and for none without a Hub.
        megabytes, seconds: what an upload may have.
        instructors, instructor_groups, instructor_scopes, proxy_header, proxy_addresses: who is who; see
            `identity`.
    """

    assignments: tuple[str, ...] = ()
    attempts: int = 10
    minutes: float = 5
    counts: Literal["last", "best"] = "last"
    before: Shown = "hints"
    after: Shown = "all"
    late: float | None = None
    address: str = ""
    formgrader: str = ""
    megabytes: int = 50
    seconds: float = 120
    instructors: tuple[str, ...] = ()
    instructor_groups: tuple[str, ...] = ()
    instructor_scopes: tuple[str, ...] = ()
    proxy_header: str = ""
    proxy_addresses: tuple[str, ...] = ()

    @classmethod
    def of(cls, course: Course) -> HandinSettings:
        """The settings of a course.

        Raises:
            UnusableInput: there is no such setting, or it can't have that value.
        """
        given: dict[str, Any] = dict(course.config.get("Handin", {}))
        known = {field.name: field for field in fields(cls)}
        for name, value in given.items():
            if name not in known:
                raise UnusableInput(
                    f"There is no c.Handin.{name} to set.", f"There are {', '.join(sorted(known))}."
                )
            given[name] = _checked(name, value, getattr(cls, name))
        return cls(**given)

    @property
    def who(self) -> Mapping[str, Any]:
        """Those that say who is who."""
        names = ("instructors", "instructor_groups", "instructor_scopes", "proxy_header", "proxy_addresses")
        return {name: getattr(self, name) for name in names}

    def expect(self, *, has_due: bool) -> str:
        """What students may expect, of an assignment that has a date due or hasn't."""
        before, after = _SHOWN[self.before], _SHOWN[self.after]
        if before == after or not has_due:
            return f"At once you see {before}."
        return f"Until the due date you see {before}; after it, {after}."


def _checked(name: str, value: Any, default: Any) -> Any:
    choices = {"counts": ("last", "best"), "before": get_args(Shown), "after": get_args(Shown)}.get(name)
    if choices:
        if value in choices:
            return value
        raise UnusableInput(f"c.Handin.{name} is {value!r}.", f"It may be {', '.join(choices)}.")
    if isinstance(default, tuple):
        if not isinstance(value, str) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise UnusableInput(f"c.Handin.{name} is {value!r}.", 'It is a list, as in ["ada"].')
    if isinstance(default, str):
        if isinstance(value, str):
            return value
        raise UnusableInput(f"c.Handin.{name} is {value!r}.", "It is a text.")
    if value is None and default is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return int(value) if isinstance(default, int) and name != "minutes" else float(value)
    raise UnusableInput(f"c.Handin.{name} is {value!r}.", "It is a number, zero or more.")
