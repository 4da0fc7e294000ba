"""A pool on this machine: several at once, in which order, and what happens when a member is killed."""

import json
import os
import signal
import threading
import time

import nbformat
import pytest
from running import at_work, members, until

from autograder.errors import UnusableInput
from autograder.limits import Limits
from autograder.pool.local import LocalPool, processors
from autograder.pool.protocol import GradingTask, Setup

RIGHT = "def {name}(x):\n    return 2 * x"


@pytest.fixture(scope="module")
def root(tmp_path_factory, make_course):
    """A course with two notebooks: `double` and `quick`."""
    build = make_course(tmp_path_factory.mktemp("pool") / "course")
    build.double()
    build.exercise("quick", build.DOUBLE)
    return build.root


@pytest.fixture
def pool_of(root):
    """A pool with so many members, all ready."""

    def start(jobs, **bounds):
        setup = Setup(str(root), "demo", Limits(), sandbox=True, dies_with_parent=True, **bounds)
        return LocalPool(setup, jobs)

    return start


def task(student, notebook, *, seconds=0.0):
    """A right answer that takes so long."""
    name = notebook.rpartition("_")[2]
    source = f"import time\ntime.sleep({seconds})\n{RIGHT.format(name=name)}"
    cells = [nbformat.v4.new_code_cell(source), nbformat.v4.new_code_cell("")]
    for cell, grade_id in zip(cells, (name, f"test_{name}"), strict=True):
        flags = {"grade": grade_id != name, "locked": grade_id != name, "solution": grade_id == name}
        more = {"points": 2} if flags["grade"] else {}
        cell.metadata["nbgrader"] = {
            "grade_id": grade_id,
            "task": False,
            "schema_version": 3,
            **flags,
            **more,
        }
    document = nbformat.v4.new_notebook(cells=cells)
    return GradingTask(student, notebook, nbformat.writes(document).encode())


def outcomes(pool, tasks):
    """Student to the notebook's result, in the order in which they end."""
    return {task.student: outcome.result for task, outcome in pool.run(tasks)}


def points(results):
    """Student to points."""
    return {student: sum(cell.score for cell in result.cells) for student, result in results.items()}


def kill_who_is_at_work():
    """In the background, kill the member that judges something for longer than the rest takes."""

    def watch():
        os.kill(until(lambda: at_work(os.getpid(), seconds=0.7)), signal.SIGKILL)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_the_first_works_while_the_others_start(pool_of):
    """It starts alone; they do when it is ready, and it doesn't wait for them."""
    with pool_of(3) as pool:
        alone = members(os.getpid())
        pool.wait_until_ready()
        _, outcome = next(pool.run([task("ada", "quick")]))
        there = members(os.getpid())

    assert outcome.result.status == "graded"
    assert len(alone) == 1
    assert len(there) == 3
    assert not set(there) & set(members(os.getpid()))


def test_while_more_come_they_are_graded_in_their_order(pool_of):
    """A student doesn't wait for later ones' long notebooks, nor is lost with them if the run is killed."""
    tasks = [task(f"{i:02}", ("quick", "1_double")[i % 2], seconds=0.2 * (i % 2)) for i in range(16)]

    with pool_of(1) as pool:
        pool.wait_until_ready()
        order = list(outcomes(pool, tasks))

    assert order[:9] == sorted(order)[:9]


def test_of_the_last_the_longest_come_first(pool_of):
    """As soon as it is known which notebook takes long: none of them ends long after the others."""
    tasks = [task(f"quick{i}", "quick") for i in range(3)]
    tasks += [task(f"long{i}", "1_double", seconds=0.4) for i in range(3)]

    with pool_of(1) as pool:
        pool.wait_until_ready()
        order = list(outcomes(pool, tasks))

    assert [student[:-1] for student in order] == ["quick", "long", "long", "long", "quick", "quick"]


def test_members_work_side_by_side(pool_of):
    """Two take half of the time that the notebooks take together; each has a process of its own."""
    begin = [task(f"b{i}", "1_double", seconds=0.5) for i in range(8)]
    tasks = [task(f"s{i}", "1_double", seconds=1.0) for i in range(4)]

    with pool_of(2) as pool:
        pool.wait_until_ready()
        outcomes(pool, begin)  # the second starts meanwhile
        there = members(os.getpid())
        begun = time.perf_counter()
        ended = [outcome for _, outcome in pool.run(tasks)]
        took = time.perf_counter() - begun

    assert len(there) == 2
    assert sum(outcome.seconds for outcome in ended) > 1.5 * took
    assert not set(there) & set(members(os.getpid()))


def test_killed_member_is_replaced_and_its_task_repeated(pool_of):
    """Nobody notices: the notebook that it was at gets its points from the next."""
    tasks = [task("bob", "1_double", seconds=2.0), *[task(f"s{i}", "quick") for i in range(3)]]

    with pool_of(2) as pool:
        pool.wait_until_ready()
        killer = kill_who_is_at_work()
        results = outcomes(pool, tasks)
        killer.join()

    assert points(results) == {"bob": 2.0, "s0": 2.0, "s1": 2.0, "s2": 2.0}
    assert {result.status for result in results.values()} == {"graded"}


@pytest.mark.parametrize("bounds", [{"seconds": 0.8}, {"memory": 256 << 20}], ids=["time", "memory"])
def test_member_that_needs_too_much_is_replaced(pool_of, bounds):
    """What makes it need so much has no points, and why; the others have theirs."""
    large = json.loads(task("large", "1_double").data)
    large["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": "more " * 150}] * 49_000
    tasks = [task("s0", "1_double"), GradingTask("large", "1_double", json.dumps(large).encode())]
    tasks += [task(f"s{i}", "1_double") for i in (1, 2)]

    with pool_of(1, **bounds) as pool:
        pool.wait_until_ready()
        results = outcomes(pool, tasks)

    assert points(results) == {"s0": 2.0, "large": 0.0, "s1": 2.0, "s2": 2.0}
    assert "could not be graded: the grader's process ended over it" in results["large"].message


def test_broken_course_is_told_by_the_member(tmp_path, make_course, own_modules):
    """What is wrong comes from there; the pool's process needn't read the course."""
    build = make_course(tmp_path / "course")
    build.double(module="import there_is_no_such_module")
    setup = Setup(str(build.root), "demo", Limits(), sandbox=True, dies_with_parent=True)

    with LocalPool(setup, 1) as pool, pytest.raises(UnusableInput, match="there_is_no_such_module"):
        pool.wait_until_ready()


def test_processors_are_those_that_this_process_may_use():
    """What a container or `taskset` leaves it, not what the machine has."""
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})

        assert processors() == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert processors() == len(allowed)
