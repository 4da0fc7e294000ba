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
    frame = config.get("IncludeHeaderFooter", {})
    mark = str(config.get("InstantiateTests", {}).get("autotest_delimiter", _MARK))
    try:
        if frame.get("enabled", True):
            before, after = (_cells_of(frame.get(edge), root) for edge in ("header", "footer"))
            document.cells = [*before, *document.cells, *after]
        if any(cell.cell_type == "code" and mark in cell.source for cell in document.cells):
            return _with_tests(document, path, root, config)
    except Exception as error:
        raise BrokenCourse(
            f"{path}: nbgrader can't add its header or its {mark} tests: {error}.",
            f"`nbgrader generate_assignment {path.parent.name} --force` says more.",
        ) from error
    return document


def _cells_of(name: str | None, root: Path) -> list[Any]:
    """The cells of a header or a footer; none where there is none."""
    import nbformat  # takes most of a judge's start, which reads no notebook

    return list(nbformat.read(root / name, as_version=4).cells) if name else []


def _with_tests(document: Any, path: Path, root: Path, config: Config) -> Any:
    """A notebook with its tests written out by nbgrader."""
    from nbgrader.preprocessors import InstantiateTests  # half a second, which few courses need

    tests = InstantiateTests(config=config)
    if not (path.parent / tests.autotest_filename).exists():
        tests.autotest_filename = str(root / tests.autotest_filename)
    document, _resources = tests.preprocess(document, {"metadata": {"path": str(path.parent)}})
    return document


def _call_as_usual(document: Any, config: Config) -> None:
    """Put nbgrader's usual delimiters of regions in place of those that the configuration has chosen."""
    for section, what, name in _REGIONS:
        for edge in ("begin", "end"):
            own = str(config.get(section, {}).get(f"{edge}_{what}_delimeter", ""))
            usual = f"{edge.upper()} {name}"
            for cell in document.cells if own and own != usual else ():
                cell.source = cell.source.replace(own, f"### {usual}" if own.startswith("#") else usual)
