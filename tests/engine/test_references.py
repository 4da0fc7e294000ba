"""Answers that build on others: a flaw costs points once, and nobody leans on a broken part."""

import pytest

from autograder.course import Assignment, Cell, Role
from autograder.judge import Seed
from autograder.judge.job import Job
from autograder.limits import Limits
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess

SOLUTIONS = '''
from autograder.exercise import Exercise, expect, expect_equal

doubling = Exercise("double")
counting = Exercise("Counter")
adding = Exercise("double_and_add")
using = Exercise("count_twice")


@doubling.reference
def double(x):
    """Twice the number."""
    return 2 * x


@counting.reference
class Counter:
    """Counts."""

    def __init__(self):
        self.count = 0

    def up(self):
        """One more."""
        self.count += 1


@adding.reference
def double_and_add(x, y):
    """Twice the one and the other."""
    return double(x) + y


@using.reference
def count_twice(counter):
    """Two more."""
    counter.up()
    counter.up()


@doubling.check(points=1)
def doubles(double):
    """It doubles."""
    for x in (3, 5):
        expect_equal(double(x), 2 * x)


@counting.check(points=1)
def counts(Counter):
    """It counts."""
    counter = Counter()
    counter.up()
    expect_equal(counter.count, 1)


@adding.check(points=2, builds_on=["double"])
def doubles_and_adds(double_and_add):
    """It doubles and adds."""
    for x in (3, 5):
        expect_equal(double_and_add(x, 1), 2 * x + 1)


@using.check(points=2, builds_on=["Counter"])
def counts_twice(count_twice, Counter):
    """It counts twice."""
    counter = Counter()
    count_twice(counter)
    expect(counter.count == 2, "It wasn't two.")


@adding.misconception
def subtracts(x, y):
    """You subtracted."""
    return double(x) - y
'''
BUILDS_ON = {"double": (), "double_and_add": ("double",), "Counter": (), "count_twice": ("Counter",)}
POINTS = {"double": 1, "double_and_add": 2, "Counter": 1, "count_twice": 2}
RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "double_and_add": "def double_and_add(x, y):\n    return double(x) + y",
    "Counter": (
        "class Counter:\n    def __init__(self):\n        self.count = 0\n"
        "    def up(self):\n        self.count += 1"
    ),
    "count_twice": "def count_twice(counter):\n    counter.up()\n    counter.up()",
}
VISIBLE = {
    "double": "assert double(1) == 2",
    "double_and_add": "assert double_and_add(1, 2) == 4",
    "Counter": "assert Counter().count == 0",
    "count_twice": "counter = Counter()\ncount_twice(counter)\nassert counter.count == 2",
}


@pytest.fixture(scope="module")
def pair():
    """Warm processes for these exercises."""
    files = {"solutions/demo/module.py": SOLUTIONS.encode()}
    pair = WarmPair(WarmProcess(), Assignment("demo", {}, solutions=files))
    yield pair
    pair.close()


@pytest.fixture
def judged(pair):
    """Judge a notebook of all four exercises, some of them answered otherwise: the verdicts by exercise."""

    def run(more="", limits=None, times=1, **answers):
        cells = []
        for name, source in (RIGHT | answers).items():
            parts = ", ".join(f"{part}={part}" for part in BUILDS_ON[name])
            cell = f"{VISIBLE[name]}\nfrom autograder import check\ncheck({name!r}, {name}, {parts})"
            cells += [
                Cell(name, Role.SOLUTION, "code", source, defines=frozenset({name})),
                *[Cell("", Role.PLAIN, "code", more)] * times,
                Cell(f"test_{name}", Role.GRADE, "code", cell, POINTS[name]),
            ]
        job = Job(Seed("demo", "ada", "1"), "1_demo", tuple(cells), limits=limits or Limits())
        verdicts = pair.judge(job).cells
        return {verdict.grade_id.removeprefix("test_"): verdict for verdict in verdicts}

    return run


def scores(verdicts):
    """The points by exercise."""
    return {name: verdict.score for name, verdict in verdicts.items()}


ALL = POINTS
BROKEN = {
    "wrong": "def double(x):\n    return x",
    "a stub": "def double(x):\n    raise NotImplementedError",
    "no function": "double = 3",
    "not there": "pass",
    "no Python": "def double(x) return 2 * x",
    "gone with its process": "import os\ndef double(x):\n    os._exit(0)",
}


