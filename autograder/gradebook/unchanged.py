"""What a result depends on, as one number: what has the same one needn't be graded again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version

from autograder.course import Course
from autograder.grading.environment import program
from autograder.intake import Unreadable

_LIBRARIES = ("numpy", "matplotlib", "ipython", "nbgrader")


def environment(course: Course, assignment: str, settings: str) -> str:
    """All but the submission: the assignment, this program, the libraries.

    Args:
        course: where the assignment is.
        assignment: its name.
        settings: what else counts.
    """
    digest = hashlib.sha256(f"{settings}{program()}".encode())
    digest.update("".join(f"{name}{version(name)}" for name in _LIBRARIES).encode())
    for place in (course.source(assignment), course.solutions(assignment)):
        for path in sorted(place.rglob("*")):
            if "__pycache__" not in path.parts and path.is_file():
                digest.update(str(path.relative_to(place.parent)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fingerprint(contents: Mapping[str, bytes | Unreadable], around: str, student: str) -> str:
    """The number of one submission.

    Args:
        contents: what was handed in and counts, by name.
        around: its environment.
        student: whose it is.
    """
    digest = hashlib.sha256(f"{around}\0{student}".encode())
    for name, data in sorted(contents.items()):
        raw = str(data).encode() if isinstance(data, Unreadable) else data
        digest.update(f"{name}\0{len(raw)}\0".encode() + raw)
    return digest.hexdigest()
