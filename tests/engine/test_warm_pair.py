"""The pair: each notebook in processes of its own, of which nothing is left for the next."""

import contextlib
import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest

from autograder.course import Assignment, Cell, Notebook, Role
from autograder.grading.engine import Engine
from autograder.judge import Seed
from autograder.judge.job import Job
from autograder.limits import Limits
from autograder.warm import process
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess


def plain(source):
    """A cell of the student's own."""
    return Cell("", Role.PLAIN, "code", source)


def graded(source, grade_id="test", points=2.0):
    """A grade cell."""
    return Cell(grade_id, Role.GRADE, "code", source, points)


def job(*cells, **settings):
    """A notebook to judge."""
    return Job(Seed("demo", "ada", "1"), "1_demo", tuple(cells), **settings)


@pytest.fixture
def seen(pair):
    """What an expression is in a student's process, after some cells: its repr."""

    def look(expression, *cells, **settings):
        verdict = pair.judge(job(*map(plain, cells), plain(f"print(repr({expression}))"), **settings))
        outputs = verdict.outputs[len(cells)]
        return "".join(output.text or f"{output.ename}: {output.evalue}" for output in outputs).strip()

    return look


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def warm_pid(warm_process):
    """The number of the warm process itself: bubblewrap's is above it."""
    below = _children(warm_process._process.pid)
    return below[0] if below else warm_process._process.pid


def _beside(pid):
    """The numbers of all processes in the same process namespace."""
    found = []
    for path in Path("/proc").glob("[0-9]*/ns/pid"):
        with contextlib.suppress(OSError):
            if os.readlink(path) == os.readlink(f"/proc/{pid}/ns/pid"):
                found.append(int(path.parts[2]))
    return found