def test_right_answers_need_no_reference(judged):
    """Full marks, and no remark."""
    verdicts = judged()

    assert scores(verdicts) == ALL
    assert [verdict.notes for verdict in verdicts.values()] == [()] * 4


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_right_answer_on_a_broken_one_gets_its_points(judged, source):
    """Its visible example is tried with the reference as well; the student is told."""
    verdicts = judged(double=source)

    assert scores(verdicts) == ALL | {"double": 0}
    told = "(Tested with a correct double, since yours isn't correct yet.)"
    assert verdicts["double_and_add"].notes == (told,)
    assert verdicts["double_and_add"].feedback.startswith("(Tested with a correct double")


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_wrong_answer_on_a_broken_one_is_told_its_own_fault(judged, source):
    """Its own misconception, its own case."""
    verdicts = judged(double=source, double_and_add="def double_and_add(x, y):\n    return double(x) - y")

    assert scores(verdicts) == ALL | {"double": 0, "double_and_add": 0}
    assert verdicts["double_and_add"].misconception == "subtracts"
    assert verdicts["double_and_add"].findings[0].asked == "double_and_add(3, 1)"
    assert verdicts["double_and_add"].findings[0].seen == "It gave 5."


def test_cells_that_end_their_process_cost_nothing_twice(judged):
    """They are left out in both runs, each of which may start the process anew as often."""
    verdicts = judged(more="import os\nos._exit(1)", times=2, double=BROKEN["wrong"])

    assert scores(verdicts) == ALL | {"double": 0}


def test_wrong_answer_on_a_right_one_is_tried_once(judged):
    """Nothing is remarked where nothing stood in."""
    verdicts = judged(double_and_add="def double_and_add(x, y):\n    return double(x) - y")

    assert scores(verdicts) == ALL | {"double_and_add": 0}
    assert verdicts["double_and_add"].notes == ()


def test_right_answer_without_the_broken_one_passes_as_it_is(judged):
    """What doesn't need the earlier answer isn't tried again."""
    verdicts = judged(
        double=BROKEN["a stub"], double_and_add="def double_and_add(x, y):\n    return x + x + y"
    )

    assert scores(verdicts) == ALL | {"double": 0}
    assert verdicts["double_and_add"].notes == ()


def test_part_that_a_check_hands_over_cannot_do_the_work(judged):
    """An answer that does nothing passes on a part that always says two: the reference decides."""
    always_two = "class Counter:\n    count = 2\n    def up(self):\n        pass"
    verdicts = judged(Counter=always_two, count_twice="def count_twice(counter):\n    pass")

    assert scores(verdicts) == ALL | {"Counter": 0, "count_twice": 0}


@pytest.mark.parametrize("source", ["class Counter:\n    pass", "def Counter():\n    return None"])
def test_right_answer_on_a_broken_part_that_is_handed_over(judged, source):
    """Points for what is right."""
    verdicts = judged(Counter=source)

    assert verdicts["count_twice"].score == 2
    told = "(Tested with a correct Counter, since yours isn't correct yet.)"
    assert verdicts["count_twice"].notes == (told,)


def test_reference_holds_where_the_student_defines_the_part_again(judged):
    """A later cell of the student's doesn't bring the wrong one back."""
    verdicts = judged(more="def double(x):\n    return x")

    assert scores(verdicts) == ALL | {"double": 0}


def test_reference_comes_after_all_that_it_could_help_with(judged):
    """What keeps the reference can't use it for the exercise that it answers."""
    keeps = "stolen = []\ndef double(x):\n    return stolen[0](x) if stolen else x"
    takes = (
        "def double_and_add(x, y):\n"
        "    import builtins\n"
        "    builtins.stolen = stolen.append(double) or stolen\n"
        "    return double(x) + y"
    )
    verdicts = judged(double=keeps, double_and_add=takes)

    assert verdicts["double"].score == 0


def test_time_of_the_notebook_is_not_exceeded(judged):
    """Where none is left, the first verdict stands."""
    slow = "import time\ntime.sleep(0.35)"
    verdicts = judged(double="def double(x):\n    return x", more=slow, limits=Limits(notebook=2.0))

    assert verdicts["double"].score == 0
    assert verdicts["double_and_add"].score in (0, 2)
