"""A member of a pool: a process that grades one notebook after the other. Argument: its connection.

It parses what students hand in, so its memory and its own time are bounded. One that needs more ends; the
pool starts another, and gives the notebook up if that ends over it, too.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.errors import UnusableInput
from autograder.pool import protocol as p
from autograder.sandbox.confine import die_with_parent
from autograder.warm.process import WarmProcess

NO_MEMORY = 71


def main() -> None:
    """Work until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as in autograder.cli.main
    with Connection(int(sys.argv[1])) as connection, contextlib.suppress(EOFError, ConnectionError):
        setup = p.decode_setup(connection.recv_bytes())
        if setup.dies_with_parent:
            die_with_parent()
        resource.setrlimit(resource.RLIMIT_DATA, (setup.memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        try:
            work(setup, connection)
        except UnusableInput as error:
            connection.send_bytes(p.encode(p.Refused(str(error))))
        except MemoryError:
            sys.exit(NO_MEMORY)


def work(setup: p.Setup, connection: Connection) -> None:
    """Start an engine and grade what comes.

    Raises:
        UnusableInput: the course is broken, or too little of the sandbox holds here.
    """
    students = WarmProcess(setup.limits, sandbox=setup.sandbox)  # starts while the rest is imported
    try:
        import nbformat

        from autograder.course import Course
        from autograder.grading import Engine
        from autograder.intake import Unreadable

        course = Course.at(Path(setup.course))
        assignment = course.assignment(setup.assignment)
        engine = Engine(assignment, limits=setup.limits, students=students, course=course.root)
        sandbox = engine.wait_until_ready()
    except BaseException:
        students.close()
        raise
    with engine:
        connection.send_bytes(p.encode(p.MemberReady(sandbox)))
        if not connection.poll():
            engine.try_ahead()
        while True:
            task = p.decode_task(connection.recv_bytes())
            signal.setitimer(signal.ITIMER_PROF, setup.seconds)  # nobody handles it: it ends the process
            begun = time.perf_counter()
            data = Unreadable(task.unreadable) if task.unreadable else task.data
            graded = engine.grade_notebook(
                task.notebook,
                data,
                student=task.student,
                files=task.files,
                notes=task.notes,
                doubt=task.doubt,
            )
            document = None if graded.document is None else nbformat.writes(graded.document)
            seconds = time.perf_counter() - begun
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send_bytes(p.encode(p.GradingOutcome(graded.result, document, seconds, sandbox)))


if __name__ == "__main__":
    main()
