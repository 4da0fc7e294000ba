"""No grade depends on what else runs: limits are of a process's own time."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from autograder.cli import main
from autograder.course import Cell, Role
from autograder.judge import Seed
from autograder.judge.job import Job
from autograder.limits import Limits

BUSY_FOR = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass"
SHORT = ["--limit", "cell=1", "--limit", "call=1"]


@pytest.fixture
def load():
    """Three busy processes for each processor, each in a session of its own: all are treated alike."""
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
        for _ in range(3 * len(os.sched_getaffinity(0)))
    ]
    yield
    for process in busy:
        process.kill()
        process.wait()


@pytest.fixture
def ran(pair):
    """What cells put out, and why the first was ended, if it was."""

    def run(*sources):
        cells = tuple(Cell("", Role.PLAIN, "code", source) for source in sources)
        job = Job(Seed("demo", "ada", "1"), "1_demo", cells, limits=Limits(cell=1, call=1, notebook=3))
        verdict = pair.judge(job)
        texts = ["".join(output.text for output in found) for found in verdict.outputs.values()]
        return texts, verdict.left_out.get(0, "")

    pair.wait_until_ready()
    return run


def test_waiting_for_a_processor_costs_no_time(ran, load):
    """Seven tenths of a second take longer than the second that a cell has, by the clock."""
    cells = [f"{BUSY_FOR.format(0.7)}\nprint('done')"] * 3

    assert ran(*cells) == (["done\n"] * 3, "")


def test_sleeping_costs_time_under_load_too(ran, load):
    """And it is said where."""
    assert ran("import time; time.sleep(60)") == (
        [],
        "took longer than 1 s, in line 1: `import time; time.sleep(60)`",
    )


ANSWERS = {
    "right": "return 2 * x",
    "wrong": "return x",
    "slow": BUSY_FOR.format(0.6).replace("\n", "\n    ") + "\n    return 2 * x",
    "endless": "while True: pass",
    "asleep": "import time; time.sleep(60)",
    "hungry": "return bytearray(1 << 31)",
}


def test_scores_and_feedback_are_the_same_with_many_jobs_under_load(build, hand_in, capsys, request):
    """A class graded alone by one job, and by four beside many busy processes."""
    build.double()
    build.release()
    for student, body in ANSWERS.items():
        hand_in(build.root, student, f"def double(x):\n    {body}")

    def graded(jobs, name):
        report = build.root / f"{name}.json"
        database = f"sqlite:///{build.root}/{name}.db"
        command = ["grade", "demo", "--course", str(build.root), "--jobs", jobs, "--db", database]
        with pytest.raises(SystemExit):
            main([*command, *SHORT, "--force", "--json", str(report)])
        return json.loads(report.read_text())["submissions"]

    alone = graded("1", "alone")
    request.getfixturevalue("load")
    crowded = graded("4", "crowded")

    scores = {one["student"]: one["score"] for one in alone}
    assert scores == {student: 2.0 * (student in ("right", "slow")) for student in ANSWERS}
    assert crowded == alone
