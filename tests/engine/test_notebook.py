"""Judging a notebook: one exercise never sinks another, and whose name is whose."""

import time

import nbformat
import pytest
from nbgrader.utils import determine_grade

from autograder.course import Assignment, Cell, Role
from autograder.course.definitions import defined_names
from autograder.grading.outputs import Kept
from autograder.judge import Seed
from autograder.judge.as_nbgrader import score_of_outputs
from autograder.judge.job import Job
from autograder.judge.witnesses import IN_JUDGE
from autograder.limits import Limits
from autograder.remote.messages import Output
from autograder.results import FORGEABLE
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess

SHORT = Limits(cell=1.0, call=1.0, notebook=30.0)


@pytest.fixture
def judge(pair):
    """Judge a notebook of these cells: the verdict."""
    made = []

    def run(*cells, limits=None, solutions="", student="ada"):
        files = {"solutions/demo/module.py": solutions.encode()}
        own = WarmPair(WarmProcess(), Assignment("demo", {}, solutions=files)) if solutions else pair
        made.extend([own] if solutions else [])
        job = Job(Seed("demo", student, "1"), "1_demo", cells, limits=limits or Limits())
        return own.judge(job)

    yield run
    for own in made:
        own.close()


def plain(source):
    """A cell of the student's own."""
    return Cell("", Role.PLAIN, "code", source)


def locked(source):
    """A locked cell of the instructor's."""
    return Cell("locked", Role.LOCKED, "code", source)


def answer(source, *, defines=None):
    """A solution cell; it defines what the instructor's defines."""
    names = defined_names(source) if defines is None else defines
    return Cell("answer", Role.SOLUTION, "code", source, defines=frozenset(names))


def grade(source, grade_id="test", *, points=2.0, in_student=False):
    """A grade cell."""
    return Cell(grade_id, Role.GRADE, "code", source, points, in_student=in_student)


def in_judge(source, grade_id="test"):
    """A grade cell that the judge alone is heard on, by its tag."""
    return Cell(grade_id, Role.GRADE, "code", source, 2.0, tags=(IN_JUDGE,))


def scores(verdict):
    """The scores, in order."""
    return [cell.score for cell in verdict.cells]


GOOD_A, GOOD_B = answer("def a():\n    return 1"), answer("def b():\n    return 2")
TEST_A, TEST_B = grade("assert a() == 1", "test_a"), grade("assert b() == 2", "test_b")

