"""The lesson: what its pictures show is so, and whoever runs it sees all of them.

A notebook that is run to be stored gets pictures alone: nbclient says that it takes no input, and then
there are no sliders, which would be dead on the page and have random ids in the committed copy. A slider
replaces its picture by the display id, so that the picture is a plain output, seen without a kernel;
`interact` would keep it in the widget.
"""

import copy
import os
import re
from contextlib import contextmanager
from itertools import pairwise
from queue import Empty

import nbformat
import numpy as np
import pytest
from jupyter_client.manager import start_new_kernel
from matplotlib import colors
from matplotlib.contour import ContourSet
from matplotlib.text import Text
from nbclient import NotebookClient
from nbconvert import HTMLExporter

PICTURES = [
    "layer-steps",
    "cloud",
    "xor-cloud",
    "experiment-1",
    "experiment-2",
    "half-spaces",
    "regions",
    "triangle",
]
CONTROLS = {
    "layer-steps": ["W", "b"],
    "cloud": ["seed"],
    "xor-cloud": ["seed"],
    "shape-table": ["layer_sizes", "batch"],
    "experiment-1": ["hidden_layers", "width", "seed"],
    "experiment-2": ["hidden_layers", "width", "seed"],
    "half-spaces": ["neurons", "seed"],
    "triangle": ["unit_1", "unit_2", "unit_3"],
}
TRIANGLE = ([0, -1, -1], [1, 1, -1], [-1, 1, -1])
STRICT = """
import warnings
warnings.simplefilter("error")
warnings.filterwarnings("default", module="ipykernel")
"""
WITHOUT_WIDGETS = "import sys\nsys.modules['ipywidgets'] = None  # as Python has it: the import fails"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
LONG = 120  # seconds; what takes longer hangs


@pytest.fixture(scope="module")
def folder(root):
    """Where the lesson lies beside layers.py."""
    return root / "source" / "ch177"


@pytest.fixture(scope="module")
def lesson(folder):
    """The lesson as it is in the source."""
    return nbformat.read(folder / "0_lesson.ipynb", as_version=4)


@pytest.fixture(scope="module", params=["with ipywidgets", "without ipywidgets"])
def executed(request, lesson, folder):
    """The lesson after a run from top to bottom in a real kernel, in which every warning is an error."""
    document = copy.deepcopy(lesson)
    first = STRICT + (WITHOUT_WIDGETS if request.param.startswith("without") else "")
    document.cells.insert(0, nbformat.v4.new_code_cell(first))
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(document, timeout=LONG, allow_errors=True, resources=resources)
    client.execute(env=ENVIRONMENT)
    del document.cells[0]
    return document


@pytest.fixture(scope="module")
def defined(lesson, course):
    """What the lesson defines, without the pictures: its names."""
    names = {}
    with course.importable("ch177"):
        for cell in lesson.cells:
            if cell.cell_type == "code" and re.match("setup|helpers|define-", cell.id):
                exec(compile(cell.source, cell.id, "exec"), names)
    return names


@pytest.fixture(scope="module")
def drawn(defined):
    """Draw a picture of the lesson; the figure and its description."""

    def draw(name, *arguments, **values):
        fig, description, _ = defined[name](*arguments, **values)
        fig.canvas.draw()
        defined["plt"].close(fig)
        return fig, description

    return draw


@pytest.fixture(scope="module")
def every_picture(drawn):
    """All of them, as the lesson shows them at first."""
    return {
        "layer-steps": drawn("layer_steps", [[1.2, -0.7], [0.5, 0.9]], [0.5, -0.3])[0],
        "cloud": drawn("cloud", seed=177)[0],
        "xor-cloud": drawn("xor_cloud", seed=177)[0],
        "experiment-1": drawn("surface", hidden_layers=2, width=16, seed=177)[0],
        "experiment-2": drawn("with_and_without", hidden_layers=4, width=8, seed=177)[0],
        "half-spaces": drawn("half_spaces", neurons=6, seed=27)[0],
        "regions": drawn("regions", neurons=6, seed=27)[0],
        "triangle": drawn("triangle", [0, -1, -1], [1, 0, 0], [-1, -1, -2])[0],
    }


def cell_of(notebook, cell_id):
    """A cell by its id."""
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def printed(notebook, cell_id):
    """What a cell has printed."""
    outputs = cell_of(notebook, cell_id).outputs
    return "".join(output.text for output in outputs if output.output_type == "stream")


