"""A notebook's cells in the student's process, beside the same cells in a real kernel run by nbclient."""

import json
import os
import re
import time

import nbclient
import nbformat
import pytest

from autograder.grading.outputs import Kept
from autograder.limits import Limits
from autograder.remote.output_bounds import CUT, OUTPUT_BYTES
from autograder.student.collector import MAX_CELL_BYTES
from autograder.warm.pair import new_student
from autograder.warm.process import WarmProcess

# The same notebook for both, each cell under a name.
NOTEBOOK = r"""
# %% print
print('a'); print('b', end='')
# %% both_streams
import sys
print('a')
print('b', file=sys.stderr)
print('c')
# %% result
1 + 1
# %% semicolon
'quiet';
# %% none
None
# %% last_expression_alone
1
2
'three'
# %% nothing_but_a_comment
# nothing here
# %% error_in_nested_functions
def inner(x):
    return 1 / x

def outer(x):
    return inner(x)

outer(0)
# %% chained_errors
try:
    {}['k']
except KeyError as error:
    raise ValueError('worse') from error
# %% error_group
raise ExceptionGroup('many', [ValueError(1), TypeError(2)])
# %% syntax_error
def f(:
    pass
# %% indentation_error
if True:
x = 1
# %% own_error
class Odd(Exception):
    def __str__(self):
        return 'so odd'
raise Odd(1, 2)
# %% renders_its_traceback
class Own(Exception):
    def _render_traceback_(self):
        return ['mine']
raise Own('x')
# %% error_without_a_text
class Mute(Exception):
    def __str__(self):
        raise ValueError('no')
raise Mute('x')
# %% name_error
no_such_name
# %% assertion
assert 1 == 2, 'not the same'
# %% recursion
def down(n):
    return down(n + 1)
down(0)
# %% displays
from IPython.display import HTML, JSON, Image, Markdown, display
display(HTML('<b>x</b>'), Markdown('*y*'))
# %% json
display(JSON({'a': [1, 2]}))
# %% raw_bundle
display({'text/plain': 'p', 'application/x+json': {'k': 1}}, raw=True)
# %% bytes
Image(data=bytes.fromhex('89504e470d0a1a0a'), format='png')
# %% display_updated
h = display('first', display_id=True)
print('between')
h.update('second')
# %% update_display
from IPython.display import update_display
display('one', display_id='d')
update_display('two', display_id='d')
# %% updated_later
h.update('third')
# %% clear
from IPython.display import clear_output
print('gone')
clear_output()
print('kept')
# %% clear_and_wait
print('gone')
clear_output(wait=True)
print('kept')
# %% clear_and_wait_in_vain
print('stays')
clear_output(wait=True)
# %% after_that
print('next')
# %% timeit
%timeit -n1 -r1 sum(range(10))
# %% time
%%time
x = 5
x
# %% capture
%%capture captured
print('caught')
1
# %% captured
captured.stdout, captured.stderr
# %% inline
%matplotlib inline
import matplotlib.pyplot as plt
# %% shell
!echo from the shell
# %% shell_assigned
names = !echo one; echo two
names
# %% bash
%%bash
echo out
echo err >&2
# %% await
import asyncio
await asyncio.sleep(0.01)
print('awaited')
7
# %% task
async def five():
    await asyncio.sleep(0)
    return 5

task = asyncio.create_task(five())
# %% task_awaited
await task
# %% asyncio_run
kept = five()  # or it complains, when it goes, that nobody awaited it
asyncio.run(kept)
# %% gather
await asyncio.gather(five(), five())
# %% task_prints
async def says():
    await asyncio.sleep(0.05)
    print('in task')

saying = asyncio.create_task(says())
# %% task_has_printed
await saying
# %% show
plt.plot([1, 2])
plt.show()
# %% open_figure
plt.figure()
plt.plot([1, 2, 3]);
# %% figure_as_result
fig, ax = plt.subplots()
ax.hist([1, 2, 2])
fig
# %% axes_as_result
ax
# %% figures_are_closed
plt.get_fignums()
# %% html
class Rich:
    def _repr_html_(self):
        return '<i>rich</i>'

Rich()
# %% mimebundle
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'text/plain': 'p', 'text/html': '<p>'}, {'text/html': {'isolated': True}}

Bundle()
# %% failing_repr
class Bad:
    def __repr__(self):
        raise ValueError('no repr')

Bad()
# %% displays_itself
class Own:
    def _ipython_display_(self):
        print('shown')

Own()
# %% long
list(range(2000))
# %% pretty
{'b': 1, 'a': {'c': list(range(40))}}
# %% array
import numpy as np
np.arange(6.0).reshape(2, 3)
# %% out
Out[3]
# %% underscore
_
# %% in
In[1:3], In[-1], _i, _oh[3]
# %% input
input('name? ')
# %% getpass
import getpass
getpass.getpass()
# %% sys_exit
sys.exit(3)
# %% sys_exit_without_code
sys.exit()
# %% system_exit
raise SystemExit('bye')
# %% keyboard_interrupt
raise KeyboardInterrupt
# %% interrupt_in_a_function
def stop():
    raise KeyboardInterrupt('stop')
stop()
# %% thread
import threading
t = threading.Thread(target=lambda: print('from a thread'))
t.start()
t.join()
# %% error_in_a_thread
t = threading.Thread(target=lambda: 1 / 0, name='mine')
t.start()
t.join()
# %% subprocess
import subprocess, time
subprocess.run(['echo', 'fd one'], check=True)
time.sleep(0.3)
# %% subprocess_captured
subprocess.run(['echo', 'taken'], capture_output=True, text=True).stdout
# %% os_write
import os
os.write(1, b'raw\n')
os.write(2, b'raw error\n')
time.sleep(0.3)
# %% pool
import multiprocessing
with multiprocessing.get_context('fork').Pool(1) as pool:
    answers = pool.map(abs, [-3])
answers
# %% warning
import warnings
warnings.warn('careful')
# %% numpy_warning
np.array([1.0]) / 0
# %% deprecation
warnings.warn('old', DeprecationWarning)
# %% unicode
print('Grüße, 世界 🎉 \u202e')
'λ'
# %% colours
print('\x1b[1mbold\x1b[0m')
# %% carriage_returns
for i in range(3):
    print(i, end='\r')
# %% help
help(abs)
# %% question_mark
?len
# %% stream_attributes
sys.stdout.isatty(), sys.stdout.writable(), sys.stdout.encoding, sys.stdin.read()
# %% writes_text
sys.stdout.writelines(['x\n', 'y\n'])
sys.stdout.flush()
sys.stdout.write('abc')
# %% writes_bytes
sys.stdout.write(b'abc')
# %% redirected
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as s:
    print('hid')
s.getvalue()
# %% logging
import logging
logging.warning('logged')
# %% traceback_printed
import traceback
try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc()
# %% own_name
__name__, '__file__' in globals()
# %% cell_within_a_cell
get_ipython().run_cell('print(40 + 2)');
# %% file_written
%%writefile thing.py
value = 9
# %% file_imported
import thing
thing.value
# %% file_run
%run thing.py
value
# %% memory_address
object()
# %% exit
print('before')
exit()
print('after')
"""
CELLS = {
    name: source.rstrip("\n")
    for name, source in re.findall(r"^# %% (\w+)\n(.*?)(?=^# %%|\Z)", NOTEBOOK, re.M | re.S)
}

