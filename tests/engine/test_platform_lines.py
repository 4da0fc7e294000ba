"""Lines that only work elsewhere become notes: the answer below them in the same cell counts."""

import json

import nbformat
import pytest

from autograder.cli import main

ANSWER = "def double(x):\n    return 2 * x"
LINES = {
    "conda": "%conda install numpy",
    "mamba": "%mamba install -y numpy",
    "pip": "%pip install numpy",
    "uv": "%uv pip install numpy",
    "widget": "%matplotlib widget",
    "notebook": "%matplotlib notebook",
    "qt": "%matplotlib qt",
    "window": "import matplotlib as m\nm.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.plot([1])",
    "switched": "import matplotlib.pyplot as plt\nplt.switch_backend('Qt5Agg')",
    "unknown magic": "%tensorflow_version 2.x",
    "missing extension": "%load_ext nb_black",
    "colab drive": "from google.colab import drive\ndrive.mount('/content/drive')",
    "colab files": "from google.colab import files, userdata as u\nfor name in files.upload():\n    pass",
    "colab module": "import google.colab\ngoogle.colab.drive.mount('/content/drive')",
    "kaggle": "from kaggle_secrets import UserSecretsClient\nkey = UserSecretsClient().get_secret('k')",
    "jupyterlite": "import piplite\nawait piplite.install('numpy')",
    "colab folder": "%cd /content/drive/MyDrive/course",
}


@pytest.fixture(scope="module")
def check(tmp_path_factory, make_course, hand_in):
    """Check all of these answers: the result of each, by name, and the cell's outputs."""
    builder = make_course(tmp_path_factory.mktemp("platforms") / "course")
    builder.double()
    builder.release()

    def call(lines):
        path = hand_in(builder.root, "ada", lines)
        out = builder.root / "result.json"
        with pytest.raises(SystemExit):
            main(["check", str(path), "--json", str(out), "--course", str(builder.root)])
        return json.loads(out.read_text())["score"]

    return call


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_a_platform_costs_nothing(check, line):
    """It stands above the answer, in the same cell."""
    assert check(f"{LINES[line]}\n{ANSWER}") == 2


def test_code_that_asks_where_it_runs_is_told_the_truth(check):
    """An import in a `try` fails, as in any plain kernel."""
    asked = "try:\n    import google.colab\n    here = 3\nexcept ImportError:\n    here = 2\n"

    assert check(f"{asked}def double(x):\n    return here * x") == 2


def test_an_error_of_the_students_own_is_none_of_these(check):
    """Another module that isn't there ends the cell, as it does anywhere."""
    assert check(f"import pandas_of_mine\n{ANSWER}") == 0


def test_what_is_left_out_is_said(tmp_path, build, hand_in):
    """In the graded notebook, under the cell."""
    build.double()
    build.release()
    hand_in(build.root, "ada", f"%conda install numpy\nfrom google.colab import drive\n{ANSWER}")

    with pytest.raises(SystemExit):
        main(["grade", "demo", "--jobs", "1", "--course", str(build.root)])

    document = nbformat.read(build.root / "autograded/ada/demo/1_double.ipynb", as_version=4)
    said = "".join(output.get("text", "") for output in document.cells[0].outputs)
    assert "(%conda install numpy: nothing can be installed while grading)" in said
    assert "(google.colab.drive isn't available while grading: left out)" in said
