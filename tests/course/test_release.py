"""What students get: made by nbgrader, committed as it made it, and without anything they shouldn't see."""

import inspect
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = sorted(path.stem for path in (ROOT / "source" / "ch177").glob("[1-9]*.ipynb"))
NAMES = ["0_lesson", *EXERCISES]
STUB_ERRORS = {"NotImplementedError", "NameError"}


@pytest.fixture(scope="module")
def release(root) -> Path:
    """The committed release."""
    return root / "release" / "ch177"


def files(folder):
    """All files below a folder, by relative path."""
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}


def test_committed_release_is_what_nbgrader_makes(release, rebuilt):
    """`nbgrader generate_assignment ch177` gives the same files, byte for byte."""
    committed, made = files(release), files(rebuilt / "release" / "ch177")

    assert list(committed) == list(made)
    different = [name for name in made if made[name].read_bytes() != committed[name].read_bytes()]
    assert different == []


def test_release_has_all_that_students_need(release, root):
    """The notebooks, layers.py, a README and what to install, as they are in the source."""
    committed = files(release)

    assert set(committed) == {
        *(f"{name}.ipynb" for name in NAMES),
        "README.md",
        "layers.py",
        "requirements.txt",
    }
    for name in ("layers.py", "README.md", "requirements.txt"):
        assert committed[name].read_bytes() == (root / "source" / "ch177" / name).read_bytes()


@pytest.mark.parametrize(
    "mark",
    [
        "BEGIN SOLUTION",
        "END SOLUTION",
        "HIDDEN TEST",
        "MARK SCHEME",
        "autograder",
        "solutions",
        "check(",
        "Typical flaws",
        "Do not penalise",
        "misconception",
    ],
)
def test_notebooks_hold_nothing_of_ours(release, mark):
    """No solution, no hidden test, no mark scheme, and no word of where they are."""
    holding = [path.name for path in release.glob("*.ipynb") if mark in path.read_text(encoding="utf-8")]

    assert holding == []


def test_no_file_names_the_solutions(release):
    """Not in layers.py or the README either."""
    holding = [
        name for name, path in files(release).items() if "solutions" in path.read_text(encoding="utf-8")
    ]

    assert holding == []


def meaningful(lines):
    """Lines of code that say something: no blank ones, comments, brackets or bare returns."""
    stripped = (line.split("  #")[0].strip() for line in lines)
    return {
        line for line in stripped if len(line) > 12 and not line.startswith(("#", '"""', "def ", "class "))
    }


def test_no_line_of_a_solution_is_in_it(release, source_notebooks, exercises):
    """Neither of the worked solutions in the source nor of the references."""
    secret = set()
    for notebook in source_notebooks.values():
        for cell in notebook.cells:
            for region in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.DOTALL):
                secret |= meaningful(region.splitlines())
    for exercise in exercises.values():
        body = inspect.getsource(exercise.reference_code).rpartition('"""')[2]
        secret |= meaningful(body.splitlines())
    assert len(secret) > 40

    given_away = {}
    for path in release.glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            lines = {line.split("  #")[0].strip() for line in cell.source.splitlines()}
            if secret & lines:
                given_away[path.name] = secret & lines

    assert given_away == {}


def test_every_solution_cell_is_a_stub(release):
    """Code raises NotImplementedError, text says where the answer goes."""
    for path in release.glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            metadata = cell.metadata.get("nbgrader", {})
            if metadata.get("solution"):
                text = "raise NotImplementedError()" if cell.cell_type == "code" else "YOUR ANSWER HERE"
                assert text in cell.source


def test_release_holds_no_outputs(release):
    """Nothing was run before it was handed out."""
    for path in release.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


@pytest.mark.parametrize("name", NAMES)
def test_released_notebook_runs_unaided(release, tmp_path, name):
    """In a real kernel beside layers.py alone, nothing goes wrong but what isn't answered yet.

    Nowhere does anything warn.
    """
    folder = tmp_path / "ch177"
    shutil.copytree(release, folder)
    document = nbformat.read(folder / f"{name}.ipynb", as_version=4)

    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(document, timeout=60, allow_errors=True, resources=resources).execute()

    outputs = [output for cell in document.cells for output in cell.get("outputs", [])]
    errors = {output.ename: output.evalue for output in outputs if output.output_type == "error"}
    warnings = [output.text for output in outputs if output.get("name") == "stderr"]
    assert set(errors) <= STUB_ERRORS, errors
    assert warnings == []


class TestValidate:
    """`nbgrader validate` tells students whether their notebooks pass the visible tests."""

    def test_right_notebooks_pass(self, nbgrader, hand_in, reference_cells, tmp_path):
        """Every notebook of a student who knows it all."""
        folder = hand_in(tmp_path / "ch177", reference_cells)

        ended = nbgrader(folder, "validate", *(f"{name}.ipynb" for name in EXERCISES))

        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.count("Success! Your notebook passes all the tests.") == len(EXERCISES)

    def test_stub_fails_readably(self, nbgrader, hand_in, tmp_path):
        """Each failing cell is shown with what it raised; nothing of ours is seen."""
        folder = hand_in(tmp_path / "ch177", {})

        ended = nbgrader(folder, "validate", "1_parameter_count.ipynb")

        assert ended.returncode == 0
        assert "VALIDATION FAILED ON 2 CELL(S)!" in ended.stdout
        assert "assert np.ndim(hand_count) == 0" in ended.stdout
        assert "NameError: name 'hand_count' is not defined" in ended.stdout
        assert "NotImplementedError" in ended.stdout
        assert "autograder" not in ended.stdout