def images(notebook):
    """All outputs with a picture, by the id of their cell."""
    return {
        cell.id: output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    }


def caption_of(notebook, cell_id):
    """The text below a cell's picture."""
    outputs = cell_of(notebook, cell_id).outputs
    below = outputs[outputs.index(images(notebook)[cell_id]) + 1]
    return below.data["text/markdown"].removeprefix("*").removesuffix("*")


def brightness(color):
    """The relative luminance of a colour: 0 is black, 1 is white (WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colors.to_rgb(color)]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one, other):
    """The contrast of two colours by WCAG 2, from 1 to 21."""
    low, high = sorted([brightness(one), brightness(other)])
    return (high + 0.05) / (low + 0.05)


class TestRun:
    """From top to bottom, on a student's machine."""

    def test_nothing_fails_or_warns(self, executed):
        """No error, and nothing on stderr."""
        outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]

        assert [output.evalue for output in outputs if output.output_type == "error"] == []
        assert [output.text for output in outputs if output.get("name") == "stderr"] == []

    def test_every_picture_is_there(self, executed):
        """Eight of them, one a cell; and no widget, which nobody can move without a kernel."""
        kinds = {
            mime
            for cell in executed.cells
            for output in cell.get("outputs", [])
            for mime in output.get("data", {})
        }

        assert list(images(executed)) == PICTURES
        assert kinds == {"image/png", "text/plain", "text/markdown"}

    def test_every_picture_has_its_description_and_its_caption(self, executed):
        """What is to be seen is the image's alternative text; what to notice stands below it."""
        assert len(images(executed)) == len(PICTURES)
        for cell_id, output in images(executed).items():
            description, caption = output.metadata["image/png"]["alt"], caption_of(executed, cell_id)
            assert len(description) > 100
            assert 30 < len(caption) < 250
            assert caption not in description

    def test_descriptions_and_captions_get_into_html(self, executed):
        """The classic template of nbconvert sets the alternative text; each shows the caption."""
        descriptions = [output.metadata["image/png"]["alt"] for output in images(executed).values()]
        assert len(descriptions) == len(PICTURES)

        classic, _ = HTMLExporter(template_name="classic").from_notebook_node(executed)
        lab, _ = HTMLExporter().from_notebook_node(executed)

        for description in descriptions:
            assert re.search(rf'alt="{re.escape(description)}"', classic.replace("\n", " "))
        for cell_id in images(executed):
            assert f"<em>{caption_of(executed, cell_id)}</em>" in lab

    def test_shapes_are_printed(self, executed):
        """Of the two classes at each step, of the forward pass for one input and for a batch."""
        cloud, forward = printed(executed, "cloud"), printed(executed, "forward")

        assert re.findall(r"\(160, \d\)", cloud) == ["(160, 2)", "(160, 3)", "(160, 3)"]
        assert "(4,) gives (1,)" in forward
        assert "(16, 4) gives (16, 1)" in forward
        assert "row by row the same: True" in forward

    def test_numbers_of_the_chapter_come_out(self, executed):
        """Multiplications of a large layer, XOR from two units, the chain rule beside differences."""
        xor = re.findall(r"\[(\d) (\d)\] gives (\S+)", printed(executed, "xor"))
        rule, quotient = re.findall(r"\[(.*)\]", printed(executed, "chain-rule"))

        assert "200,704 multiplications" in printed(executed, "size")
        assert len(xor) == 4
        assert all(float(output) == (a != b) for a, b, output in xor)
        np.testing.assert_allclose(
            np.array(rule.split(), dtype=float), np.array(quotient.split(), dtype=float), atol=2e-6
        )

    def test_wrong_shape_is_told(self, executed):
        """The message of layers.py, not a traceback."""
        assert "expected shape (4,) or (batch, 4)" in printed(executed, "wrong-shape")


