"""What a pool and its members say to each other. Both are trusted."""

from __future__ import annotations

import msgspec

from autograder.limits import Limits
from autograder.results import NotebookResult


class Setup(msgspec.Struct, frozen=True):
    """What a member works on.

    Attributes:
        course: the course's root on the member's machine.
        assignment: its name.
        limits: what a notebook may use.
        sandbox: whether students' code is confined.
        dies_with_parent: end when the process that started it is killed.
        memory: bytes that it may have in memory: it ends when it needs more.
        seconds: on a processor, for what it does itself with one notebook: it ends when it needs more. What
            runs behind walls has limits of its own.
    """

    course: str
    assignment: str
    limits: Limits
    sandbox: bool
    dies_with_parent: bool
    memory: int = 2 << 30
    seconds: float = 60.0


class GradingTask(msgspec.Struct, frozen=True):
    """One notebook of one student.

    Attributes:
        student: whose.
        notebook: its name.
        data: the file; None if there is none.
        unreadable: why it can't be read; empty if it can.
        files: the student's other files, by relative path.
        notes: what the student is told of files that were passed over.
        doubt: why a person has to look whether it is the right file; empty where it plainly is.
    """

    student: str
    notebook: str
    data: bytes | None
    unreadable: str = ""
    files: dict[str, bytes] = {}
    notes: tuple[str, ...] = ()
    doubt: str = ""


class MemberReady(msgspec.Struct, tag="ready"):
    """The member has started.

    Attributes:
        sandbox: the layers of the sandbox that hold, in a line.
    """

    sandbox: str


class Refused(msgspec.Struct, tag="refused"):
    """The member can't work: the sandbox is too weak, or the course is broken.

    Attributes:
        why: what was seen, what to do.
    """

    why: str


class GradingOutcome(msgspec.Struct, tag="outcome"):
    """What came of a task.

    Attributes:
        result: scores and feedback.
        document: the graded notebook as nbformat writes it; None if there is none.
        seconds: how long it took.
        sandbox: the layers of the sandbox that held.
    """

    result: NotebookResult
    document: str | None
    seconds: float
    sandbox: str


FromMember = MemberReady | Refused | GradingOutcome
encode = msgspec.msgpack.Encoder().encode
decode_setup = msgspec.msgpack.Decoder(Setup).decode
decode_task = msgspec.msgpack.Decoder(GradingTask).decode
decode_answer = msgspec.msgpack.Decoder(FromMember).decode
