"""What each platform is given: a bundle, and the files that make it grade.

Nothing runs in the student's tree, because `python -m` imports from the working directory: GitLab's job
leaves it first, GitHub's has it in a folder of its own. A submission that can't be used has a result on a
platform; a broken course has none, and the platform then says that the grader failed, not the student.
"""

from __future__ import annotations

import io
import zipfile
from importlib import resources

from autograder.ci.bundle import bundle, python_version
from autograder.course import Course

_UV = "0.13.9"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PROGRAMS = ("setup.sh", "run_autograder")


def for_gradescope(course: Course, assignment: str) -> bytes:
    """The zip archive that one uploads to Gradescope as the autograder of an assignment.

    Raises:
        UnusableInput: there is no such assignment.
    """
    files = bundle(course, assignment)
    files |= {name: _template(name, assignment) for name in _PROGRAMS}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = (0o100755 if name in _PROGRAMS else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()


def for_github(course: Course, assignment: str) -> dict[str, bytes]:
    """A workflow for the students' repositories, and course/ for a private one, by path.

    Raises:
        UnusableInput: there is no such assignment.
    """
    return _beside(course, assignment, ".github/workflows/grade.yml", "grade.yml")


def for_gitlab(course: Course, assignment: str) -> dict[str, bytes]:
    """A pipeline for the students' projects, and course/ for a private one, by path.

    Raises:
        UnusableInput: there is no such assignment.
    """
    return _beside(course, assignment, ".gitlab-ci.yml", "gitlab-ci.yml")


def _beside(course: Course, assignment: str, path: str, template: str) -> dict[str, bytes]:
    files = {f"course/{name}": data for name, data in bundle(course, assignment).items()}
    return {path: _template(template, assignment)} | files


def _template(name: str, assignment: str) -> bytes:
    text = (resources.files("autograder.ci") / "templates" / name).read_text(encoding="utf-8")
    values = {"@ASSIGNMENT@": assignment, "@PYTHON@": python_version(), "@UV@": _UV}
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text.encode()
