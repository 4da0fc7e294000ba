"""What a member and the judge behind its wall say to each other.

The judge's answers are not trusted: a test may have done to it what a student's text told it to.
"""

from __future__ import annotations

import struct

import msgspec

from autograder.judge.job import Job, NotebookVerdict
from autograder.sandbox.confine import Bounds

COMPILE = b"c"  # a grade cell, by the warm process, once for all judges
WAITED = struct.Struct("<d")
MAX_MESSAGE = 256 << 20  # bytes: a notebook's outputs, pictures too


class Order(msgspec.Struct, frozen=True):
    """A notebook to judge.

    Attributes:
        job: the notebook; its files are the student's process's alone.
        bounds: the kernel's limits for the judge.
        first: what is to be run before, as nbgrader does; None where nbgrader's way isn't heard.
    """

    job: Job
    bounds: Bounds
    first: Job | None = None


class AnotherStudent(msgspec.Struct, tag="student"):
    """A fresh process for the student's code is wanted; the one before it has ended."""


class AskedHowLong(msgspec.Struct, tag="waited"):
    """For how long the present student's process has waited for a processor; the answer is as WAITED."""


class Done(msgspec.Struct, tag="done"):
    """The notebook is judged.

    Attributes:
        verdict: the judge's.
        first: what nbgrader's way gives, where it was to be heard.
    """

    verdict: NotebookVerdict
    first: NotebookVerdict | None = None


class Broken(msgspec.Struct, tag="broken"):
    """There is no verdict, and the fault is ours.

    Attributes:
        why: what broke, and where.
    """

    why: str


Said = AnotherStudent | AskedHowLong | Done | Broken
encode = msgspec.msgpack.Encoder().encode
decode_order = msgspec.msgpack.Decoder(Order).decode
decode_said = msgspec.msgpack.Decoder(Said).decode
