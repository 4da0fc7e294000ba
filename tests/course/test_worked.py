"""The worked solutions in solutions/worked are what nbgrader makes of the source today."""

import base64
import copy
import io
from pathlib import Path

import matplotlib.image
import nbformat
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / "source" / "ch177").glob("*.ipynb"))
MAKE = "run `nbgrader generate_assignment ch177 && nbgrader generate_solution ch177` in the root"


@pytest.fixture(scope="module")
def worked(root):
    """The committed folder."""
    folder = root / "solutions" / "worked" / "ch177"
    assert folder.is_dir(), f"{folder} is missing: {MAKE}"
    return folder


@pytest.fixture(scope="module")
def pair(worked, rebuilt_worked):
    """A notebook as it is committed, and as it is made now."""

    def read(name):
        return [nbformat.read(folder / f"{name}.ipynb", as_version=4) for folder in (worked, rebuilt_worked)]

    return read


def kind(output):
    """What kind of output this is, with its MIME types."""
    return (output.output_type, output.get("name", ""), tuple(sorted(output.get("data", {}))))


def text(output):
    """What is readable of an output."""
    if output.output_type == "stream":
        return output.text
    return output.get("data", {}).get("text/plain", "")


def pixels(output):
    """A PNG's pixels, shape (height, width, channels)."""
    data = base64.b64decode(output["data"]["image/png"])
    return matplotlib.image.imread(io.BytesIO(data), format="png")


def outputs(notebook):
    """All outputs, in order."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_all_notebooks_are_worked(worked, rebuilt_worked):
    """The same files, layers.py and README among them."""
    names = sorted(path.name for path in worked.iterdir() if not path.name.startswith((".", "__")))

    assert names == sorted(path.name for path in rebuilt_worked.iterdir() if not path.name.startswith("."))
    assert {f"{name}.ipynb" for name in NAMES} <= set(names)


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_those_of_today(pair, name):
    """Cell by cell, with its id and nbgrader's metadata."""
    committed, made = pair(name)

    def content(notebook):
        return [
            (cell.id, cell.cell_type, cell.source, cell.metadata.get("nbgrader")) for cell in notebook.cells
        ]

    assert content(committed) == content(made)


def joined(outputs):
    """Outputs with the pieces of a stream as one: a busy machine's kernel sends more of them."""
    whole = []
    for output in outputs:
        if whole and output["output_type"] == "stream" and kind(whole[-1]) == kind(output):
            whole[-1].text += output.text
        else:
            whole.append(copy.deepcopy(output))
    return whole


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_those_of_today(pair, name):
    """Every cell puts out the same kinds of things with the same text."""
    committed, made = pair(name)

    for old, new in zip(committed.cells, made.cells, strict=True):
        before, today = joined(old.get("outputs", [])), joined(new.get("outputs", []))
        assert list(map(kind, before)) == list(map(kind, today))
        assert list(map(text, before)) == list(map(text, today))


@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_those_of_today(pair, name):
    """Pixel by pixel, up to what another version of a font library may smooth differently."""
    committed, made = pair(name)
    pictures = [
        (old, new)
        for old, new in zip(joined(outputs(committed)), joined(outputs(made)), strict=True)
        if "image/png" in old.get("data", {})
    ]

    for old, new in pictures:
        before, after = pixels(old), pixels(new)
        assert before.shape == after.shape
        assert np.abs(before - after).mean() < 0.01


@pytest.mark.parametrize("name", NAMES)
def test_worked_solutions_run_without_error_or_warning(pair, name):
    """Whoever reads them sees no traceback and nothing on stderr."""
    committed, _ = pair(name)

    troubled = [o for o in outputs(committed) if o.output_type == "error" or o.get("name") == "stderr"]
    assert troubled == []


def test_plots_are_there(pair):
    """The comparison of activations shows a picture."""
    committed, _ = pair("4_tanh_comparison")

    assert any("image/png" in output.get("data", {}) for output in outputs(committed))
