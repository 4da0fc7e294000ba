"""What of an assignment gives a student a say in their own score: found in its text alone."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.assignment import Notebook
from autograder.course.cell import Cell, Role
from autograder.course.definitions import defined_names
from autograder.course.statements import names_in, unknown_magics


def editable_names(notebook: Notebook) -> frozenset[str]:
    """The names that the instructor defines only in cells which students can edit, and asks nobody for."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    plain = (defined_names(cell.source) for cell in code if cell.role is Role.PLAIN)
    others = (defined_names(cell.source) for cell in code if cell.role is not Role.PLAIN)
    return frozenset[str]().union(*plain) - frozenset[str]().union(*others)


def used(cell: Cell, names: frozenset[str]) -> frozenset[str]:
    """Which of these names an instructor's cell uses."""
    return names & names_in(cell.source, tests=cell.role is Role.GRADE)


def forgeable_tests(notebook: Notebook) -> frozenset[str]:
    """The grade cells that use what stands in a cell which students can edit, by grade_id."""
    names = editable_names(notebook)
    helpers = {
        name
        for cell in _fixed(notebook)
        if cell.role is Role.LOCKED and used(cell, names)
        for name in defined_names(cell.source)
    }
    return frozenset(cell.grade_id for cell in notebook.grade_cells if used(cell, names | helpers))


def doubts(notebook: Notebook) -> Iterator[str]:
    """What an instructor should mend in a notebook, a sentence each."""
    names = editable_names(notebook)
    for name in sorted(frozenset[str]().union(*(used(cell, names) for cell in _fixed(notebook)))):
        tests = [cell.grade_id for cell in _fixed(notebook) if used(cell, frozenset([name]))]
        yield (
            f"{notebook.name}: `{name}` is defined in a cell that students can edit; lock it. "
            f"It decides {', '.join(filter(None, tests)) or 'a test'}."
        )
    for cell in _fixed(notebook):
        for magic in unknown_magics(cell.source):
            yield (
                f"{notebook.name}: `{magic}` in {cell.grade_id or 'a locked cell'} is a magic that the judge "
                "doesn't know: it is left out there. Write it in Python if a test needs it."
            )
    yield from _leaking_pictures(notebook)


def _leaking_pictures(notebook: Notebook) -> Iterator[str]:
    """The attachments of parts that nbgrader takes out of the release: the text goes, they stay."""
    for cell in notebook.cells:
        for name in cell.attachments:
            where = f"attachment:{name}"
            if where in cell.source and where not in cell.released:
                yield (
                    f"{notebook.name}: the picture {name} of {cell.grade_id} is part of a solution, "
                    "but nbgrader leaves it in the release. Keep it in a file outside source/."
                )


def _fixed(notebook: Notebook) -> list[Cell]:
    return [cell for cell in notebook.cells if cell.is_fixed and cell.cell_type == "code"]