# What still differs, and why that is right.
DIFFERENCES = {
    "error_without_a_text": "the kernel names the inner error alone; here the student's own comes first",
    "display_updated": "the kernel's shows what a later cell made of it; here a cell's outputs are final",
    "task_has_printed": "the kernel gives the text to the earlier cell, after nbclient has closed it",
    "question_mark": "the kernel sends help to a pager that no notebook file has; here it is printed",
    "writes_bytes": "the message names the type in other words",
}

# What the sandbox forbids: programs, and semaphores that processes share.
FORBIDDEN = ["shell", "shell_assigned", "bash", "subprocess", "subprocess_captured", "pool"]


@pytest.fixture(scope="module")
def warm_process():
    """A warm process."""
    with WarmProcess() as warm:
        yield warm


@pytest.fixture
def student(warm_process):
    """A fresh process for a student's code."""
    process = new_student(warm_process, Limits(), {}, seed=1)
    yield process
    process.kill()


@pytest.fixture(scope="module")
def in_kernel(tmp_path_factory):
    """The cells' outputs in a real kernel."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    document = nbformat.v4.new_notebook(cells=cells)
    document.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder = tmp_path_factory.mktemp("kernel")
    settings = {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}
    dropped = ("PYTEST_CURRENT_TEST", "MPLBACKEND")  # with the first, the kernel leaves descriptor 1 alone
    environment = {key: value for key, value in os.environ.items() if key not in dropped} | settings
    client = nbclient.NotebookClient(
        document, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=environment)
    return {name: _normal(cell.outputs) for name, cell in zip(CELLS, document.cells, strict=True)}


@pytest.fixture(scope="module")
def in_student(warm_process):
    """The cells' outputs in the student's process."""
    process = new_student(warm_process, Limits(), {}, seed=1)
    outputs = {}
    for name, source in CELLS.items():
        ran = process.run(source, read=True)
        outputs[name] = _normal(Kept().of(ran.outputs, ran.execution_count))
    process.kill()
    return outputs


def _normal(outputs):
    """Outputs without what differs from one run to the next; streams first, their pieces joined."""
    joined = {}
    rest = []
    for output in outputs:
        if output.output_type == "stream":
            joined[output.name] = joined.get(output.name, "") + _plain(output.text)
        elif output.output_type == "error":
            last = "\n".join(output.traceback).strip().splitlines()[-1:]
            rest.append(("error", output.ename, _plain(output.evalue), *map(_plain, last)))
        else:
            data = {mime: _value(mime, value) for mime, value in output.data.items()}
            count = output.get("execution_count")
            rest.append((output.output_type, count, data, json.loads(json.dumps(output.metadata))))
    return [*sorted(joined.items()), *rest]


def _value(mime, value):
    if mime == "image/png":
        return len(value) > 1000  # a picture, not which one: fonts and versions differ between machines
    return _plain(value) if isinstance(value, str) else value


def _plain(text):
    """Text without colours, addresses, times and the places of cells."""
    for pattern, instead in (
        (r"\x1b\[[0-9;]*m", ""),
        (r"\b0x[0-9a-f]{6,}", "0x…"),
        (r"/\S*/ipykernel_\d+/\d+\.py|<ipython-input-\d+-[0-9a-f]+>|\b\d{6,}\.py", "<cell>"),
        (r"[\d.]+(e[+-]\d+)? [nuμµm]?s\b", "… s"),
        (r"Thread-\d+", "Thread-…"),
    ):
        text = re.sub(pattern, instead, text)
    return text


class TestBesideARealKernel:
    """What a student saw in Jupyter is what the graded notebook shows."""

    @pytest.mark.parametrize("name", [name for name in CELLS if name not in {*DIFFERENCES, *FORBIDDEN}])
    def test_outputs_are_those_of_a_kernel(self, in_kernel, in_student, name):
        """Kinds, order of results, data, metadata and execution counts."""
        assert in_student[name] == in_kernel[name]

    @pytest.mark.parametrize("name", DIFFERENCES)
    def test_differences_are_known(self, in_kernel, in_student, name):
        """A cell that no longer differs leaves the list."""
        assert in_student[name] != in_kernel[name]

    @pytest.mark.parametrize("name", FORBIDDEN)
    def test_nothing_is_executed(self, name, in_student, in_kernel):
        """A kernel does it; here it is refused, or said to be left out."""
        text = str(in_student[name])

        assert in_student[name] != in_kernel[name]
        assert "No commands are run" in text or "Operation not permitted" in text or "No such file" in text

    def test_few_cells_differ(self):
        """None of them in what a student's code computes."""
        assert len(DIFFERENCES) <= 5
        assert len(CELLS) > 80


