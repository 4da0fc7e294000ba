"""A course and the engine in one folder: what a platform needs to grade an assignment.

It is laid out as a course is, with a pyproject.toml for the engine in it: `pip install` takes it, and so does
`autograder check --course`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import autograder
from autograder.course import Course
from autograder.course.assignment import NOT_THE_INSTRUCTORS
from autograder.errors import UnusableInput

_PACKAGE = "chapter-autograder"


def bundle(course: Course, assignment: str) -> dict[str, bytes]:
    """The files of an assignment, its solutions and the engine, by path.

    Nothing else of the course is in it: no release, submissions or grades.

    Raises:
        UnusableInput: there is no such assignment, its source lies elsewhere, or the engine isn't installed.
    """
    files = course.elsewhere(assignment)
    engine = Path(autograder.__file__).parent
    for path in sorted(engine.rglob("*")):
        if path.is_file() and not NOT_THE_INSTRUCTORS & {*path.relative_to(engine).parts}:
            files[f"autograder/{path.relative_to(engine).as_posix()}"] = path.read_bytes()
    files["pyproject.toml"] = _pyproject().encode()
    files["constraints.txt"] = "".join(f"{line}\n" for line in _constraints()).encode()
    return files


def python_version() -> str:
    """The Python to grade with: the one that packs, 3.11 to 3.13."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _pyproject() -> str:
    """A pyproject.toml for the engine, with what its installation says about it."""
    try:
        found = metadata.metadata(_PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise UnusableInput(
            f"{_PACKAGE} is not installed, so what it depends on isn't known.", "Install it with pip."
        ) from error
    required = [line for line in found.get_all("Requires-Dist") or [] if "extra ==" not in line]
    scripts = metadata.entry_points(group="console_scripts", name="autograder")
    program = next(iter(scripts)).value
    return "\n".join(
        [
            "[build-system]",
            'requires = ["hatchling"]',
            'build-backend = "hatchling.build"',
            "",
            "[project]",
            f"name = {json.dumps(found['Name'])}",
            f"version = {json.dumps(found['Version'])}",
            f"requires-python = {json.dumps(found['Requires-Python'])}",
            f"dependencies = {json.dumps(required, indent=4)}",
            "",
            "[project.scripts]",
            f"autograder = {json.dumps(program)}",
            "",
            "[tool.hatch.build.targets.wheel]",
            'packages = ["autograder"]',
            "",
        ]
    )


def _constraints() -> Iterator[str]:
    """The versions that are installed here, but of what came from a folder or address."""
    found: dict[str, str] = {}
    for distribution in metadata.distributions():  # as for imports, the first of a name counts
        if distribution.read_text("direct_url.json") is None and "+" not in distribution.version:
            found.setdefault(distribution.metadata["Name"].lower(), distribution.version)
    return (f"{name}=={found[name]}" for name in sorted(found))
