"""What an instructor lets a test do beyond what the judge may: cell by cell, and no more than is named."""

import socket
import subprocess
import sys

import pytest

from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.grading import Engine

PORT = "import socket\nsocket.create_connection(('127.0.0.1', {port}), 5).close()"
PROGRAM = "import subprocess\nassert subprocess.run(['echo', str(x)], capture_output=True).stdout == b'4\\n'"
PATH = "assert open('{path}').read() == 'data'"


@pytest.fixture
def graded(build, tmp_path):
    """What comes of grade cells that need the network, programs and a file, with these rights."""
    data = tmp_path / "data.txt"
    data.write_text("data")
    tmp_path.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as server:
        tests = {
            "test_port": PORT.format(port=server.getsockname()[1]),
            "test_program": PROGRAM,
            "test_path": PATH.format(path=data),
            "test_x": "assert x == 4",
        }
        cells = [build.cell("x = 4", "x", solution=True)]
        cells += [
            build.cell(source, name, grade=True, locked=True, points=1) for name, source in tests.items()
        ]
        build.notebook(*cells)
        notebook = (build.root / "source/demo/1_double.ipynb").read_bytes()

        def run(allow):
            allow = {f"1_double/{name}": words for name, words in allow.items()}
            (build.root / "nbgrader_config.py").write_text(f"c = get_config()\nc.Judge.allow = {allow!r}\n")
            with Engine(Course.at(build.root).assignment("demo")) as engine:
                result, _documents = engine.grade_submission({"1_double": notebook})
            return {cell.grade_id: cell.score for cell in result.cells}

        yield run, str(data)


def test_without_rights_a_test_has_none(graded):
    """No network, no programs, no file of the machine; the other tests are as ever."""
    run, _data = graded

    assert run({}) == {"test_port": 0, "test_program": 0, "test_path": 0, "test_x": 1}


def test_each_cell_has_what_it_is_given_and_no_other_has_it(graded):
    """All of them get what they need, in one notebook."""
    run, data = graded

    scores = run({"test_port": ["network"], "test_program": ["programs"], "test_path": [data]})

    assert scores == {"test_port": 1, "test_program": 1, "test_path": 1, "test_x": 1}


def test_a_right_is_given_to_the_cell_that_is_named(graded):
    """What one cell may do, the next may not."""
    run, data = graded

    scores = run({"test_program": ["network"], "test_x": ["programs", data]})

    assert scores == {"test_port": 0, "test_program": 0, "test_path": 0, "test_x": 1}


@pytest.mark.parametrize(
    ("allow", "said"),
    [
        ({"1_double/test_double": ["internet"]}, "'internet'"),
        ({"1_double/test_double": "all"}, "'all'"),
        ({"1_double/test_double": [True]}, "True"),
        ({"1_double/test_double": ["data.csv"]}, "'data.csv'"),
        ({"1_double/test_double": ["/no/such/place"]}, "'/no/such/place'"),
        ({"1_double/test_doubel": ["network"]}, "no such grade cell"),
    ],
)
def test_what_cannot_be_given_is_refused(build, allow, said):
    """Silence would leave a test without what it needs, or give it to nobody."""
    build.notebook(
        build.cell("x = 4", "x", solution=True),
        build.cell("assert x == 4", "test_double", grade=True, locked=True, points=1),
    )
    (build.root / "nbgrader_config.py").write_text(f"c = get_config()\nc.Judge.allow = {allow!r}\n")

    with pytest.raises(UnusableInput, match=said):
        Course.at(build.root).assignment("demo")


def test_each_run_says_which_cells_have_more(build):
    """On the terminal, with what it is."""
    build.notebook(
        build.cell("x = 4", "x", solution=True),
        build.cell("assert x == 4", "test_x", grade=True, locked=True, points=1),
    )
    (build.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.Judge.allow = {'1_double/test_x': ['programs', 'network']}\n"
    )
    notebook = build.root / "source/demo/1_double.ipynb"

    done = subprocess.run(
        [sys.executable, "-m", "autograder", "check", str(notebook), "--course", str(build.root)],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert "1_double/test_x is judged with what c.Judge.allow gives it: network, programs." in done.stdout


def test_nbgraders_command_says_it_too(build, hand_in, nbgrader, root):
    """In its log, which formgrader shows."""
    build.double()
    build.release()
    hand_in(build.root, "ada")
    config = (root / "nbgrader_config.py").read_text()
    allow = "c.Judge.allow = {'1_double/test_double': ['programs']}\n"
    (build.root / "nbgrader_config.py").write_text(config + allow)
    assert nbgrader(build.root, "generate_assignment", "demo", "--force").returncode == 0

    graded = nbgrader(build.root, "autograde", "demo")

    assert graded.returncode == 0, graded.stderr
    assert "1_double/test_double is judged with what c.Judge.allow gives it: programs." in graded.stderr