class TestExits:
    """Leaving is not an option: the cells that come after it run."""

    @pytest.mark.parametrize(
        "way", ["exit()", "quit()", "exit(1)", "exit", "quit", "sys.exit(3)", "sys.exit()"]
    )
    def test_the_rest_runs_after_leaving(self, student, way):
        """As under a kernel, which takes a moment to end, but without the end."""
        student.run("import sys, time")

        left = student.run(f"x = 1\n{way}")
        time.sleep(0.2)
        rest = student.run("x + 1")

        assert left.execution_count == 2
        assert rest.outputs[0].data["text/plain"] == "2"

    def test_what_follows_in_the_same_cell_runs_after_exit(self, student):
        """`exit` only asks for an end, in a kernel too."""
        assert student.run("exit()\nprint('after')").outputs[0].text == "after\n"

    def test_interrupt_in_a_task_does_not_end_the_process(self, student):
        """KeyboardInterrupt goes past asyncio, and no further."""
        student.run("import asyncio\nasync def stop():\n    raise KeyboardInterrupt('no')")

        student.run("t = asyncio.create_task(stop())\nawait asyncio.sleep(0.05)")

        assert student.run("5").outputs[-1].data["text/plain"] == "5"


class TestErrors:
    """An error is shown, whatever it is; the next cell runs."""

    def test_traceback_points_at_the_line(self, student):
        """Each frame by cell and line, as a reader looks for it."""
        student.run("def inner(x):\n    y = x\n    return 1 / y")

        error = student.run("a = 0\ninner(a)", read=True).outputs[0]

        text = "\n".join(error.traceback)
        assert "Cell In[2], line 2" in text
        assert "----> 2 inner(a)" in text
        assert "Cell In[1], line 3, in inner(x)" in text
        assert "----> 3     return 1 / y" in text

    def test_libraries_are_shown_by_their_lines(self, student):
        """Not by their statements: pandas's are looked up in a third of a second."""
        student.run("import json, stack_data.core\nof = stack_data.core.Source.for_filename")

        error = student.run("def mine():\n    json.loads('[')\nmine()", read=True).outputs[0]
        trees = student.run("print(*(of(one.__code__.co_filename).tree for one in (json.loads, mine)))")

        text = "\n".join(error.traceback)
        assert "in JSONDecoder.raw_decode(self, s, idx)" in text
        assert re.search(r"--> \d+     raise JSONDecodeError", text)
        assert "Cell In[2], line 2, in mine()\n      1 def mine():\n----> 2     json.loads('[')" in text
        assert re.match("None <ast.Module", trees.outputs[0].text)

    def test_cells_run_on_without_their_folder(self, student):
        """A cell has removed the one that it was in: the next ones run, and one that fails says why."""
        student.run("import os\nos.mkdir('a')\nos.chdir('a')\nos.rmdir('../a')")

        assert [output.text for output in student.run("print('next')").outputs] == ["next\n"]
        assert [output.ename for output in student.run("1 / 0").outputs] == ["ZeroDivisionError"]

    def test_module_of_a_cell_is_not_searched_for(self, student):
        """A traceback asks for it for each line; unknown, it costs a look through all modules."""
        student.run("def inner(x):\n    return 1 / x")

        known = student.run(
            "import inspect\nprint(inspect.modulesbyfile[inner.__code__.co_filename])"
        ).outputs

        assert [output.text for output in known] == ["__main__\n"]

    @pytest.mark.parametrize(
        "source",
        [
            "class E(Exception):\n    def __str__(self):\n        raise ValueError('no')\nraise E",
            "class E(Exception):\n    def __str__(self):\n        return 5\nraise E",
            "class E(Exception):\n    def _render_traceback_(self):\n        return [5, None]\nraise E",
            "class E(Exception):\n    def _render_traceback_(self):\n        raise KeyError\nraise E",
            "raise ValueError('lone \\ud800 surrogate')",
            "raise ValueError('x' * 10**7)",
            "raise type('N' * 10**6, (Exception,), {})",
            "raise BaseException('base')",
            "raise GeneratorExit",
            "get_ipython().showtraceback = None\n1 / 0",
            "get_ipython()._showtraceback = None\n1 / 0",
            "get_ipython().run_cell_async = None\nget_ipython().events.trigger = None",
        ],
    )
    def test_no_error_ends_the_process(self, student, source):
        """Not even one that can't be shown: names that were defined before are still there."""
        student.run("kept = 7")

        student.run(source, read=True)
        student.run("nothing = 0")

        assert student.look("kept") == 7
        assert not student.ended


