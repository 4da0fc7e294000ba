"""The evening before the due date: a class hands in to `autograder serve`, by real HTTP on this machine.

Attempts come at an even rate while pages are looked at, for a bounded time: what is graded by then tells the
speed. `grade` is timed in the same run, on the same submissions. Before that, with nothing else to do, single
attempts are timed from the upload to the last byte of the feedback.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from ground import ASSIGNMENT, Ground, fit_for_stock, program_path
from measure import BenchmarkFailed, _below, _memory_of
from report import Part, Row, at_least, at_most, noted
from sqlalchemy import create_engine, text

from autograder.serve.secret_links import PersonalLinks

_SETTINGS = "\nc.Handin.minutes = 0\nc.Handin.before = {before!r}\n"
_PAGES = 10  # a second, that are looked at meanwhile
_SENDERS = 24
_MIB = 1 << 20


@dataclass
class Served:
    """A server, and who hands in there.

    Attributes:
        course: the course's folder.
        port: where it listens.
        process: the server's own.
        tokens: of the students' links, by id.
    """

    course: Path
    port: int
    process: subprocess.Popen[bytes]
    tokens: dict[str, str] = field(default_factory=dict)

    def attempts(self, student: str) -> Any:
        """A student's attempts as data, the newest first."""
        return json.loads(self.ask(student, f"a/{ASSIGNMENT}", Accept="application/json")[1])["attempts"]

    def ask(self, student: str, path: str, body: bytes = b"", **headers: str) -> tuple[float, bytes]:
        """A request by token; the seconds that it took, and what came back.

        Raises:
            BenchmarkFailed: it was refused.
        """
        headers["Authorization"] = f"Bearer {self.tokens[student]}"
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST" if body else "GET", f"/{path}", body or None, headers)
            answer = connection.getresponse()
            data = answer.read()
        if answer.status != 200:
            raise BenchmarkFailed(f"{path}: {answer.status}\n{data[:500]!r}")
        return time.perf_counter() - begun, data

    def rows(self, asked: str) -> list[Any]:
        """What the database says."""
        engine = create_engine(f"sqlite:///{self.course}/handed_in.db")
        with engine.connect() as connection:
            return list(connection.execute(text(asked)).all())

    @property
    def memory(self) -> float:
        """MiB of the server and of the process that grades, without the pool."""
        below = [pid for pid in _below(self.process.pid) if b"serve.grader" in _command(pid)]
        return sum(map(_memory_of, [self.process.pid, *below])) / _MIB


@dataclass(frozen=True)
class _Looked:
    """What was measured under load: seconds of each receipt and page, and the speed."""

    receipts: list[float]
    pages: list[float]
    graded: int
    seconds: float
    early: int
    memory: tuple[float, float]


def measure(ground: Ground, *, students: int, attempts: int, seconds: float, times: int) -> Part:
    """Measure single attempts, then so many of each student within so many seconds."""
    submissions = [_bodies(folder) for folder in fit_for_stock(ground.made_up(60)).values()]
    with _served(ground, "all", ["idle"]) as served:
        alone = [_answered(served, body) for body in islice(cycle(submissions), times + 1)][1:]
    print(f"  from upload to feedback: {', '.join(f'{one:.2f}' for one in alone)} s", flush=True)
    a_submission = _graded_alone(ground)
    people = [f"student-{number:03}" for number in range(students)]
    with _served(ground, "hints", people) as served:
        found = _under_load(served, submissions, attempts, seconds)
    speed = a_submission / (found.seconds / found.graded)
    rows = [
        at_most("idle: upload to feedback, five notebooks, median", median(alone), 1.5, " s"),
        at_most(
            f"{len(found.receipts)} receipts in {seconds:g} s, 99 % within",
            _part(found.receipts, 0.99),
            1,
            " s",
        ),
        at_most(f"{len(found.pages)} pages meanwhile, 95 % within", _part(found.pages, 0.95), 0.3, " s"),
        at_least("speed of grading meanwhile, of `grade`'s", speed, 0.9),
        Row("an attempt graded", f"every {found.seconds / found.graded:.3g} s, {found.graded} in all"),
        at_most("second attempts graded before everybody's first", found.early, 0),
        Row("memory of server and grader, first and last", "{:.0f} and {:.0f} MiB".format(*found.memory)),
    ]
    title = f"`autograder serve`: {students} students, {attempts} attempts each"
    return Part(title, rows, {"alone": alone, "a_submission": a_submission} | vars(found))


def _bodies(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("[1-5]*.ipynb"))}


