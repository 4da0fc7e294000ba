"""The options that say what students' code may use."""

from __future__ import annotations

from autograder.course import Course
from autograder.limits import Limits

NO_SANDBOX = "Graded without the sandbox: students' code could do what you can."


def changed_limits(
    course: Course, timeout: float | None, memory: int | None, changes: tuple[str, ...]
) -> Limits:
    """The course's limits, with what the command line changes of them.

    Raises:
        UnusableInput: there is no such limit, or it can't have that value.
    """
    named = {"cell": timeout, "memory": memory}
    given = [f"{name}={value}" for name, value in named.items() if value is not None]
    return course.limits().with_changes([*given, *changes])
