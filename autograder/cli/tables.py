"""Tables for the terminal; they fit 80 columns."""

from __future__ import annotations

from string import ascii_lowercase

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.results import Status, SubmissionResult, Verdict
from autograder.text import codes, in_a_line, listed, shown

SHOWN_STUDENTS = 40
WIDTH = 80


def class_table(results: list[SubmissionResult]) -> Table:
    """One row a student, one column an exercise; the columns' letters are in `exercise_table`.

    Where these are too many for a line, a column is a notebook, or there is the sum alone.
    """
    by_exercise = exercise_letters(results)
    by_notebook = {name: letter.rstrip(ascii_lowercase) for name, letter in by_exercise.items()}
    for columns in (by_exercise, by_notebook):
        table = _class_table(results, columns)
        if Console(width=1000).measure(table).maximum <= WIDTH:
            return table
    return _class_table(results, {})


def _class_table(results: list[SubmissionResult], columns: dict[str, str]) -> Table:
    """The table with these columns, by the names of the exercises in them."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), title_justify="left")
    table.add_column("student", no_wrap=True, max_width=24)
    headings = list(dict.fromkeys(columns.values()))
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    for result in results[:SHOWN_STUDENTS]:
        scores = [
            _score([cell for cell in result.cells if columns.get(cell.name) == heading])
            for heading in headings
        ]
        table.add_row(shown(result.student), *scores, f"{result.score:g}/{result.max_score:g}")
    if len(results) > SHOWN_STUDENTS:
        table.add_row(f"… and {len(results) - SHOWN_STUDENTS} more")
    return table


def exercise_table(results: list[SubmissionResult]) -> Table:
    """One row an exercise: its letter, its points, and how the class did."""
    table = Table(box=None, pad_edge=False, padding=(1, 2, 0, 0), collapse_padding=True)
    table.padding = (0, 2, 0, 0)
    for heading in ("", "exercise", "points", "mean", "all points"):
        table.add_column(heading, justify="left" if heading in ("", "exercise") else "right")
    for name, letter in exercise_letters(results).items():
        cells = [[cell for cell in result.cells if cell.name == name] for result in results]
        maximum = max((sum(cell.max_score for cell in part) for part in cells), default=0)
        scores = [sum(cell.score or 0 for cell in part) for part in cells]
        full = sum(score == maximum for score in scores)
        mean = sum(scores) / len(scores) if scores else 0.0
        table.add_row(letter, name, f"{maximum:g}", f"{mean:.2f}", f"{full} of {len(scores)}")
    return table


def exercise_letters(results: list[SubmissionResult]) -> dict[str, str]:
    """A short heading for each exercise that the grader scores: 1a, 1b, 2a, …"""
    names = [
        list(dict.fromkeys(cell.name for cell in notebook if cell.max_score))
        for notebook in _notebooks(results)
    ]
    letters: dict[str, str] = {}
    for row, its_codes in zip(names, codes(map(len, names)), strict=True):
        for name, letter in zip(row, its_codes, strict=True):
            letters.setdefault(name, letter)
    return letters


def _notebooks(results: list[SubmissionResult]) -> list[list[Verdict]]:
    by_name: dict[str, list[Verdict]] = {}
    for result in results:
        for notebook in result.notebooks:
            if len(notebook.cells) > len(by_name.get(notebook.name, [])):
                by_name[notebook.name] = list(notebook.cells)
    return [by_name[name] for name in sorted(by_name)]


def _score(cells: list[Verdict]) -> Text:
    maximum = sum(cell.max_score for cell in cells)
    if not cells or any(cell.score is None for cell in cells):
        return Text("?", style="yellow")
    score = sum(cell.score or 0 for cell in cells)
    return Text(f"{score:g}", style="green" if score == maximum else "red" if not score else "yellow")


def trouble(results: list[SubmissionResult]) -> list[str]:
    """What needs a person: what could not be read or was left out, cells without a verdict or forged."""
    lines = []
    for result in results:
        same = {(notebook.status, notebook.message) for notebook in result.notebooks}
        if len(same) == 1 < len(result.notebooks) and result.notebooks[0].status == "unreadable":
            lines.append(f"{shown(result.student)}: unreadable: {result.notebooks[0].message}")
            continue
        for notebook in result.notebooks:
            if notebook.status != "graded":
                why = f": {notebook.message}" if notebook.status == "unreadable" else ""
                lines.append(f"{shown(result.student)}, {notebook.name}: {notebook.status}{why}")
            if notebook.status != "unreadable":  # whose message says it
                lines += [f"{shown(result.student)}, {sentence}" for sentence in notebook.passed_over]
            for cell in notebook.cells:
                if cell.person is not None and not (cell.broken and cell.status is Status.FAILED):
                    why = f" ({cell.broken})" if cell.broken else f": {in_a_line(cell.person)}"
                    what = f"{cell.grade_id}: {cell.status}, needs a person{why}"
                    lines.append(f"{shown(result.student)}, {what}")
    return lines


def broken_tests(results: list[SubmissionResult]) -> list[str]:
    """Which tests broke over answers instead of finding them right or wrong, where, and over whose."""
    broken: dict[str, list[str]] = {}
    for result in results:
        for cell in result.cells:
            if cell.broken and cell.status is Status.FAILED:
                broken.setdefault(f"{cell.grade_id}: {cell.broken}", []).append(shown(result.student))
    return [
        f"This test broke on the answers of {listed(students)}, who get no points for it. "
        f"A person has to look: {in_a_line(what)}"
        for what, students in broken.items()
    ]


def forgeable(results: list[SubmissionResult]) -> list[str]:
    """Which tests students' code could have decided; nothing if there are none."""
    cells = dict.fromkeys(
        f"{notebook.name}: {cell.grade_id}"
        for result in results
        for notebook in result.notebooks
        for cell in notebook.cells
        if cell.forgeable
    )
    if not cells:
        return []
    return [
        "Tests that need the student's own process, or what students can edit, where a result can be forged:",
        *cells,
    ]