def _eventually(condition, seconds=5.0):
    """Whether it becomes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


LEFT_BEHIND = """
import builtins, os, random, sys, warnings
import numpy as np
import matplotlib as mpl, matplotlib.pyplot as plt
left = 123
sys.modules['left_behind'] = object()
sys.modules['layers'] = object()
builtins.left_behind = 1
np.allclose = np.array_equal = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
np.set_printoptions(precision=1)
np.seterr(all='ignore')
random.seed(5); np.random.seed(5)
os.environ['LEFT'] = 'behind'
os.umask(0o777)
open('left.txt', 'w').write('behind')
open(os.path.join(os.environ['TMPDIR'], 'left.tmp'), 'w').write('behind')
open(os.path.expanduser('~/left.home'), 'w').write('behind')
sys.path.insert(0, '/left')
sys.setrecursionlimit(4321)
warnings.simplefilter('ignore')
plt.figure(); mpl.rcParams['lines.linewidth'] = 99
get_ipython().ast_transformers.append(object())
os.chdir('/')
"""


class TestNothingIsLeft:
    """A notebook finds the process as the one before it found it."""

    @pytest.mark.parametrize(
        "expression",
        [
            "'left' in globals()",
            "[name for name in ('left_behind', 'layers') if name in __import__('sys').modules]",
            "hasattr(__import__('builtins'), 'left_behind')",
            "__import__('numpy').allclose(1, 2)",
            "__import__('numpy').testing.assert_allclose.__name__",
            "__import__('numpy').get_printoptions()['precision']",
            "__import__('numpy').geterr()",
            "__import__('random').random()",
            "__import__('numpy').random.rand()",
            "dict(sorted(__import__('os').environ.items())).keys()",
            "sorted(__import__('os').listdir('.'))",
            "sorted(__import__('os').listdir(__import__('os').environ['TMPDIR']))",
            "sorted(__import__('os').listdir(__import__('os').path.expanduser('~')))",
            "__import__('os').umask(0)",
            "'/left' in __import__('sys').path",
            "__import__('sys').getrecursionlimit()",
            "len(__import__('warnings').filters)",
            "__import__('matplotlib.pyplot').pyplot.get_fignums()",
            "__import__('matplotlib').rcParams['lines.linewidth']",
            "len(get_ipython().ast_transformers)",
            "(len(In), Out, get_ipython().execution_count - len(In))",
            "(hash('text'), list({'a', 'b', 'c', 'd'}))",
            "__import__('os').path.basename(__import__('os').getcwd()).isdigit()",
        ],
    )
    def test_next_job_sees_nothing_of_the_one_before(self, seen, expression):
        """Names, modules, patches, files, environment, random state, settings."""
        before = seen(expression)

        seen("left", LEFT_BEHIND)

        assert seen(expression) == before
        assert "Error" not in before

    def test_secrets_of_the_grader_are_not_in_the_environment(self, pair, monkeypatch):
        """Neither of the time when the warm process started nor of now."""
        monkeypatch.setenv("SECRET_TOKEN", "s3cr3t-177")
        with contextlib.closing(WarmPair(WarmProcess())) as fresh:
            for one in (fresh, pair):
                verdict = one.judge(
                    job(
                        plain("import os, subprocess\nprint(dict(os.environ))\n!env\n!cat /proc/self/environ")
                    )
                )

                text = "".join(output.text for output in verdict.outputs[0])
                assert "s3cr3t" not in text
                assert "SECRET_TOKEN" not in text
                assert "TMPDIR" in text

    def test_course_is_not_importable(self, seen, root):
        """Neither solutions nor the folder that the engine was started in is on the path."""
        assert seen("[__import__(name) for name in ('solutions',)]").startswith("ModuleNotFoundError")
        assert str(root) not in seen(
            "[entry for entry in __import__('sys').path if 'site-packages' not in entry]"
        )

    def test_work_folder_is_gone(self, pair, seen):
        """With everything that was written to it; what a link in it points to stays."""
        folder = seen(
            "__import__('os').getcwd()",
            "import os\nos.makedirs('a/b/c')\nopen('a/b/c/f', 'w').write('x')\nos.symlink('/', 'link')",
            files={"data/input.txt": b"given"},
        ).strip("'")

        assert _eventually(lambda: not Path(folder).exists())
        assert Path("/tmp").is_dir()

    def test_files_are_where_the_cells_run(self, seen):
        """By relative path; a student's module can be imported."""
        files = {"data/input.txt": b"given", "helper.py": b"value = 42"}

        assert (
            seen("(open('data/input.txt').read(), __import__('helper').value)", files=files)
            == "('given', 42)"
        )

    @pytest.mark.parametrize(
        "name", ["../escaped", "/tmp/escaped-177", "a\0b", "", ".", "x" * 5000, "\udc80"]
    )
    def test_odd_file_names_do_no_harm(self, seen, name):
        """The notebook runs all the same."""
        assert seen("open('good.txt').read()", files={name: b"bad", "good.txt": b"good"}) == "'good'"

    def test_files_stay_in_the_work_folder(self, seen):
        """Whatever their names say."""
        files = {"../escaped": b"1", "/rooted": b"2", "a/../../../up/there": b"3"}

        assert seen("sorted(__import__('os').listdir('.'))", files=files) == "['escaped', 'rooted', 'up']"

    def test_file_and_folder_of_one_name_do_no_harm(self, seen):
        """As an archive may have them."""
        files = {"data": b"file", "data/inner.txt": b"folder", "good.txt": b"good"}

        assert seen("open('good.txt').read()", files=files) == "'good'"

    @pytest.mark.parametrize(
        "source",
        [
            "import os, time\nif os.fork() == 0:\n    time.sleep(60)",
            "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)",
            "import os, time\nif os.fork() == 0:\n    if os.fork() == 0: time.sleep(60)\n    os._exit(0)",
            "import os, signal, time\nfor number in range(1, 65):\n"
            "    try: signal.signal(number, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
            "if os.fork() == 0:\n    os.setsid()\n    time.sleep(60)",
            "import multiprocessing as m, time\n"
            "m.get_context('fork').Process(target=time.sleep, args=(60,)).start()",
        ],
    )
    def test_processes_of_a_notebook_end_with_it(self, pair, source):
        """Children, grandchildren, orphans, those in a session of their own."""
        seen_beside = []
        pair.students.wait_until_ready()
        warm = warm_pid(pair.students)
        looking = threading.Timer(0.4, lambda: seen_beside.extend(_beside(warm)))
        looking.start()

        pair.judge(job(plain(source), plain("import time; time.sleep(0.8)")))

        looking.join()
        if pair.students.report.holds("cgroup"):  # without, nothing can be forked
            assert len(seen_beside) >= 3
        assert _eventually(lambda: _beside(warm) == [warm])

    def test_no_program_is_executed(self, seen):
        """Not even one that is there."""
        attempt = [
            "import os, sys",
            "try: os.execv(sys.executable, ['python'])",
            "except OSError as e: error = e",
        ]

        assert seen("type(error).__name__", "\n".join(attempt)) == "'PermissionError'"

    @pytest.mark.parametrize("which", ["students", "judges"])
    def test_nothing_of_an_earlier_job_is_in_a_warm_process(self, pair, which):
        """Neither sources, files, names, test inputs nor outputs pass through its memory."""
        mark = f"MARK{os.getpid()}x{time.monotonic_ns()}"
        hidden = "".join(reversed(mark))
        pair.judge(
            job(
                plain(f"kept = '{mark}' * 50\nprint(kept)"),
                plain("def f(x):\n    return x * 3"),
                graded(f"assert f('{mark}'[::1]) == '{mark}' * 3, '{hidden}'"),
                files={f"{mark}.txt": mark.encode() * 100},
            )
        )

        memory = _memory_of(warm_pid(getattr(pair, which)))

        assert b"autograder.sandbox" in memory
        assert mark.encode() not in memory
        assert mark.encode("utf-16-le") not in memory
        assert hidden.encode() not in memory

    @pytest.mark.parametrize("which", ["students", "judges"])
    def test_warm_process_shares_no_memory_for_writing(self, pair, which):
        """What a child writes, no other can read."""
        maps = Path(f"/proc/{warm_pid(getattr(pair, which))}/maps").read_text().splitlines()

        assert not [line for line in maps if re.match(r"\S+ .w.s ", line)]


