"""What nbgrader adds to an instructor's notebook before it is released: a header, a footer, written tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.errors import BrokenCourse

_MARK = "AUTOTEST"
_REGIONS = (
    ("ClearHiddenTests", "test", "HIDDEN TESTS"),
    ("ClearSolutions", "solution", "SOLUTION"),
    ("ClearMarkScheme", "mark_scheme", "MARK SCHEME"),
)


def completed(document: Any, path: Path, root: Path, config: Config) -> Any:
    """The notebook as nbgrader would go on with it.

    `### AUTOTEST f(3)` in a grade cell stands for a test of what the solution gives there: nbgrader runs
    the solutions to write it out.

    Args:
        document: one of the instructor's notebooks, as nbformat has it.
        path: its file.
        root: the course's root, which the configuration's paths start from.
        config: what nbgrader_config.py sets.

    Raises:
        BrokenCourse: nbgrader can't do it.
    """
    _call_as_usual(document, config)
    around = config.get("IncludeHeaderFooter", {})
    mark = str(config.get("InstantiateTests", {}).get("autotest_delimiter", _MARK))
    has_mark = any(cell.cell_type == "code" and mark in cell.source for cell in document.cells)
    if not (around or has_mark):
        return document
    from nbgrader.preprocessors import IncludeHeaderFooter, InstantiateTests

    frame, tests = IncludeHeaderFooter(config=config), InstantiateTests(config=config)
    frame.header = str(root / frame.header) if frame.header else ""
    frame.footer = str(root / frame.footer) if frame.footer else ""
    if not (path.parent / tests.autotest_filename).exists():
        tests.autotest_filename = str(root / tests.autotest_filename)
    resources = {"metadata": {"path": str(path.parent)}}
    try:
        document, resources = frame.preprocess(document, resources)
        document, resources = tests.preprocess(document, resources)
    except Exception as error:
        raise BrokenCourse(
            f"{path}: nbgrader can't add its header or its {mark} tests: {error}.",
            f"`nbgrader generate_assignment {path.parent.name} --force` says more.",
        ) from error
    return document


def _call_as_usual(document: Any, config: Config) -> None:
    """Put nbgrader's usual delimiters of regions in place of those that the configuration has chosen."""
    for section, what, name in _REGIONS:
        for edge in ("begin", "end"):
            own = str(config.get(section, {}).get(f"{edge}_{what}_delimeter", ""))
            usual = f"{edge.upper()} {name}"
            for cell in document.cells if own and own != usual else ():
                cell.source = cell.source.replace(own, f"### {usual}" if own.startswith("#") else usual)
