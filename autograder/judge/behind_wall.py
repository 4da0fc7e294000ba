"""A forked judge, for one notebook. What it evaluates, opens or runs for a test, it does behind a wall."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from autograder.exercise import Exercise
from autograder.judge import orders
from autograder.judge.as_nbgrader import run_as_nbgrader
from autograder.judge.notebook import judge_notebook
from autograder.remote.channel import Channel, ChannelClosed
from autograder.remote.student_process import ProcessEnded, StudentProcess
from autograder.sandbox.confine import Rules, confine, leave_warm_process

NOT_CONFINED = 97
_end = os._exit


def serve(exercises: Mapping[str, Exercise], files: Path, channel: int, folder: Path, rules: Rules) -> None:
    """Judge a notebook. Never returns.

    Args:
        exercises: all of the assignment, by name.
        files: what the instructor's cells may import or read.
        channel: the socket to the member: the verdict leaves on no other way.
        folder: this job's work folder, empty.
        rules: the sandbox's.
    """
    try:
        leave_warm_process(keep=channel)
        member = socket.socket(fileno=channel)
        frames = Channel(member)
        number, payload = frames.receive(limit=orders.MAX_MESSAGE)
        order = orders.decode_order(payload)
        links = _begin(folder, files)
        try:
            confine(rules, order.bounds, folder)
        except BaseException:
            _end(NOT_CONFINED)
        os._exit = _refuse_to_end
        said = orders.encode(_judged(order, exercises, member, frames))
        for link in links:
            link.unlink(missing_ok=True)
        frames.send(number, said, limit=orders.MAX_MESSAGE)
    except (ChannelClosed, KeyboardInterrupt):
        pass
    finally:
        _end(0)


def _refuse_to_end(status: int) -> NoReturn:
    """In place of os._exit: an instructor's cell that ends its process doesn't end the judge's with it."""
    raise SystemExit(status)


def _begin(folder: Path, files: Path) -> list[Path]:
    """Work in the folder, with the instructor's files in it as links: to be read, not to be written."""
    os.chdir(folder)
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), str(folder)))
    tempfile.tempdir = None
    sys.path.insert(0, str(folder))
    links = []
    for path in files.iterdir() if files.is_dir() else ():
        link = folder / path.name
        link.symlink_to(path)
        links.append(link)
    return links


def _judged(
    order: orders.Order, exercises: Mapping[str, Exercise], member: socket.socket, frames: Channel
) -> orders.Said:
    job, first = order.job, None
    students: list[StudentProcess] = []

    def new_student() -> StudentProcess:
        spent = students[-1].spent if students else 0.0
        if spent >= job.limits.notebook:
            raise ProcessEnded(f"took longer than {job.limits.notebook:g} s in all")
        frames.send(0, orders.encode(orders.AnotherStudent()))
        students.append(StudentProcess.taken_over(member, job.limits, waited))
        students[-1].spent = spent
        return students[-1]

    def waited() -> float:
        frames.send(0, orders.encode(orders.AskedHowLong()))
        (seconds,) = orders.WAITED.unpack(member.recv(orders.WAITED.size, socket.MSG_WAITALL))
        return float(seconds)

    try:
        if order.first is not None:
            first = run_as_nbgrader(order.first, new_student)
            job = replace(job, left_out=first.left_out)
            students.clear()  # the time that they took isn't the judge's
        return orders.Done(judge_notebook(job, exercises, new_student), first)
    except Exception as error:
        lines = traceback.format_exception_only(error)
        where = traceback.format_tb(error.__traceback__)[-1:]
        return orders.Broken(f"{type(error).__name__}: {''.join(lines)}{''.join(where)}")
