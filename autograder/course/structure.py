"""Where nbgrader keeps an assignment: its `directory_structure`, filled in."""

from __future__ import annotations

import glob
import os
import re
from pathlib import Path

_STUDENT, _ASSIGNMENT = "\x01", "\x02"  # in no file's name


def folder_of(root: Path, structure: str, step: str, student: str, assignment: str) -> Path:
    """The folder of one assignment in one step; of the instructor's, where the student is "."."""
    names = {"nbgrader_step": step, "student_id": student, "assignment_id": assignment}
    return Path(os.path.join(root, structure.format(**names)))


def folders_in(
    root: Path, structure: str, step: str, students: str = "*", assignments: str = "*"
) -> list[tuple[str, str, Path]]:
    """The student, the assignment and the path of each folder that is there, in order.

    Args:
        root: the course's root.
        structure: nbgrader's `directory_structure`.
        step: the name of the step's folder.
        students: a pattern of names, as nbgrader's settings have it; "." for the instructor's.
        assignments: the same.
    """
    start = "" if os.path.isabs(step) else f"{glob.escape(str(root))}{os.sep}"
    pattern = structure.format(nbgrader_step=step, student_id=students, assignment_id=assignments)
    found = re.escape(str(folder_of(root, structure, step, _STUDENT, _ASSIGNMENT)))
    found = found.replace(_STUDENT, "(?P<student>[^/]+)").replace(_ASSIGNMENT, "(?P<assignment>[^/]+)")
    names = re.compile(found)
    matches = [names.fullmatch(path) for path in sorted(glob.glob(start + pattern)) if os.path.isdir(path)]
    return [(match["student"], match["assignment"], Path(match.group())) for match in matches if match]