def _form(files: dict[str, bytes], mark: int) -> tuple[dict[str, str], bytes]:
    """The headers and the bytes of a form; the mark makes each file another one."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        + data
        + b" " * mark
        + b"\r\n"
        for name, data in files.items()
    ]
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json"}
    return headers, b"".join(parts) + f"--{boundary}--\r\n".encode()


@contextlib.contextmanager
def _served(ground: Ground, before: str, people: list[str]) -> Iterator[Served]:
    """A server with links for these people, grading processes warm."""
    course = ground.ours
    ground.hand_in(course, {})
    for path in course.glob("handed_in.db*"):
        path.unlink()
    config = course / "nbgrader_config.py"
    kept = config.read_text()
    config.write_text(kept + _SETTINGS.format(before=before))
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    links = PersonalLinks(create_engine(f"sqlite:///{course}/handed_in.db"))
    tokens = {name: links.make(name) for name in people}
    command = [program_path("autograder"), "serve", "--port", str(port)]
    with (course / "serve.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=course,
            env=dict(ground.environment),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    served = Served(course, port, process, tokens)
    try:
        _until(lambda: _reached(served))
        _until(lambda: len(_members(process.pid)) > 0)
        time.sleep(10)  # the processes that grade have read the course by then
        yield served
    finally:
        config.write_text(kept)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _answered(served: Served, files: dict[str, bytes]) -> float:
    """Hand in; the seconds until the last byte of the feedback."""
    headers, body = _form(files, random.randrange(1, 10_000))
    begun = time.perf_counter()
    served.ask("idle", f"a/{ASSIGNMENT}", body, **headers)
    while (newest := served.attempts("idle")[0])["state"] != "graded":
        if time.perf_counter() - begun > 60:
            raise BenchmarkFailed("an attempt wasn't graded in a minute")
        time.sleep(0.02)
    served.ask("idle", f"a/{ASSIGNMENT}/attempts/{newest['number']}/feedback")
    return time.perf_counter() - begun


def _graded_alone(ground: Ground) -> float:
    """The seconds that `grade` takes for one more submission."""
    walls = []
    for number in (60, 10):
        ground.hand_in(ground.ours, dict(islice(fit_for_stock(ground.made_up(60)).items(), number)))
        there = len(list((ground.ours / "submitted").iterdir()))
        walls.append((there, noted("grade", there, ground.run(ground.grade()))["cost"]["wall"]))
    (many, long), (few, short) = walls
    return float((long - short) / (many - few))


def _under_load(
    served: Served, submissions: list[dict[str, bytes]], attempts: int, seconds: float
) -> _Looked:
    """Everybody's attempts at an even rate, for as long again nothing but pages; then it ends."""
    people = list(served.tokens)
    turns = [(student, turn) for turn in range(attempts) for student in random.sample(people, len(people))]
    pages: list[float] = []
    over = threading.Event()
    looking = threading.Thread(target=_look, args=(served, people, pages, over))
    begun, before = time.perf_counter(), served.memory
    looking.start()

    def send(place: int) -> float:
        student, turn = turns[place]
        headers, body = _form(submissions[place % len(submissions)], turn + 1)
        at = begun + place * seconds / len(turns)
        time.sleep(max(at - time.perf_counter(), 0))
        served.ask(student, f"a/{ASSIGNMENT}", body, **headers)
        return time.perf_counter() - at

    with ThreadPoolExecutor(_SENDERS) as senders:
        receipts = list(senders.map(send, range(len(turns))))
    _until(lambda: time.perf_counter() > begun + 2 * seconds)
    graded = served.rows("select number, ended from handin_attempts where state = 'graded' order by ended")
    took = time.perf_counter() - begun
    over.set()
    looking.join()
    waiting = served.rows("select count(*) from handin_attempts where number = 1 and state = 'waiting'")
    early = sum(row.number > 1 for row in graded) if waiting[0][0] else 0
    return _Looked(receipts, pages, len(graded), took, early, (before, served.memory))


def _look(served: Served, people: list[str], pages: list[float], over: threading.Event) -> None:
    """Look at pages of those who have handed in, until it is over."""
    while not over.wait(1 / _PAGES):
        student = random.choice(people)
        path = random.choice(["", f"a/{ASSIGNMENT}", f"a/{ASSIGNMENT}/attempts/1"])
        with contextlib.suppress(BenchmarkFailed):  # who has no attempt yet has no page of it
            pages.append(served.ask(student, path)[0])


def _part(found: list[float], part: float) -> float:
    return sorted(found)[min(int(len(found) * part), len(found) - 1)]


def _reached(served: Served) -> bool:
    if served.process.poll() is not None:
        raise BenchmarkFailed((served.course / "serve.log").read_text()[-2000:])
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", served.port), timeout=5):
        return True
    return False


def _members(pid: int) -> list[int]:
    return [one for one in _below(pid) if b"autograder.judge" in _command(one)]


def _command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _until(look: Any, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not look():
        if time.monotonic() > end:
            raise BenchmarkFailed("the server isn't ready")
        time.sleep(0.1)