class TestText:
    """What it says, and where its controls stand."""

    def test_nothing_in_it_is_graded(self, lesson):
        """No cell has nbgrader's metadata, and none has outputs."""
        assert [cell.id for cell in lesson.cells if "nbgrader" in cell.metadata] == []
        assert [cell.id for cell in lesson.cells if cell.get("outputs")] == []

    def test_code_that_draws_is_folded_and_nothing_else(self, lesson):
        """What a reader is to change or to read stays in sight."""
        folded = {
            cell.id for cell in lesson.cells if cell.metadata.get("jupyter", {}).get("source_hidden") is True
        }
        drawing = {cell.id for cell in lesson.cells if re.match("helpers|define-", cell.id)}

        assert folded == drawing
        assert folded.isdisjoint(CONTROLS)

    def test_head_says_what_it_is_and_what_for(self, lesson):
        """The chapter's name, what a reader can do afterwards, and how long it takes."""
        head = lesson.cells[0].source

        assert head.startswith("# Linear Algebra for Neural Networks\n")
        assert len(re.findall(r"^- ", head, re.MULTILINE)) >= 4
        minutes = [int(number) for number in re.findall(r"\| (\d+) \|$", head, re.MULTILINE)]
        assert f"about {sum(minutes)} minutes" in head

    @pytest.mark.parametrize("cell_id", [name for name in PICTURES if name != "triangle"])
    def test_each_picture_has_a_question_before_and_an_answer_after(self, lesson, cell_id):
        """The question is in sight before the picture; the answer comes next to it, folded."""
        ids = [cell.id for cell in lesson.cells]
        at = ids.index(cell_id)

        before = [cell.source for cell in lesson.cells[at - 3 : at] if cell.cell_type == "markdown"]
        answer = lesson.cells[at + 1].source
        assert sum("**Predict.**" in source for source in before) == 1
        assert answer.startswith("<details><summary>")
        assert answer.endswith("</details>")

    def test_leads_to_other_chapters(self, lesson):
        """Those after it in a table, those before it where they are used."""
        text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")

        for chapter in ("054", "154", "164", "168", "176", "178", "216", "228"):
            assert chapter in text

    @pytest.mark.parametrize("cell_id", CONTROLS)
    def test_controls_are_one_line_each_at_the_top(self, lesson, cell_id):
        """A value and what to try, then a blank line, then what uses them."""
        controls, _, rest = cell_of(lesson, cell_id).source.partition("\n\n")

        assert re.findall(r"^(\w+) = .+  # .+$", controls, re.MULTILINE) == CONTROLS[cell_id]
        assert len(controls.splitlines()) == len(CONTROLS[cell_id])
        assert all(re.search(rf"\b{name}\b", rest) for name in CONTROLS[cell_id])

    def test_needs_nothing_but_numpy_and_matplotlib(self, lesson, folder):
        """Besides what runs a notebook; ipywidgets is optional."""
        code = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "code")
        imported = set(re.findall(r"^\s*(?:import|from) (\w+)", code, re.MULTILINE))

        assert imported == {"matplotlib", "numpy", "IPython", "layers", "ipywidgets"}
        assert "ipywidgets" not in (folder / "requirements.txt").read_text()