class TestOutputs:
    """What a cell puts out is bounded, and is never lost to its form."""

    def test_lone_surrogates_are_escaped(self, student):
        """UTF-8 can't carry them; the rest of the text is kept."""
        ran = student.run("print('a\\ud800b')\ndisplay({'text/plain': 'c\\udfffd'}, raw=True)\n'e\\ud800'")

        assert ran.outputs[0].text == "a\\ud800b\n"
        assert ran.outputs[1].data == {"text/plain": "c\\udfffd"}
        assert len(ran.outputs) == 3

    def test_flood_is_cut_with_a_note(self, student):
        """A megabyte is kept, however it comes."""
        for source in ("print('x' * 5_000_000)", "for i in range(400_000): print(i)"):
            ran = student.run(source, read=True)

            assert len(ran.outputs) == 2
            assert MAX_CELL_BYTES - OUTPUT_BYTES - 200 <= len(ran.outputs[0].text) <= MAX_CELL_BYTES
            assert ran.outputs[1].text == CUT

    def test_many_lines_take_no_time(self, student):
        """A print costs the same after a hundred thousand others."""
        started = time.monotonic()

        ran = student.run("for i in range(130_000): print(i)")

        assert time.monotonic() - started < 10
        assert ran.outputs[0].text.endswith("\n129999\n")

    @pytest.mark.parametrize(
        "source",
        [
            "for i in range(200_000): display({}, raw=True)",
            "for i in range(200_000):\n    print('', file=sys.stdout)\n    print('', file=sys.stderr)",
            "display({'text/plain': ''}, raw=True, metadata={'a': 'x' * 5_000_000})",
            "h = display('', display_id=True)\nh.update({'text/plain': 'x' * 5_000_000}, raw=True)",
            "import os\nfor i in range(50): os.write(1, b'x' * 100_000)",
        ],
    )
    def test_flood_of_another_kind_is_cut_too(self, student, source):
        """Empty displays, alternating streams, metadata, updates, bytes past sys.stdout."""
        student.run("import sys")

        ran = student.run(source, read=True)

        texts = [[*out.data.values(), out.metadata, out.text] for out in ran.outputs]
        assert sum(len(text) for parts in texts for text in parts) <= MAX_CELL_BYTES + 1000
        assert len(ran.outputs) <= MAX_CELL_BYTES // OUTPUT_BYTES + 1

    def test_updating_often_is_no_flood(self, student):
        """A progress bar replaces itself: only what is seen counts."""
        ran = student.run(
            "h = display('', display_id=True)\n"
            "for i in range(5000): h.update({'text/plain': f'{i:>500}'}, raw=True)"
        )

        assert [out.data["text/plain"].strip() for out in ran.outputs] == ["4999"]

    def test_what_bypasses_sys_stdout_is_kept(self, student):
        """Of C code, of the original streams."""
        ran = student.run(
            "import ctypes, os, sys\n"
            "libc = ctypes.CDLL(None)\nlibc.puts(b'two')\nlibc.fflush(None)\nos.write(1, b'three\\n')\n"
            "print('four', file=sys.__stdout__, flush=True)\nos.write(2, b'five\\n');"
        )

        assert [(out.name, out.text) for out in ran.outputs if out.output_type == "stream"] == [
            ("stdout", "two\nthree\nfour\n"),
            ("stderr", "five\n"),
        ]

    def test_threads_that_print_on_never_break_an_answer(self, student):
        """A thread that outlives its cell prints while outputs are taken."""
        student.run(
            "import threading, sys\n"
            "def on():\n    while True:\n"
            "        print('x', end='')\n        print('y', end='', file=sys.stderr)\n"
            "for _ in range(2): threading.Thread(target=on, daemon=True).start()"
        )

        for number in range(10):
            assert student.run(f"value = {number}").execution_count == number + 2

        assert student.look("value") == 9

    def test_pictures_are_drawn_when_they_are_wanted(self, student):
        """An open figure at the end of a cell becomes a PNG."""
        ran = student.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone", read=True)

        assert ran.outputs[0].data["image/png"].startswith("iVBORw0KGgo")

    def test_pictures_are_not_drawn_when_nobody_looks(self, warm_process):
        """The cells work as they are; their figures cost nothing."""
        process = new_student(warm_process, Limits(), {}, seed=1)

        ran = process.run(
            "%matplotlib inline\nimport matplotlib.pyplot as plt\n"
            "fig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()"
        )

        assert not any("image/png" in out.data for out in ran.outputs)
        assert process.look("ax").artists[0].kind == "line"
        process.kill()
