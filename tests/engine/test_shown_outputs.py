"""What the Markdown files show is what one gets: commands that they name, run in copies of this course."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from test_texts import parts


def section(page, heading):
    """The text of a page from a heading to the next one."""
    text = page.read_text(encoding="utf-8")
    return re.split(
        r"^#", text[text.index(f"\n{heading}") + len(heading) + 1 :], maxsplit=1, flags=re.MULTILINE
    )[0]


def commands_in(text):
    """The lines that are typed in it."""
    return [line.strip() for line in text.splitlines() if line.startswith("    ")]


@pytest.fixture(scope="module")
def graded(root, copy_course, tmp_path_factory):
    """What is printed when the made-up class is graded in a copy of this course."""
    folder = copy_course(tmp_path_factory.mktemp("first") / "course")
    shutil.copytree(root / "release", folder / "release")
    said = ""
    for arguments in (["sample"], ["grade", "ch177"]):
        command = [sys.executable, "-m", "autograder", *arguments]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
        assert ended.returncode == 0, ended.stderr
        said += ended.stdout
    return said.splitlines()


def test_first_run_prints_what_the_readme_shows(root, graded):
    """Line by line, but for what is left out."""
    _, code = parts(root / "README.md")
    start = next(number for number, line in enumerate(code) if line.split()[0] == "student")
    stop = len(code) - code[::-1].index("    …")
    shown = [line.strip() for line in code[start:stop] if line != "    …"]

    assert [line for line in shown if line not in [printed.strip() for printed in graded]] == []
    assert len(shown) >= 8


def test_own_course_begins_with_the_commands_that_new_names(root, tmp_path):
    """README's are those that `autograder new` prints, which are run elsewhere, and the report after them."""
    first, *others, last = commands_in(section(root / "README.md", "## Your own course"))

    ended = subprocess.run(
        [sys.executable, "-m", "autograder", *first.split()[1:]], cwd=tmp_path, capture_output=True, text=True
    )

    assert ended.returncode == 0, ended.stderr
    assert [line.strip() for line in ended.stdout.splitlines() if line.startswith("  ")] == others
    assert last == f"autograder report {first.split()[-1]}"


@pytest.fixture(scope="module")
def checked(root, copy_course, tmp_path_factory):
    """An archive with one notebook, one of its two answers wrong: what `check` prints, and its JSON."""
    folder = copy_course(tmp_path_factory.mktemp("checked") / "course")
    notebook = nbformat.read(folder / "source" / "ch177" / "1_parameter_count.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "count_parameters":
            cell.source = (
                "def count_parameters(sizes):\n    return sum(a * b for a, b in zip(sizes, sizes[1:]))"
            )
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        archive.writestr("1_parameter_count.ipynb", nbformat.writes(notebook))
    command = [sys.executable, "-m", "autograder", "check", "homework.zip", "--json", "result.json"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, json.loads((folder / "result.json").read_text())


def test_check_prints_what_is_shown(root, checked):
    """Line by line, but for what is left out."""
    shown = section(root / "autograder" / "README.md", "## Grade one submission").split("result.json\n", 1)[1]
    shown = [line.strip() for line in shown.split("\nThe ", 1)[0].splitlines() if line.strip()]
    printed = [line.strip() for line in checked[0].splitlines()]

    assert [line for line in shown if line != "…" and line not in printed] == []
    assert len(shown) >= 8


def test_every_field_of_the_json_is_told_of(root, checked):
    """Of the whole, of a notebook and of a cell."""
    told = section(root / "autograder" / "README.md", "### JSON")
    whole = checked[1]
    (notebook, *_) = whole["notebooks"]
    fields_written = {*whole, *notebook, *notebook["cells"][0]}

    assert [name for name in fields_written if f'"{name}"' not in told and f"`{name}`" not in told] == []


def test_students_see_the_feedback_that_they_get(root, checked):
    """That of a known misconception, to the letter but for the numbers that are drawn anew."""
    page = (root / "source" / "ch177" / "README.md").read_text(encoding="utf-8")
    (feedback,) = [
        cell["feedback"]
        for cell in checked[1]["notebooks"][0]["cells"]
        if cell["grade_id"] == "test_count_parameters"
    ]
    block = "".join(f"    {line}\n" if line else "\n" for line in feedback.splitlines())

    assert re.sub(r"\d+(, \d+)*", "N", block) in re.sub(r"\d+(, \d+)*", "N", page)
