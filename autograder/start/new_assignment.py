"""Writes the files of a new assignment."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from autograder.atomic import whole_folder
from autograder.course import Course
from autograder.course.course import CONFIG
from autograder.errors import UnusableInput

TEMPLATE = Path(__file__).parent / "template"
_COURSE_FILES = {CONFIG: CONFIG, "gitignore": ".gitignore"}  # by their names in the template, which git reads
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")  # of it nbgrader makes a folder, Python a package


def start_assignment(root: Path, assignment: str) -> list[Path]:
    """Start an assignment with one exercise; in a folder without a course, the course too.

    Args:
        root: the course's root, or where it is to be.
        assignment: its name.

    Returns:
        The files that are there now.

    Raises:
        UnusableInput: the name can't be one, or there is such an assignment; nothing is written then.
    """
    if not _NAME.fullmatch(assignment):
        raise UnusableInput(
            f"{assignment!r} can't be an assignment's name.", "Use letters, digits, _ and -, as in ch178."
        )
    if not root.is_dir():
        raise UnusableInput(f"There is no folder {root}.", "Make it, or name another with --course DIR.")
    source = Course.at(root).step("source") if (root / CONFIG).exists() else root / "source"
    targets = {"source": source / assignment, "solutions": root / "solutions" / assignment}
    for target in targets.values():
        if target.exists():
            raise UnusableInput(f"There is a {target} already.", "Choose another name.")
    written: list[Path] = []
    for part, target in targets.items():
        target.parent.mkdir(exist_ok=True)
        with whole_folder(target) as fresh:
            shutil.copytree(TEMPLATE / part, fresh, dirs_exist_ok=True)
        written += sorted(path for path in target.iterdir() if path.is_file())
    if not (root / CONFIG).exists():
        for name, written_as in _COURSE_FILES.items():
            if not (root / written_as).exists():
                shutil.copy(TEMPLATE / name, root / written_as)
                written.append(root / written_as)
    return written
