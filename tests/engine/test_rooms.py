"""The rooms of the engine: imports point one way."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import autograder
from autograder.grading.environment import DECIDING_ROOMS

ENGINE = Path(autograder.__file__).parent
# From the ground up: a room may import those above it in this list, never those below.
ROOMS = [
    ["errors", "text"],
    ["results"],
    ["atomic", "limits", "formats"],
    ["sandbox", "pages"],
    ["remote"],
    ["exercise", "student"],
    ["course"],
    ["intake"],
    ["judge"],
    ["warm"],
    ["grading"],
    ["pool"],
    ["gradebook", "verify", "sample", "ci", "start"],
    ["export", "feedback", "similar"],
    ["report"],
    ["serve"],
    ["cli"],
]
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}


def rooms_imported(path):
    """The engine's rooms that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("autograder."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (
                alias.name.split(".")[1] for alias in node.names if alias.name.startswith("autograder.")
            )


def modules_of(room):
    """The files of a room."""
    folder = ENGINE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def test_every_room_has_its_place():
    """A new room is put into the order above."""
    rooms = {path.stem if path.is_file() else path.name for path in ENGINE.iterdir()}

    assert rooms - {"__init__", "__main__", "__pycache__", "py", "README"} == set(LEVEL)


@pytest.mark.parametrize("room", LEVEL)
def test_a_room_imports_only_those_above_it(room):
    """Imports point one way: from the command line down to the exercise."""
    upwards = {
        f"{path.relative_to(ENGINE)} imports {other}"
        for path in modules_of(room)
        for other in rooms_imported(path)
        if other != room and LEVEL[other] >= LEVEL[room]
    }

    assert not upwards


def test_a_class_is_graded_again_where_what_decides_has_changed():
    """These rooms are all that grading and the student's process import; no page or command is among them."""
    deciding, found = set(), {"grading", "student"}

    while found:
        room = found.pop()
        deciding.add(room)
        found |= {other for path in modules_of(room) for other in rooms_imported(path)} - deciding

    assert set(DECIDING_ROOMS) == deciding
    assert deciding.isdisjoint({"pages", "feedback", "report", "formats", "export", "gradebook", "cli"})


def test_the_student_room_knows_nothing_that_decides():
    """What runs beside a student's code imports neither judge, course, intake nor grading."""
    rooms = {other for path in (ENGINE / "student").glob("*.py") for other in rooms_imported(path)}

    assert rooms <= {"student", "remote", "sandbox"}


def test_a_search_for_a_name_finds_one_thing():
    """No two modules have one name, whatever room they are in, and no two classes."""
    paths = [path for path in ENGINE.rglob("*.py") if "template" not in path.parts]
    modules = Counter(path.name for path in paths if not path.name.startswith("__"))
    classes = Counter(
        node.name
        for path in paths
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )

    assert [name for name, times in (modules + classes).items() if times > 1] == []


def test_the_engine_knows_no_chapter():
    """Nothing in autograder/ names chapter 177 or one of its exercises' solutions."""
    named = [
        str(path.relative_to(ENGINE))
        for path in ENGINE.rglob("*.py")
        if "solutions.ch177" in path.read_text() or "layers" in rooms_imported(path)
    ]

    assert not named
