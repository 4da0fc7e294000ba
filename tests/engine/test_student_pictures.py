"""When figures are drawn in the student's process, and what a cell shows of them."""

import pytest

from autograder.limits import Limits
from autograder.warm.pair import new_student
from autograder.warm.process import WarmProcess

COUNTED = """\
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2])
figure.canvas.mpl_connect("draw_event", lambda event: print("drawn"));
"""


@pytest.fixture(scope="module")
def warm_process():
    """The warm process."""
    with WarmProcess() as warm:
        yield warm


@pytest.fixture
def run(warm_process):
    """Run cells in a fresh process."""

    def run_cells(*sources, read=True):
        student = new_student(warm_process, Limits(), {}, seed=1)
        try:
            return [output for source in sources for output in student.run(source, read=read).outputs]
        finally:
            student.kill()

    return run_cells


def test_figure_is_drawn_for_its_picture_alone(run):
    """Once to find out how far it reaches, once into the picture; not a third time, as pyplot would."""
    outputs = run(COUNTED)
    assert "".join(output.text for output in outputs).count("drawn") == 2
    assert sum("image/png" in output.data for output in outputs) == 1


def test_nothing_is_drawn_where_nobody_looks(run):
    """A figure has its words, no picture; the next cell begins without it, as everywhere."""
    outputs = run(COUNTED, "plt.get_fignums()", read=False)

    assert [output.data for output in outputs] == [
        {"text/plain": "<Figure size 640x480 with 1 Axes>"},
        {"text/plain": "[]"},
    ]


def test_tracebacks_are_short_where_nobody_looks(run):
    """Which line of which cell it was is all that they are asked for."""
    source = "def halved(x):\n    return x / 0\n\nhalved(1)"

    (short,), (whole,) = run(source, read=False), run(source)

    assert "Cell In[1], line 4" in "\n".join(short.traceback)
    assert "----> 4 halved(1)" in "\n".join(whole.traceback)
    assert (short.ename, short.evalue) == (whole.ename, whole.evalue)


def test_empty_figure_shows_no_picture(run):
    """As in a kernel."""
    outputs = run("import matplotlib.pyplot as plt\nplt.figure();")
    assert not any("image/png" in output.data for output in outputs)


def test_other_format_is_the_students_choice(run):
    """%config takes effect as in a kernel."""
    outputs = run(
        "%config InlineBackend.figure_formats = ['svg']\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    )
    assert [set(output.data) for output in outputs] == [{"image/svg+xml", "text/plain"}]


def test_figure_that_cannot_be_drawn_shows_its_error(run):
    """As in a kernel: the cell's output is the error."""
    outputs = run("import matplotlib.pyplot as plt\nplt.title('$\\\\nosuchcommand$');")
    assert [output.output_type for output in outputs][:1] == ["error"]
    assert "nosuchcommand" in outputs[0].evalue


def test_a_cell_may_change_how_tracebacks_look(run):
    """With tools that do so, too: the next cell's error is an error."""
    tool = "from IPython.core.ultratb import VerboseTB\nget_ipython().InteractiveTB = VerboseTB()"

    for way in (tool, "%xmode Verbose", "del get_ipython().InteractiveTB.structured_traceback"):
        *_changed, error = run(way, "1 / 0", read=False)
        assert error.ename == "ZeroDivisionError"