def _memory_of(pid):
    """All that a process can read of its own."""
    parts = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) r(w?)", line)
            if match and match[3] and "[v" not in line:
                start, end = int(match[1], 16), int(match[2], 16)
                with contextlib.suppress(OSError, OverflowError, ValueError):
                    memory.seek(start)
                    parts.append(memory.read(end - start))
    return b"".join(parts)


class TestRandomNumbers:
    """A regrade draws the same numbers, another submission others."""

    EXPRESSION = "(__import__('random').random(), float(__import__('numpy').random.rand()))"

    def test_seeds_are_those_of_the_submission(self, pair):
        """`random` and `np.random`, seeded from assignment, student and submission."""

        def drawn(**changed):
            seed = Seed(**{"assignment": "demo", "student": "ada", "digest": "1"} | changed)
            verdict = pair.judge(Job(seed, "1_demo", (plain(f"print({self.EXPRESSION})"),)))
            return verdict.outputs[0][0].text

        first = drawn()

        assert drawn() == first
        assert drawn(student="bob") != first
        assert drawn(digest="2") != first
        assert drawn(assignment="other") != first

    def test_plain_asserts_ask_a_regrade_the_same(self, pair):
        """What a grade cell draws by itself depends on the submission, and the student cannot foresee it."""

        def drawn(student="ada"):
            test = graded(f"raise AssertionError({self.EXPRESSION})")
            cells = (plain(f"print({self.EXPRESSION})"), test)
            verdict = pair.judge(Job(Seed("demo", student, "1"), "1_demo", cells))
            return verdict.cells[0].feedback, verdict.outputs[0][0].text.strip()

        asked, foreseen = drawn()

        assert drawn() == drawn() == (asked, foreseen)
        assert drawn("bob")[0] != asked
        assert foreseen not in asked