class TestWhatPicturesShow:
    """The functions that draw, asked for other values than the lesson's."""

    def test_shape_table_agrees_with_real_networks(self, defined):
        """Layer by layer, for random architectures, single inputs and batches."""
        rng = np.random.default_rng(0)
        for _ in range(50):
            sizes = rng.integers(1, 40, size=rng.integers(2, 8)).tolist()
            for batch in (None, int(rng.integers(1, 20))):
                h = np.ones(sizes[0] if batch is None else (batch, sizes[0]))
                real = []
                for number, layer in enumerate(defined["NeuralNetwork"](sizes, rng=rng).layers, start=1):
                    output = layer.forward(h)
                    real.append((number, h.shape, layer.W.shape, layer.b.shape, output.shape))
                    h = output
                assert defined["shape_table"](sizes, batch) == real

    def test_parameters_are_counted_not_quoted(self, defined, drawn, lesson):
        """337 for 2, 16, 16, 1, by the arrays of the network; the number stands nowhere in the notebook."""
        fig, description = drawn("surface", hidden_layers=2, width=16, seed=177)
        other, _ = drawn("surface", hidden_layers=3, width=5, seed=1)

        assert "337 parameters" in fig.axes[0].get_title()
        assert "337 parameters" in description
        assert f"{2 * 5 + 5 + 2 * (5 * 5 + 5) + 5 + 1} parameters" in other.axes[0].get_title()
        assert "337" not in "\n".join(cell.source for cell in lesson.cells)

    @pytest.mark.parametrize("hidden_layers", [1, 4, 8])
    def test_without_folds_the_boundary_is_flat(self, defined, drawn, hidden_layers):
        """By the lesson's own measure, and by the line that was drawn; with ReLU neither."""
        sizes = [2] + [8] * hidden_layers + [1]
        for seed in range(5):
            flat, bent = (
                defined["bend"](
                    defined["random_network"](sizes, np.random.default_rng(seed), defined[activation])[1]
                )
                for activation in ("linear", "relu")
            )
            assert flat < 1e-9 < 0.01 < bent
        fig, _ = drawn("with_and_without", hidden_layers=hidden_layers, width=8, seed=3)
        straight, folded = (off_a_line(boundary_of(ax)) for ax in fig.axes[:2])
        assert straight < 0.01 < 0.05 < folded

    def test_bend_sees_the_slightest_fold(self, defined):
        """Zero for planes, more for anything else: the measure can fail."""
        x, y = defined["square"].T

        assert defined["bend"](3 * x - 2 * y + 1) < 1e-9
        assert defined["bend"](np.zeros(40000)) == 0
        assert defined["bend"](3 * x - 2 * y + 0.001 * np.maximum(x, 0)) > 1e-4

    def test_same_weights_on_both_sides_of_experiment_2(self, defined):
        """Only the activation differs."""
        networks = [
            defined["random_network"]([2, 8, 8, 1], np.random.default_rng(5), defined[activation])[0]
            for activation in ("linear", "relu")
        ]

        for left, right in zip(*(network.layers for network in networks), strict=True):
            assert np.array_equal(left.W, right.W)
            assert left is networks[0].layers[-1] or np.array_equal(left.b, right.b)

    @pytest.mark.parametrize("neurons", [1, 4, 6, 8, 12])
    def test_half_spaces_three_to_a_row(self, drawn, neurons):
        """A panel for each unit, in rows of three."""
        fig, _ = drawn("half_spaces", neurons=neurons, seed=5)

        panels = [ax for ax in fig.axes if ax.get_title().startswith("unit ")]
        rows = {round(ax.get_position().y0, 2) for ax in panels}
        columns = {round(ax.get_position().x0, 2) for ax in panels}
        assert len(panels) == neurons
        assert len(rows) == -(-neurons // 3)
        assert len(columns) == min(neurons, 3)

    def test_edges_are_where_units_fall_silent(self, defined, drawn):
        """Each dashed line is w · x + b = 0."""
        layer, _ = defined["hidden_layer"](6, 27)
        fig, _ = drawn("half_spaces", neurons=6, seed=27)

        panels = [ax for ax in fig.axes if ax.get_title().startswith("unit ")]
        for ax, w, b in zip(panels, layer.W, layer.b, strict=True):
            (edge,) = [line for line in ax.lines if line.get_linestyle() == "--"]
            points = np.column_stack(edge.get_data())
            assert np.linalg.norm(points[0] - points[1]) > 1
            np.testing.assert_allclose(points @ w + b, 0, atol=1e-9)

    def test_cloud_is_the_chapters(self, defined):
        """80 points each around (1, 1) and (-1, -1), spread 0.4, through a layer to three dimensions."""
        steps = defined["cloud_steps"](3)
        points, moved, folded = steps.values()

        assert [step.shape for step in steps.values()] == [(160, 2), (160, 3), (160, 3)]
        np.testing.assert_allclose(points[:80].mean(axis=0), [1, 1], atol=0.2)
        np.testing.assert_allclose(points[80:].mean(axis=0), [-1, -1], atol=0.2)
        np.testing.assert_allclose([points[:80].std(), points[80:].std()], 0.4, atol=0.06)
        assert np.linalg.matrix_rank(moved) == 2
        assert np.array_equal(folded, np.where(moved > 0, moved, 0))

    @pytest.mark.parametrize("seed", [0, 3, 177])
    def test_only_the_fold_separates_opposite_corners(self, defined, seed):
        """By the best of all straight cuts: three quarters before the fold, nearly all after it."""
        before, moved, folded = defined["xor_cloud_steps"](seed).values()

        assert defined["best_cut"](before) < 0.8
        assert defined["best_cut"](moved) < 0.8
        assert defined["best_cut"](folded) > 0.97
        assert np.mean((folded.sum(axis=1) < 1) == (np.arange(160) < 80)) > 0.97

    def test_no_other_matrix_separates_opposite_corners(self, defined):
        """Whatever affine map, a straight cut after it does no better than one before."""
        rng = np.random.default_rng(0)
        points = defined["xor_cloud_steps"](177)["input space"]

        for W, b in ((rng.normal(size=(2, 2)), rng.normal(size=2)) for _ in range(50)):
            assert defined["best_cut"](points @ W.T + b) < 0.8

    def test_best_cut_finds_a_cut(self, defined):
        """All for classes that a line separates, half for ones that lie on one another, whatever the side."""
        rng = np.random.default_rng(1)
        left = rng.normal(size=(80, 2))

        assert defined["best_cut"](np.concatenate([left, left + 20])) == 1
        assert defined["best_cut"](np.concatenate([left + np.array([0, 20]), left])) == 1
        assert defined["best_cut"](np.zeros((160, 2))) == 0.5

    def test_triangle_is_recognised_and_nothing_else(self, defined, drawn):
        """Three right units in any order and size; not the ones that the lesson starts with."""
        doubled = [[2 * number for number in unit] for unit in TRIANGLE]
        start = ([0, -1, -1], [1, 0, 0], [-1, -1, -2])

        for right in (TRIANGLE, TRIANGLE[::-1], doubled):
            assert "That is the triangle" in defined["how_far"](right)
            assert "100% of the triangle is white" in drawn("triangle", *right)[1]
        for wrong in (start, [TRIANGLE[0]] * 3, [*TRIANGLE[:2], [0, 0, 0]], [[0, 0, -1]] * 3):
            assert "That is the triangle" not in defined["how_far"](wrong)
        assert "Not closed yet" in defined["how_far"]([TRIANGLE[0]] * 3)

    def test_triangles_of_units_are_told_how_far_they_are(self, defined):
        """Each unit's share of the triangle in which it is silent."""
        lines = defined["how_far"]([TRIANGLE[0], [1, 0, 0], [0, 0, 1]]).splitlines()

        assert lines[:3] == [
            "unit 1: silent in 100% of the triangle",
            "unit 2: silent in 50% of the triangle",
            "unit 3: silent in 0% of the triangle",
        ]

    @pytest.mark.filterwarnings("error")
    def test_sliders_ends_can_be_drawn(self, drawn):
        """Shallow and deep, narrow and wide; nothing warns."""
        for hidden_layers, width in ((1, 8), (5, 8), (5, 64)):
            drawn("surface", hidden_layers=hidden_layers, width=width, seed=0)
        for hidden_layers, width in ((1, 2), (8, 64)):
            drawn("with_and_without", hidden_layers=hidden_layers, width=width, seed=200)
        for neurons, seed in ((1, 0), (12, 200)):
            drawn("half_spaces", neurons=neurons, seed=seed)
            drawn("regions", neurons=neurons, seed=seed)
        for seed in (0, 200):
            drawn("xor_cloud", seed=seed)
        for unit in ([0, 0, 0], [0, 0, -1], [30, -40, 5]):
            drawn("triangle", unit, unit, unit)

    @pytest.mark.filterwarnings("error")
    def test_a_silent_network_is_told(self, drawn):
        """Where ReLU lets nothing through, the text doesn't claim a boundary."""
        _, description = drawn("with_and_without", hidden_layers=8, width=2, seed=3)

        assert "silent" in description
        assert "kinks" not in description


def boundary_of(ax):
    """The points of the decision boundary that was drawn, shape (points, 2)."""
    lines = [child for child in ax.get_children() if isinstance(child, ContourSet) and not child.filled]
    return np.concatenate([path.vertices for path in lines[-1].get_paths()])


def off_a_line(points):
    """How far the farthest of these points is from the straight line that fits them best."""
    centred = points - points.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return np.abs(centred @ directions[1]).max()


class TestReadable:
    """In grey, without colour vision, and with any font."""

    def test_texts_need_no_special_glyph(self, every_picture):
        """All of it is ASCII, or mathtext, which brings its own fonts; a minus sign is in every font."""
        for fig in every_picture.values():
            texts = [text.get_text() for text in fig.findobj(Text)]
            plain = [re.sub(r"\$[^$]*\$", "", text).replace("−", "-") for text in texts]
            assert any(plain)
            assert [text for text in plain if not text.isascii()] == []

    def test_two_colours_differ_in_brightness(self, defined):
        """So that a grey print tells solid from dashed, circles from triangles, without their shapes."""
        assert contrast(defined["DARK"], defined["LIGHT"]) > 7

    def test_shades_get_brighter_with_the_value(self, every_picture):
        """Each shade of each filled contour is brighter than the one before: grey keeps the order."""
        filled = [
            contours
            for fig in every_picture.values()
            for contours in fig.findobj(ContourSet)
            if contours.filled
        ]

        assert len(filled) == 1 + 2 + 6 + 1 + 1
        for contours in filled:
            shades = [brightness(color) for color in contours.get_facecolor()]
            assert len(shades) > 4
            assert all(darker < brighter for darker, brighter in pairwise(shades))

    def test_lines_stand_out_from_every_shade(self, every_picture):
        """Black with a white border: one of the two contrasts with whatever is below."""
        for name in ("experiment-1", "experiment-2", "half-spaces", "regions", "triangle"):
            for contours in every_picture[name].findobj(ContourSet):
                for shade in contours.get_facecolor() if contours.filled else []:
                    assert max(contrast(shade, "black"), contrast(shade, "white")) > 4.5

    def test_what_differs_in_colour_differs_in_shape(self, every_picture):
        """Circles and triangles, solid lines and dashed ones."""
        classes = every_picture["cloud"].axes[0].collections
        lines = [line for line in every_picture["layer-steps"].axes[0].lines if len(line.get_xdata()) > 2]

        assert len({len(collection.get_paths()[0].vertices) for collection in classes}) == len(classes) == 2
        assert {(line.get_color(), line.get_linestyle()) for line in lines} == {
            ("#00224e", "-"),
            ("#e8b800", "--"),
        }


class Reader:
    """Somebody at a frontend that takes input: runs the lesson's cells and moves its sliders.

    Args:
        client: of a kernel in the lesson's folder.
    """

    def __init__(self, client):
        self.client = client
        self.sliders = {}

    def run(self, source):
        """Run a cell; the messages that it sends."""
        messages = []
        reply = self.client.execute_interactive(
            source, allow_stdin=True, output_hook=messages.append, timeout=LONG
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        for message in messages:
            state = message["content"].get("data", {}).get("state", {})
            if message["msg_type"] == "comm_open" and state.get("_model_name") == "IntSliderModel":
                self.sliders[state["description"]] = message["content"]["comm_id"]
        return messages

    def move(self, slider, value):
        """Move a slider; the messages that come of it."""
        content = {"comm_id": self.sliders[slider], "data": {"method": "update", "state": {"value": value}}}
        message = self.client.session.msg("comm_msg", content)
        self.client.shell_channel.send(message)
        messages = []
        while not messages or messages[-1]["content"].get("execution_state") != "idle":
            try:
                answer = self.client.get_iopub_msg(timeout=LONG)
            except Empty:
                pytest.fail("The kernel doesn't answer.")
            if answer["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                messages.append(answer)
        return messages


@contextmanager
def reading(folder, lesson, *, before=""):
    """A reader who has run all that the experiments need."""
    manager, client = start_new_kernel(cwd=str(folder), env=ENVIRONMENT)
    try:
        reader = Reader(client)
        reader.run(STRICT + before)
        for cell_id in ("setup", "helpers", "define-experiment-1"):
            reader.run(cell_of(lesson, cell_id).source)
        yield reader
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def shown(messages, kind):
    """The content of these messages with a picture, by its description."""
    return {
        message["content"]["metadata"]["image/png"]["alt"]: message["content"]["transient"]["display_id"]
        for message in messages
        if message["msg_type"] == kind and "image/png" in message["content"]["data"]
    }


class TestSliders:
    """In JupyterLab and its like, as far as the kernel's messages go."""

    def test_sliders_redraw_the_picture_in_place(self, folder, lesson):
        """Each control has one; moving it puts another picture and caption where the first ones were."""
        with reading(folder, lesson) as reader:
            first = reader.run(cell_of(lesson, "experiment-1").source)
            moved = reader.move("width", 8)

        assert list(reader.sliders) == ["hidden layers", "width", "seed"]
        assert any("application/vnd.jupyter.widget-view+json" in m["content"].get("data", {}) for m in first)
        (before, place), (after, same_place) = (
            *shown(first, "display_data").items(),
            *shown(moved, "update_display_data").items(),
        )
        assert "16 units, 337 parameters" in before
        assert f"8 units, {2 * 8 + 8 + 8 * 8 + 8 + 8 + 1} parameters" in after
        assert place == same_place
        texts = [m["content"]["data"].get("text/markdown") for m in moved if "data" in m["content"]]
        assert [text for text in texts if text and text.startswith("*Follow the black line")]

    def test_without_ipywidgets_there_is_the_picture_alone(self, folder, lesson):
        """The values at the top of the cell do the same."""
        source = cell_of(lesson, "experiment-1").source.replace("width = 16", "width = 8")
        with reading(folder, lesson, before=WITHOUT_WIDGETS) as reader:
            messages = reader.run(source)

        assert reader.sliders == {}
        (description,) = shown(messages, "display_data")
        assert "8 units, 105 parameters" in description
