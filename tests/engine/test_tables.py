"""What the terminal shows: tables within 80 columns, help with examples, JSON wherever there is a table."""

from __future__ import annotations

import json

import click
import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.cli.main import COMMANDS, commands
from autograder.cli.progress import rate
from autograder.cli.tables import class_table, exercise_letters, exercise_table
from autograder.results import NotebookResult, Status, SubmissionResult, Verdict


def a_class(notebooks, exercises, students=("ada",)):
    """Results of made-up students: so many exercises in each of so many notebooks, one point each."""
    return [
        SubmissionResult(
            assignment="demo",
            student=student,
            notebooks=tuple(
                NotebookResult(
                    name=f"{number}_notebook",
                    status="graded",
                    cells=tuple(
                        Verdict(
                            grade_id=f"test_{name}",
                            name=name,
                            score=float(place % 2),
                            max_score=1.0,
                            status=Status.PASSED if place % 2 else Status.FAILED,
                        )
                        for place in range(exercises)
                        for name in [f"exercise_{number}_{place}"]
                    ),
                )
                for number in range(1, notebooks + 1)
            ),
        )
        for student in students
    ]


def lines(table):
    """A table as a terminal of 80 columns shows it."""
    console = Console(width=80)
    with console.capture() as capture:
        console.print(table)
    return capture.get().splitlines()


@pytest.mark.parametrize(("notebooks", "exercises"), [(1, 1), (5, 3), (7, 2), (3, 45), (20, 10)])
@pytest.mark.parametrize("student", ["ada", "a" * 200, "数" * 60])
def test_tables_fit_80_columns(notebooks, exercises, student):
    """Whatever the class: nothing is cut but a long name."""
    results = a_class(notebooks, exercises, [student])

    shown = [*lines(class_table(results)), *lines(exercise_table(results))]

    assert max(map(cell_len, shown)) <= 80
    assert f"/{notebooks * exercises}" in shown[1]
    assert ("…" in shown[1]) == (len(student) > 24)


def test_many_exercises_are_shown_by_notebook():
    """Their sums are the students'."""
    header, row = lines(class_table(a_class(3, 45)))

    assert header.split() == ["student", "1", "2", "3", "points"]
    assert row.split() == ["ada", "22", "22", "22", "66/135"]


def test_every_exercise_has_a_letter_of_its_own():
    """Beyond z too."""
    letters = list(exercise_letters(a_class(2, 60)).values())

    assert len(set(letters)) == 120
    assert letters[:2] == ["1a", "1b"]
    assert letters[25:28] == ["1z", "1aa", "1ab"]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_fits(name):
    """Each command's."""
    command = commands.get_command(click.Context(commands), name)

    text = command.get_help(click.Context(command, info_name=f"autograder {name}", terminal_width=80))

    assert "Example" in text
    assert f"autograder {name}" in text.partition("Example")[2]
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("name", ["grade", "check", "verify", "doctor"])
def test_commands_with_a_table_write_json(name):
    """By --json FILE."""
    assert any(
        "--json" in option.opts for option in commands.get_command(click.Context(commands), name).params
    )


def test_doctors_json(tmp_path):
    """What the table says, and the limits."""
    with pytest.raises(SystemExit) as ended:
        commands(["doctor", "--limit", "cell=7", "--json", str(tmp_path / "sandbox.json")])

    document = json.loads((tmp_path / "sandbox.json").read_text())
    assert ended.value.code == 0
    assert document["enough"] is True
    assert {"namespaces", "Landlock", "seccomp"} <= {layer["layer"] for layer in document["layers"]}
    assert document["limits"]["cell"] == 7


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [(0, 1.0, ""), (1, 0.0, ""), (3, 2.0, "1.5 a second, "), (1, 20.0, "3.0 a minute, ")],
)
def test_how_fast_it_goes(done, seconds, said):
    """Nothing before there is something to tell from, and never 0.0."""
    assert rate(done, seconds) == said