class TestOrderOfSets:
    """An answer may depend on it: no grade is to, but on what the student handed in."""

    @pytest.fixture
    def order(self):
        """Of an assignment with a test: what the student's process, and the judge's, make of a text."""

        def hashed(test):
            shown = graded(f"{test}\nx = hash('set')\nassert h == x, f'{{h}} {{x}}'")
            cells = (plain("h = hash('set')\nprint(h)"), shown)
            assignment = Assignment("demo", {"1_demo": Notebook("1_demo", cells)})
            with contextlib.closing(WarmPair(WarmProcess(), assignment)) as pair:
                _first, judged = pair.witnesses(job(*cells))
            return judged.outputs[0][0].text.strip(), judged.cells[0].example.split()[-2:]

        return hashed

    def test_it_is_the_same_in_each_run(self, order):
        """Of another member too, and on another machine."""
        assert order("a = 1") == order("a = 1")

    def test_nobody_foresees_the_judges(self, order):
        """Or strings that collide could be made: without the hidden tests it can't be known."""
        (students, (_sent, judges)), (again, (_sent_again, others)) = order("a = 1"), order("a = 2")

        assert students == again
        assert len({students, judges, others}) == 3


class TestTwoWitnesses:
    """A notebook with plain asserts runs twice, and nothing twice that needn't."""

    def test_what_ended_the_first_process_is_left_out_of_the_second(self, pair):
        """An endless loop costs its limit once: here only the first would see that there is one."""
        test = graded("import sys\nassert setattr(sys, 'tested', 1) is None", "first")
        cells = [test, plain("import sys\nwhile hasattr(sys, 'tested'):\n    pass"), graded("assert True")]

        first, judged = pair.witnesses(job(*cells, limits=Limits(cell=1)))

        assert "took longer than 1 s" in first.left_out[1]
        assert judged.left_out == first.left_out
        assert 1 not in judged.outputs

    def test_pictures_are_drawn_where_they_are_read_alone(self, pair):
        """Up to the hidden lines by the first, behind them by the second."""
        drawn = plain("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
        hidden = graded("### BEGIN HIDDEN TESTS\nassert True\n### END HIDDEN TESTS")
        cells = [drawn, hidden, drawn]

        first, judged = pair.witnesses(job(*cells, read=(0, len(cells))))

        def with_pictures(verdict):
            return [
                place
                for place, outputs in verdict.outputs.items()
                if any("image/png" in output.data for output in outputs)
            ]

        assert (with_pictures(first), with_pictures(judged)) == ([0], [2])


class TestAccidents:
    """What happens to the grader's own processes is made good, or said."""

    @pytest.mark.parametrize("which", ["students", "judges"])
    def test_killed_warm_process_is_started_again(self, which):
        """The job is repeated once, and its verdict is the same."""
        with contextlib.closing(WarmPair(WarmProcess())) as pair:
            work = job(plain("x = 1"), graded("assert x == 1"))
            pair.judge(work)
            warm_process = getattr(pair, which)
            first = warm_pid(warm_process)
            os.kill(first, signal.SIGKILL)
            assert warm_process._control.recv(1) == b""  # nobody is left at the other end

            verdict = pair.judge(work)

            assert [cell.score for cell in verdict.cells] == [2]
            assert warm_pid(warm_process) != first

    @pytest.mark.parametrize("which", ["students", "judges"])
    def test_warm_process_killed_during_a_job_is_started_again(self, which):
        """Its forks go with it; the notebook is judged all the same."""
        with contextlib.closing(WarmPair(WarmProcess())) as pair:
            pair.wait_until_ready()
            warm_process = getattr(pair, which)
            first = warm_pid(warm_process)
            threading.Timer(0.7, lambda: os.kill(first, signal.SIGKILL)).start()

            verdict = pair.judge(job(plain("import time; time.sleep(1.5); x = 1"), graded("assert x == 1")))

            assert [cell.score for cell in verdict.cells] == [2]
            assert warm_pid(warm_process) != first

    def test_killed_judge_is_the_submissions_fault_the_second_time(self, pair):
        """Zero, with a reason; and the pair goes on."""
        stop = threading.Event()

        def kill_judges():
            while not stop.wait(0.05):
                for pid in _children(warm):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)

        pair.wait_until_ready()
        warm = warm_pid(pair.judges)
        killer = threading.Thread(target=kill_judges)
        killer.start()
        try:
            verdict = pair.judge(job(plain("import time; time.sleep(3)"), graded("1")))
        finally:
            stop.set()
            killer.join()

        assert (verdict.cells[0].score, verdict.cells[0].status) == (0, "failed")
        assert "could not be run to its end, twice: the judge ended" in verdict.cells[0].feedback
        assert pair.judge(job(plain("x = 1"), graded("assert x == 1"))).cells[0].score == 2

    def test_exception_in_the_judge_is_an_error_and_never_the_students_loss(self, build):
        """Null scores, status `error`, and a person has to look."""
        build.notebook(
            build.cell("x = 1", "x", solution=True),
            build.cell("assert x == 1", "test_x", grade=True, locked=True, points=2),
        )
        breaks = b"from autograder.judge import behind_wall as it\n\nit.judge_notebook = lambda *_: 1 / 0\n"
        solutions = {"solutions/demo/breaks.py": breaks}
        assignment = Assignment("demo", {"1_double": _notebook(build)}, solutions=solutions)
        with Engine(assignment) as engine:
            result, documents = engine.grade_submission(
                {"1_double": (build.root / "source/demo/1_double.ipynb").read_bytes()}, student="ada"
            )

        (cell,) = result.cells
        assert (cell.score, cell.status) == (None, "error")
        assert "isn't your fault" in cell.feedback
        assert result.fell_short
        assert documents["1_double"].cells[1].outputs

    def test_what_the_instructors_cells_import_is_imported_once(self, pair):
        """Not in each judge anew; what can't be imported, or only there, harms nobody."""
        imports = ("import colorsys", "from no_such_module import x", "import sndhdr_of_nobody as s")

        verdict = pair.judge(job(plain("x = 1"), graded("assert x == 1"), imports=imports))

        assert b"colorsys.py" in _memory_of(warm_pid(pair.judges))
        assert verdict.cells[0].score == 2

    def test_pair_that_is_closed_leaves_nothing(self):
        """No process, no folder."""
        pair = WarmPair(WarmProcess())
        pair.judge(job(plain("x = 1")))
        both = [pair.students, pair.judges]
        pids, folders = [warm_pid(one) for one in both], [one._bait.parent for one in both]

        pair.close()

        assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
        assert not [folder for folder in folders if folder.exists()]

    def test_processes_and_descriptors_stay_the_same(self, pair):
        """Sixty notebooks, one in three of which crashes or is too slow."""
        limits = Limits(cell=0.3, call=0.3, notebook=20)
        sources = ["x = 1", "import os; os._exit(0)", "x = 1"] * 9 + [
            "while True: pass",
            "import os; os.fork()",
            "x = 1",
        ]
        pair.judge(job(plain("x = 1")))
        both = [warm_pid(pair.students), warm_pid(pair.judges)]

        def counts():
            ours = len(os.listdir("/proc/self/fd")), len(_children(os.getpid()))
            files = [len(os.listdir(f"/proc/{pid}/fd")) for pid in both]
            return ours, files, [len(_children(pid)) for pid in both], [len(_beside(pid)) for pid in both]

        assert _eventually(lambda: counts()[2] == [0, 0])
        before = counts()
        for source in sources * 2:
            pair.judge(job(plain(source), graded("1"), limits=limits))

        assert _eventually(lambda: counts() == before), (before, counts())