CRASHES = {
    "leaves": "import os; os._exit(0)",
    "leaves with success": "import os; os._exit(1)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "aborts": "import os; os.abort()",
    "kills itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "closes everything": "import os; os.closerange(0, 500)",
    "closes the channel": (
        "import os\nfor fd in range(3, 30):\n    try: os.close(fd)\n    except OSError: pass"
    ),
    "never ends": "while True: pass",
    "sleeps": "import time; time.sleep(1000)",
    "never ends in C": "sum(range(10**13))",
    "ignores signals": (
        "import signal\nfor n in (2, 15, 14, 1): signal.signal(n, signal.SIG_IGN)\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "waits for ever": "import threading; threading.Event().wait()",
}


class TestOneExerciseNeverSinksAnother:
    """What ends the student's process costs the cell that did it, and what needs that cell."""

    @pytest.mark.parametrize("source", CRASHES.values(), ids=CRASHES)
    def test_cell_that_ends_the_process_is_left_out(self, judge, source):
        """The exercises before and after it keep their points; the feedback says what happened."""
        verdict = judge(
            GOOD_A,
            TEST_A,
            plain(source),
            answer("def c():\n    return 3"),
            grade("assert c() == 3", "test_c"),
            GOOD_B,
            TEST_B,
            grade("assert a() + b() + c() == 7", "test_all"),
            limits=SHORT,
        )

        assert scores(verdict) == [2, 2, 2, 0]
        assert list(verdict.left_out) == [2]
        assert "ended its process" in verdict.left_out[2] or "took longer than 1 s" in verdict.left_out[2]
        lost = verdict.cells[3]
        assert lost.status == "failed"
        assert source.splitlines()[0][:60] in lost.feedback
        assert verdict.left_out[2] in lost.feedback

    @pytest.mark.parametrize("source", CRASHES.values(), ids=CRASHES)
    def test_function_that_ends_the_process_costs_its_own_points(self, judge, source):
        """The names that other cells have defined are there again for the other tests."""
        body = "\n    ".join(source.splitlines())
        verdict = judge(
            GOOD_A,
            answer(f"def c():\n    {body}\n    return 3"),
            grade("assert c() == 3", "test_c"),
            GOOD_B,
            TEST_A,
            TEST_B,
            limits=SHORT,
        )

        assert scores(verdict) == [0, 2, 2]
        assert verdict.cells[0].status == "failed"
        assert "ended" in verdict.cells[0].feedback or "1 s" in verdict.cells[0].feedback
        assert verdict.left_out == {}

    def test_solution_cell_that_loops_costs_its_exercise_alone(self, judge):
        """Its test says that the cell was left out, and why."""
        verdict = judge(
            answer("def a():\n    return 1\nwhile True: pass"), TEST_A, GOOD_B, TEST_B, limits=SHORT
        )

        assert scores(verdict) == [0, 2]
        assert (
            "“def a():” was left out: it took longer than 1 s, in line 3: `while True: pass`."
            in verdict.cells[0].feedback
        )

    @pytest.mark.parametrize(
        "source",
        [
            "def c():\n    return c() + 1",
            "import sys\nsys.setrecursionlimit(10**9)\ndef c():\n    return c() + 1",
            "def c():\n    import sys; sys.exit(0)",
            "def c():\n    raise SystemExit",
            "def c():\n    exit()",
            "def c():\n    x = 'x'\n    while True: x += x",
            "def c():\n    return [bytearray(10**8) for _ in range(1000)]",
            "import numpy as np\ndef c():\n    return np.ones((10**5, 10**5))",
        ],
        ids=["recursion", "deep recursion", "sys.exit", "SystemExit", "exit", "text", "bytes", "array"],
    )
    def test_greedy_and_leaving_functions_cost_their_own_points(self, judge, source):
        """Stack and memory are bounded; leaving leaves nothing."""
        verdict = judge(
            GOOD_A,
            answer(source, defines=("c",)),
            grade("assert c() == 3", "test_c"),
            TEST_A,
            GOOD_B,
            TEST_B,
            limits=Limits(cell=10, call=10, memory=256),
        )

        assert scores(verdict) == [0, 2, 2]
        assert verdict.cells[0].feedback

    def test_memory_is_bounded_by_the_limit(self, judge):
        """What fits is computed, what doesn't is an error in its own cell."""
        verdict = judge(
            plain("import numpy as np\nsmall = np.ones(10 << 20).sum()"),
            plain("big = np.ones(100 << 20).sum()"),
            grade("assert small == 10 << 20", "test_small"),
            grade("assert big == 100 << 20", "test_big"),
            limits=Limits(memory=400),
        )

        assert scores(verdict) == [2, 0]

    def test_many_crashes_are_many_restarts(self, judge):
        """Ten exercises that crash one after the other leave the eleventh its points."""
        cells = []
        for number in range(10):
            cells += [
                answer(f"def c{number}():\n    import os; os._exit(0)"),
                grade(f"assert c{number}() == 1", f"test_{number}"),
            ]

        verdict = judge(*cells, GOOD_A, TEST_A)

        assert scores(verdict) == [0] * 10 + [2]

    def test_notebook_that_is_slow_in_all_keeps_what_it_has_earned(self, judge):
        """Each cell within its limit, all of them beyond the notebook's: the reason is said."""
        slow = [plain("import time; time.sleep(0.9)") for _ in range(4)]

        verdict = judge(
            GOOD_A, TEST_A, *slow, GOOD_B, TEST_B, limits=Limits(cell=2.0, call=1.0, notebook=2.5)
        )

        assert scores(verdict) == [2, 0]
        assert [cell.status for cell in verdict.cells] == ["passed", "failed"]
        assert "2.5 s in all" in verdict.cells[1].feedback

    def test_background_threads_do_not_keep_a_notebook_alive(self, judge):
        """They run beside the cells, and end with them."""
        started = time.monotonic()

        verdict = judge(
            plain(
                "import threading, time, atexit\natexit.register(time.sleep, 100)\n"
                "def on():\n    while True: time.sleep(0.01)\n"
                "threads = [threading.Thread(target=on) for _ in range(5)]\n[t.start() for t in threads]"
            ),
            GOOD_A,
            TEST_A,
        )

        assert scores(verdict) == [2]
        assert time.monotonic() - started < 10

    def test_errors_in_a_cell_are_not_its_end(self, judge):
        """What it had defined before the error counts, as in Jupyter."""
        verdict = judge(answer("def a():\n    return 1\n1 / 0"), TEST_A, GOOD_B, TEST_B)

        assert scores(verdict) == [2, 2]
        assert verdict.left_out == {}

    def test_forked_copies_of_a_notebook_say_nothing(self, judge):
        """A child that runs on after its cell isn't heard: that is no tampering."""
        verdict = judge(plain("import os\nos.fork()"), GOOD_A, TEST_A, plain("os.fork()"), GOOD_B, TEST_B)

        assert scores(verdict) == [2, 2]
        assert {cell.status for cell in verdict.cells} == {"passed"}


FORGERIES = {
    "garbage": "os.write(fd, b'garbage' * 1000)",
    "a passed test": "os.write(fd, b'\\x20\\0\\0\\0\\x01\\0\\0\\0' + b'passed' * 9)",
    "an early answer": (
        "body = b'\\x93\\xa3ran\\x90\\x01'\n"
        "        for number in range(1, 9):\n"
        "            os.write(fd, len(body).to_bytes(4, 'little') + number.to_bytes(4, 'little') + body)"
    ),
}
EVERYWHERE = "import os\nfor fd in range(3, 60):\n    try:\n        {}\n    except OSError: pass"


class TestTampering:
    """Who writes to the grader's channel loses that exercise, and a person looks at it."""

    @pytest.mark.parametrize("source", FORGERIES.values(), ids=FORGERIES)
    def test_cell_that_writes_to_every_descriptor_is_tampering(self, judge, source):
        """Zero and `tampered` for the next test; the others keep their points."""
        verdict = judge(
            GOOD_A,
            TEST_A,
            answer(EVERYWHERE.format(source) + "\ndef c():\n    return 3", defines=("c",)),
            grade("assert c() == 3", "test_c"),
            GOOD_B,
            TEST_B,
            limits=SHORT,
        )

        assert scores(verdict) == [2, 0, 2]
        assert [cell.status for cell in verdict.cells] == ["passed", "tampered", "passed"]
        assert "A person has to look at it" in verdict.cells[1].feedback

    @pytest.mark.parametrize("source", FORGERIES.values(), ids=FORGERIES)
    def test_function_that_writes_to_every_descriptor_is_tampering(self, judge, source):
        """The test that called it is the one that is lost."""
        body = "\n    ".join(EVERYWHERE.format(source).splitlines())
        verdict = judge(
            GOOD_A,
            answer(f"def c():\n    {body}\n    return 3"),
            TEST_A,
            grade("assert c() == 3", "test_c"),
            GOOD_B,
            TEST_B,
            limits=SHORT,
        )

        assert scores(verdict) == [2, 0, 2]
        assert [cell.status for cell in verdict.cells] == ["passed", "tampered", "passed"]

    def test_tampering_after_the_last_test_is_no_ones_loss(self, judge):
        """Nothing was decided by it."""
        verdict = judge(GOOD_A, TEST_A, plain(EVERYWHERE.format(FORGERIES["garbage"])), limits=SHORT)

        assert scores(verdict) == [2]


class TestNames:
    """What the instructor's cells define is the judge's; the rest is the student's."""

    def test_locked_cells_names_are_the_judges(self, judge):
        """A student who defines them anew changes nothing for the test."""
        verdict = judge(
            locked("import math\nexpected = [1, 2]\ndef helper(x):\n    return x + 1"),
            answer("def a():\n    return [9]"),
            plain("expected = [9]\ndef helper(x):\n    return 10\nimport math; math.floor = lambda x: 10"),
            in_judge("assert a() == expected", "test_a"),
            in_judge("assert helper(1) == 2 and math.floor(2.5) == 2", "test_helper"),
        )

        assert scores(verdict) == [0, 2]

    @pytest.mark.parametrize(
        "source",
        [
            "len = sorted = sum = isinstance = all = lambda *x: 3\n__name__ = 'other'",
            "__builtins__ = {}",
        ],
    )
    def test_built_in_names_cannot_be_shadowed(self, judge, source):
        """Neither in the notebook nor in its process."""
        verdict = judge(
            plain(source),
            answer("def a():\n    return [2, 1]"),
            in_judge("assert len(a()) == 2", "test_len"),
            in_judge("assert sorted(a()) == [1, 2]", "test_sorted"),
            in_judge("assert sum(a()) == 3 and isinstance(a(), list)", "test_sum"),
            in_judge("assert all([False])", "test_all"),
            in_judge("assert __name__ == '__main__'", "test_name"),
        )

        assert scores(verdict) == [2, 2, 2, 0, 2]

    @pytest.mark.parametrize(
        "name", ["sum", "len", "all", "isinstance", "type", "sorted", "print", "getattr"]
    )
    def test_patched_builtins_earn_nothing(self, judge, name):
        """Whoever breaks Python for themselves has it broken there alone."""
        verdict = judge(
            plain(f"import builtins\nbuiltins.{name} = lambda *x, **y: 3"),
            answer("def a():\n    return [7]"),
            grade("assert sum(a()) == 3 and len(a()) == 3", "test_a"),
            limits=SHORT,
        )

        assert scores(verdict) == [0]

    def test_built_in_name_that_is_asked_for_is_the_students(self, judge):
        """An exercise may be to write `sum` or `sorted`."""
        verdict = judge(
            answer("def sum(numbers):\n    return 'mine'"),
            grade("assert sum([1, 2]) == 'mine'", "test_sum"),
            grade("assert len([1, 2]) == 2", "test_len"),
        )

        assert scores(verdict) == [2, 2]

    def test_built_in_name_that_is_asked_for_but_missing_is_an_error(self, judge):
        """Python's own doesn't stand in for the student's."""
        verdict = judge(answer("pass", defines=("sum",)), grade("assert sum([1, 2]) == 3", "test_sum"))

        assert scores(verdict) == [0]

    def test_locked_cell_may_use_what_the_student_defined(self, judge):
        """It runs in both places; in the judge, a student's name is looked up."""
        verdict = judge(
            answer("def a(x):\n    return x + 1"),
            locked("values = [a(x) for x in range(3)]\ntotal = sum(values)"),
            grade("assert values == [1, 2, 3] and total == 6", "test_values"),
        )

        assert scores(verdict) == [2]

    def test_locked_cell_that_fails_keeps_what_came_before(self, judge):
        """Its first statements count, as in Jupyter."""
        verdict = judge(
            locked("first = 1\nsecond = missing()\nthird = 3"),
            grade("assert first == 1", "test_first"),
            grade("third", "test_third"),
        )

        assert scores(verdict) == [2, 0]

    def test_locked_cell_that_never_ends_here_is_bounded(self, judge):
        """A student's function that a locked cell calls may be endless."""
        verdict = judge(
            answer("def a():\n    while True: pass"),
            locked("value = a()"),
            GOOD_B,
            TEST_B,
            limits=SHORT,
        )

        assert scores(verdict) == [2]

    def test_grade_cells_variables_stay_for_the_next(self, judge):
        """As in one kernel."""
        verdict = judge(
            GOOD_A,
            in_judge("result = a()\nassert result == 1", "test_1"),
            plain("result = 'overwritten'"),
            in_judge("assert result == 1", "test_2"),
        )

        assert scores(verdict) == [2, 2]

    def test_solution_cell_hides_an_older_name_of_a_grade_cell(self, judge):
        """What a student defines anew is what the next test sees."""
        verdict = judge(
            grade("layer = 'of the test'\nassert layer", "test_1"),
            answer("layer = 'of the student'"),
            grade("assert layer == 'of the student'", "test_2"),
        )

        assert scores(verdict) == [2, 2]

    def test_name_is_looked_up_when_it_is_used(self, judge):
        """A later cell that changes it changes the later tests alone."""
        verdict = judge(
            answer("x = 1"), grade("assert x == 1", "t1"), plain("x = 2"), grade("assert x == 2", "t2")
        )

        assert scores(verdict) == [2, 2]

    def test_functions_see_the_notebooks_names(self, judge):
        """A function that a grade cell defines finds the student's names when it is called."""
        verdict = judge(
            GOOD_A,
            grade("def twice(x=5):\n    return [a() for _ in range(2)]\nassert twice() == [1, 1]", "test"),
            grade(
                "class Case:\n    def value(self):\n        return a()\nassert Case().value() == 1", "test"
            ),
            grade("assert (lambda: a())() == 1", "test"),
        )

        assert scores(verdict) == [2, 2, 2]

    def test_deleted_name_is_gone(self, judge):
        """`del` in a student's cell counts."""
        verdict = judge(GOOD_A, TEST_A, plain("del a"), grade("a()", "test_gone"))

        assert scores(verdict) == [2, 0]


class TestScores:
    """Points as nbgrader gives them."""

    @pytest.mark.parametrize(
        ("source", "score"),
        [
            ("a()", 1),
            ("0.5", 0.5),
            ("0", 0),
            ("5", 0),
            ("-1", 0),
            ("float('nan')", 0),
            ("'text'", 2),
            ("None", 2),
            ("True", 2),
            ("x = 1", 2),
            ("", 2),
            ("1\n'text'", 2),
            ("print('a')\n1.5", 1.5),
            ("assert a() == 2", 0),
            ("1/0", 0),
            ("sum([a(), 0.5])", 1.5),
        ],
    )
    def test_partial_credit_is_the_last_value(self, judge, source, score):
        """A number within the cell's points is the score, another none; anything else is full marks."""
        assert scores(judge(GOOD_A, grade(source))) == [score]

    def test_score_of_outputs_is_nbgraders(self):
        """Over many outputs, but that stderr costs nothing and odd numbers are no points."""
        texts = [
            "0",
            "1",
            "0.5",
            "2.0",
            "np.float64(0.0)",
            "",
            "text",
            " 1 ",
            "1e-3",
            "True",
            "2",
        ]
        results = [[Output("execute_result", data={"text/plain": text}, execution_count=1)] for text in texts]
        others = [
            [],
            [Output("stream", name="stdout", text="1")],
            [Output("error", ename="E", evalue="1")],
            [Output("display_data", data={"text/plain": "0"})],
            [Output("execute_result", data={"image/png": "0"}, execution_count=1)],
        ]
        for first in results + others:
            for second in results + others:
                outputs = [*first, *second]
                cell = nbformat.v4.new_code_cell("1", outputs=Kept().of(outputs, 1))
                cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": 2, "grade_id": "g"}
                try:
                    expected = determine_grade(cell)[0]
                except (ValueError, KeyError):
                    continue

                assert score_of_outputs(outputs, 2.0) == expected, outputs

        assert score_of_outputs([Output("stream", name="stderr", text="warning")], 2.0) == 2.0
        for odd in ("3", "-1", "nan", "inf"):
            assert score_of_outputs([Output("execute_result", data={"text/plain": odd})], 2.0) == 0.0


class TestTwoWitnesses:
    """Of a plain assert, the lower of nbgrader's score and the judge's counts."""

    def test_both_agree(self, judge):
        """Nothing is said of it."""
        verdict = judge(GOOD_A, TEST_A, answer("def b():\n    return 3"), TEST_B)

        assert scores(verdict) == [2, 0]
        assert [(cell.person, cell.forgeable) for cell in verdict.cells] == [(None, False)] * 2

    def test_nbgraders_way_gives_more(self, judge):
        """The judge's score stands, and a person reads both: it may be a forgery."""
        forged = "class Equal:\n    __eq__ = lambda self, other: True"
        (verdict,) = judge(plain(forged), answer("def a():\n    return Equal()"), TEST_A).cells

        assert (verdict.score, verdict.status) == (0, "failed")
        assert "as nbgrader runs this test it gives 2 points, from outside 0" in verdict.person.lower()

    def test_part_of_the_points_likewise(self, judge):
        """The lower part counts, whoever gives it."""
        mine = "import os\ndef a():\n    open('seen', 'a').close()\n    return 1"
        less = grade("import os\n0.5 if os.path.exists('seen') else 1.5", "test_less")
        more = grade("import os\n1.5 if os.path.exists('seen') else 0.5", "test_more")

        verdict = judge(answer(mine), grade("assert a() == 1"), less, more)

        assert scores(verdict) == [2, 0.5, 0.5]
        assert [bool(cell.person) for cell in verdict.cells] == [False, False, True]

    def test_judge_gives_more(self, judge):
        """What the notebook lacks isn't there because the judge has it; the student reads what happened."""
        (verdict,) = judge(locked("import math"), plain("del math"), grade("assert math.pi > 3")).cells

        assert (verdict.score, verdict.status, verdict.person) == (0, "failed", None)
        assert "NameError: name 'math' is not defined" in verdict.feedback

    def test_hidden_test_that_only_fails_there_shows_nothing(self, judge):
        """Its message may have what it expects."""
        test = "### BEGIN HIDDEN TESTS\nassert inner[0] == [1], f'expected {[1]}'\n### END HIDDEN TESTS"
        (verdict,) = judge(locked("inner = [[1]]"), plain("inner[0].append(2)"), grade(test)).cells

        assert verdict.score == 0
        assert "A test failed." in verdict.feedback
        assert "expected" not in verdict.feedback

    def test_cell_without_points_that_fails_is_not_passed(self, judge):
        """Nothing of nothing isn't all points."""
        verdict = judge(
            GOOD_A, grade("assert a() == 2", "one", points=0), grade("x", "two", points=0, in_student=True)
        )

        assert [(cell.score, cell.status) for cell in verdict.cells] == [(0, "failed"), (0, "failed")]

    def test_outputs_are_those_of_the_first_run(self, judge):
        """A cell finds what a test cell before it has defined, and what a locked cell does is done once."""
        verdict = judge(
            locked("calls = []"),
            answer("def a():\n    calls.append(1)\n    return 1"),
            locked("a()"),
            grade("import string\nassert a() == 1"),
            plain("print(len(calls), string.digits)"),
        )

        assert scores(verdict) == [2]
        assert [output.text for output in verdict.outputs[4]] == ["2 0123456789\n"]


class TestInStudentProcess:
    """A cell with the tag runs where the student's code runs, and says that it could be forged."""

    @pytest.mark.parametrize(
        ("source", "score"),
        [
            ("assert a() == 1", 2),
            ("assert a() == 2", 0),
            ("a() / 2", 0.5),
            ("import warnings\nwarnings.warn('x')", 2),
            ("import inspect\nassert 'return 1' in inspect.getsource(a)", 2),
            ("del a\ntry:\n    a()\nexcept NameError:\n    pass\nelse:\n    raise AssertionError", 2),
            ("'text'", 2),
            ("%%time\nassert a() == 1", 2),
        ],
    )
    def test_score_is_nbgraders(self, judge, source, score):
        """By what the cell puts out."""
        (verdict,) = judge(GOOD_A, grade(source, in_student=True)).cells

        assert verdict.score == score
        assert verdict.forgeable
        assert FORGEABLE in verdict.feedback
        assert verdict.status == ("passed" if score == 2 else "failed")

    @pytest.mark.parametrize(
        "source",
        [
            "get_ipython()._showtraceback = lambda *a: None",
            "get_ipython().showtraceback = lambda *a, **k: None",
            "type(get_ipython())._showtraceback = lambda *a: None",
            "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
            "import ast\nclass Quiet(ast.NodeTransformer):\n"
            "    def visit_Raise(self, node): return ast.Pass()\n"
            "    visit_Assert = visit_Raise\nget_ipython().ast_transformers.append(Quiet())",
            "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
            "async def run(*a, **k): return None\nget_ipython().run_cell_async = run",
        ],
    )
    def test_silenced_errors_are_tampering(self, judge, source):
        """A canary sings before and after."""
        (verdict,) = judge(plain(source), grade("assert 1 == 2", in_student=True)).cells

        assert verdict.status == "tampered"
        assert verdict.score == 0

    def test_crash_of_such_a_cell_is_a_failure(self, judge):
        """The next one runs all the same."""
        verdict = judge(
            answer("def a():\n    import os; os._exit(0)"), grade("a()", in_student=True), GOOD_B, TEST_B
        )

        assert scores(verdict) == [0, 2]
        assert verdict.cells[0].status == "failed"


class TestTheJudgesOwnTime:
    """A student's value can't keep the judge busy."""

    @pytest.mark.parametrize(
        ("source", "test"),
        [
            ("def a():\n    return range(10**12)", "for x in a():\n    pass"),
            ("def a():\n    return range(10**7)", "for x in a():\n    for y in a():\n        pass"),
            ("def a():\n    return range(10**12)", "sum(a())"),
            ("import itertools\ndef a():\n    return itertools.count()", "for x in a():\n    pass"),
            ("def a():\n    return 2**60000", "for n in range(a()):\n    pass"),
        ],
        ids=["endless", "nested", "in C", "generator", "number"],
    )
    def test_looking_at_a_value_is_bounded(self, judge, source, test):
        """The cell fails; the next one is judged."""
        started = time.monotonic()

        verdict = judge(answer(source), grade(test), GOOD_B, TEST_B, limits=SHORT)

        assert scores(verdict) == [0, 2]
        assert verdict.cells[0].status == "failed"
        assert verdict.cells[0].feedback
        assert time.monotonic() - started < 20

    def test_limit_between_question_and_answer_is_no_tampering(self, judge):
        """Thousands of questions are asked; the one that the limit breaks off ends the process."""
        verdict = judge(
            answer("import itertools\ndef a():\n    return itertools.count()"),
            *[grade("for x in a():\n    pass", f"test_{number}") for number in range(6)],
            GOOD_B,
            TEST_B,
            limits=Limits(cell=0.2, call=5.0, notebook=30.0),
        )

        assert scores(verdict) == [0] * 6 + [2]
        assert {cell.status for cell in verdict.cells} == {"failed", "passed"}

    def test_check_that_looks_at_a_value_is_bounded(self, judge):
        """A check with a loop over what came back, for each of its inputs."""
        solutions = '''
from autograder.exercise import Exercise

exercise = Exercise("a")
exercise.reference(lambda n: [n])


@exercise.check(points=2)
def all_right(a, rng):
    """They are."""
    for n in range(5):
        for x in a(n):
            for y in a(n):
                assert x is not y
'''

        verdict = judge(
            answer("def a(n):\n    return range(10**7)"),
            grade("from autograder import check\ncheck('a', a)", "test_a"),
            GOOD_B,
            TEST_B,
            limits=SHORT,
            solutions=solutions,
        )

        assert scores(verdict)[1] == 2
        assert scores(verdict)[0] in (0, None)


class TestOurFaults:
    """An error of ours is never the student's loss; what breaks over an answer isn't passed."""

    def test_check_that_raises_is_not_passed(self, judge):
        """Zero, and a person looks; the other cells are judged; nothing of ours is shown."""
        solutions = '''
from autograder.exercise import Exercise

exercise = Exercise("a")
exercise.reference(lambda: 1)


@exercise.check(points=2)
def breaks(a):
    """It holds."""
    raise RuntimeError("our secret")
'''

        verdict = judge(
            GOOD_A,
            grade("from autograder import check\ncheck('a', a)", "test_a"),
            GOOD_B,
            TEST_B,
            solutions=solutions,
        )

        assert scores(verdict) == [0, 2]
        assert verdict.cells[0].status == "failed"
        assert verdict.cells[0].person is not None
        assert "our secret" in verdict.cells[0].broken
        assert "our secret" not in verdict.cells[0].feedback
        assert "Traceback" not in verdict.cells[0].feedback

    def test_unknown_exercise_is_an_error(self, judge):
        """A check without its module is the instructor's mistake."""
        solutions = '''
from autograder.exercise import Exercise, expect_equal

exercise = Exercise("b")
exercise.reference(lambda: 2)


@exercise.check(points=1)
def is_two(b):
    """It is two."""
    expect_equal(b(), 2)
'''

        verdict = judge(
            GOOD_A, grade("from autograder import check\ncheck('a', a)", "test_a"), solutions=solutions
        )

        assert scores(verdict) == [None]
        assert verdict.cells[0].status == "error"

    @pytest.mark.parametrize("call", ["a(lambda x: x)", "a(open('/dev/null'))", "a([object()])"])
    def test_what_cannot_be_passed_to_a_student_needs_a_person(self, judge, call):
        """What it was may be the student's; an instructor's own cell that does so runs elsewhere."""
        verdict = judge(
            answer("def a(f):\n    return 1"), grade(f"assert {call} == 1", "test_a"), GOOD_B, TEST_B
        )

        assert scores(verdict) == [0, 2]
        assert verdict.cells[0].person is not None
        assert "passed to a student's function" in verdict.cells[0].broken

    def test_what_a_student_made_unfit_to_be_passed_on_is_no_error_of_ours(self, judge):
        """A value that is too large to cross is a wrong answer."""
        verdict = judge(
            answer("def a():\n    return 'x' * 10**8\ndef b(x):\n    return 2"),
            grade("assert b(a()) == 2", "test_a"),
        )

        assert scores(verdict) == [0]


def test_verdict_of_a_regrade_is_the_same(judge):
    """Same submission, same inputs, same random numbers in the student's code."""
    cells = [
        plain(
            "import random\nimport numpy as np\ndrawn = [random.random(), float(np.random.rand()), hash('a')]"
        ),
        answer("def a():\n    return drawn"),
        grade("print(a())\nassert False, str(a())"),
    ]

    first, second, other = judge(*cells), judge(*cells), judge(*cells, student="bob")

    assert first.cells[0].feedback == second.cells[0].feedback
    assert "0." in first.cells[0].feedback
    assert first.cells[0].feedback != other.cells[0].feedback


def test_outputs_of_cells_are_kept_by_their_place(judge):
    """A grade cell has none of the student's; nothing that a test prints is in them."""
    verdict = judge(
        plain("print('one')"),
        answer("def a():\n    print('hidden')\n    return 1"),
        grade("print(a())\nassert a() == 1"),
        plain("print('four')\n'result'"),
    )

    assert {place: len(outputs) for place, outputs in verdict.outputs.items()} == {0: 1, 1: 0, 3: 2}
    assert "hidden" not in repr(verdict.outputs)