DOUBLE = '''
from autograder.exercise import Exercise, expect_equal

exercise = Exercise("double")
exercise.reference(lambda x: 2 * x)


@exercise.check(points=2)
def is_twice(double, reference, rng):
    """It is twice the number."""
    for x in rng.uniform(3, 9, size=4).tolist():
        expect_equal(double(x), reference(x))
'''


def test_exercises_are_judged_with_their_references():
    """`check` works in the judge: the reference is there, and nowhere else."""
    test = graded("from autograder import check\ncheck('double', double)", "test_double")
    sources = ["def double(x):\n    return x + x", "def double(x):\n    return x * x"]
    asked = Assignment("demo", {}, solutions={"solutions/demo/double.py": DOUBLE.encode()})

    with contextlib.closing(WarmPair(WarmProcess(), asked)) as pair:
        verdicts = [
            pair.judge(
                job(Cell("double", Role.SOLUTION, "code", source, defines=frozenset({"double"})), test)
            )
            for source in sources
        ]

    assert [verdict.cells[0].score for verdict in verdicts] == [2, 0]


def _notebook(build):
    from autograder.course import read_notebook

    return read_notebook(build.root / "source/demo/1_double.ipynb")


def test_what_a_course_imports_is_there_before_any_student():
    """In each fork, and not twice; a module that starts a thread would be none for a fork."""
    pair = WarmPair(WarmProcess())
    asks = "import sys\nprint('colorsys' in sys.modules, 'nowhere' in sys.modules)"
    imports = ("import colorsys", "from nowhere import x")

    with contextlib.closing(pair):
        said = []
        for given in ((), imports):
            cells = (Cell("", Role.PLAIN, "code", asks),)
            verdict = pair.judge(Job(Seed("demo", "ada", "1"), "1_demo", cells, imports=given))
            said.append(verdict.outputs[0][0].text)

    assert said == ["False False\n", "True False\n"]


def test_modules_are_imported_once_for_all_notebooks(pair):
    """Also pyarrow, which is told to start no thread; a module that isn't there is the notebook's to miss."""
    imports = ("import pyarrow", "from xml import sax", "import no_such_module")

    verdict = pair.judge(
        job(plain("import sys; print({'pyarrow', 'xml.sax'} <= {*sys.modules})"), imports=imports)
    )

    assert verdict.outputs[0][0].text == "True\n"
    assert pair.imported_anew == {}


def test_module_that_starts_a_thread_is_imported_by_each_notebook(monkeypatch):
    """A fork would be left with its locks: the warm process is started anew without it, and says so."""
    monkeypatch.delitem(process._ENVIRONMENT, "JE_ARROW_MALLOC_CONF")
    seen = plain("import sys; print('pyarrow' in sys.modules, 'sqlite3' in sys.modules)")

    with contextlib.closing(WarmPair(WarmProcess())) as pair:
        verdict = pair.judge(job(seen, imports=("import sqlite3", "import pyarrow as pa")))

    assert verdict.outputs[0][0].text == "False True\n"
    assert pair.imported_anew == {"import pyarrow": "starts a thread"}


@pytest.mark.parametrize(
    ("magic", "times"),
    [
        ("%timeit -n 2 f()", 2),
        ("%timeit -n2 -r 3 f()", 6),
        ("%timeit -q -n 1 f()", 1),
        ("%%timeit -n 3\nf()", 3),
    ],
)
def test_time_is_measured_once_unless_the_cell_says_how_often(seen, magic, times):
    """Seven times, as IPython would, takes longer than all the rest of a notebook."""
    assert seen("len(calls)", "calls = []\ndef f():\n    calls.append(1)", magic) == str(times)


def test_finding_out_how_many_loops_is_the_measurement(seen):
    """A loop that takes long enough alone runs once."""
    slow = "import time\ncalls = []\ndef f():\n    calls.append(1)\n    time.sleep(0.25)"

    assert seen("(len(calls), took.average >= 0.25)", slow, "took = %timeit -o f()") == "(1, True)"


@pytest.mark.parametrize(("options", "calls"), [("-o", 1 + 10), ("-o -r 3", 1 + 10 + 3 * 10)])
def test_a_tenth_of_the_loops_is_measured_and_the_time_is_that_of_one(seen, options, calls):
    """IPython goes on to 0.2 s; what it takes is told as it is."""
    quick = "import time\ncalls = []\ndef f():\n    calls.append(1)\n    time.sleep(0.004)"

    told = seen("(len(calls), 0.004 <= took.average < 0.02)", quick, f"took = %timeit {options} f()")

    assert told == f"({calls}, True)"
