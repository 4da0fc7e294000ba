"""What fuzzing found, each with the least input that shows it, and the oddest inputs that it came by.

The fuzzers themselves are in tests/fuzz.
"""

from __future__ import annotations

import itertools
import json
import socket
import struct
import sys
import time
import zipfile

import msgspec
import nbformat
import pytest

from autograder.course import Assignment, Cell, Notebook, Role
from autograder.errors import UnusableInput
from autograder.intake import Unreadable, open_submission, take_in
from autograder.remote import messages as m
from autograder.remote.channel import Channel
from autograder.remote.drawing import Drawing
from autograder.remote.packing import MAX_ODD_KEYS, Malformed, Packer, unpack
from autograder.remote.student_process import Limits, ProcessEnded, StudentError, StudentProcess

SUMS = Assignment("ch177", {"1_sums": Notebook("1_sums", ())})


def ask(sent, question=lambda student: student.look("x")):
    """Ask a student's process that has sent these bytes; what comes of it: a value or an exception."""
    ours, theirs = socket.socketpair()
    line, warm_process = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs, line, warm_process:
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_WR)
        student = StudentProcess(Channel(ours), line, Limits())
        try:
            return question(student)
        except Exception as error:
            return error


def framed(payload):
    """The payload in the frame that is expected."""
    return struct.pack("<II", len(payload), 1) + payload


def collisions(many):
    """Whole numbers that all have the hash of 1."""
    return (1 + number * sys.hash_info.modulus for number in range(many))


def heavy_keys():
    """Sets whose keys have one hash and take long to be compared, by what the keys are."""
    numbers = [m.BigInt(hex((1 << 52_000) + number)) for number in collisions(3000)]
    powers = [2.0 ** (61 * number) for number in range(16)]  # all of the hash of 1.0
    limits = itertools.islice(itertools.product(powers, repeat=4), 3000)
    drawings = [Drawing("", "", "", None, (), xlim=(a, b), ylim=(c, d)) for a, b, c, d in limits]
    same = [m.BigInt(hex(number)) for number in collisions(60)]
    return {
        "enormous numbers": numbers,
        "drawings": [m.Axes(msgspec.msgpack.encode(drawing)) for drawing in drawings],
        "long texts": [
            m.Sequence("tuple", ["x" * 5000, m.BigInt(hex(number))]) for number in collisions(3000)
        ],
        "long tuples": [
            m.Sequence("tuple", [0] * 50 + [m.BigInt(hex(number))]) for number in collisions(3000)
        ],
        "sets": [m.Sequence("frozenset", [*same, m.BigInt(hex(number))]) for number in collisions(2000)],
    }


class TestChannel:
    """What a student's process may send to the judge."""

    def test_drawing_with_bytes_that_are_no_text_is_malformed(self):
        """It raised UnicodeDecodeError in the judge."""
        description = b"\x81\xa6xlabel\xa1\xff"

        outcome = ask(framed(m.encode(m.Answer(m.Axes(description), []))))

        assert isinstance(outcome, ProcessEnded)

    def test_shape_of_a_hundred_thousand_lengths_takes_no_time(self):
        """Their product has millions of digits: it took hours for a frame of 64 MiB."""
        started = time.process_time()

        with pytest.raises(Malformed):
            unpack(m.Array("<f8", [2**62] * 100_000, b"", False), lambda refused: refused)

        assert time.process_time() - started < 1

    def test_dtype_of_a_million_fields_takes_no_time(self):
        """NumPy would have read all of them."""
        started = time.process_time()

        with pytest.raises(Malformed):
            unpack(m.Array("f8," * 1_000_000, [1], b"", False), lambda refused: refused)

        assert time.process_time() - started < 1

    @pytest.mark.parametrize(("kind", "keys"), heavy_keys().items(), ids=list(heavy_keys()))
    @pytest.mark.parametrize("as_dict", [False, True])
    def test_keys_that_take_long_to_be_compared_are_few(self, kind, keys, as_dict):
        """A dict compares keys of one hash, all with all: that took minutes in C, where no limit holds."""
        message = m.Mapping([(key, None) for key in keys]) if as_dict else m.Sequence("set", keys)
        started = time.process_time()

        with pytest.raises(Malformed):
            unpack(message, lambda refused: refused)

        assert time.process_time() - started < 3
        assert len(keys) <= MAX_ODD_KEYS

    @pytest.mark.parametrize(
        "keys",
        [
            [(row, column) for row in range(70) for column in range(70)],
            [frozenset((row, column)) for row in range(70) for column in range(row)],
            [2**number for number in range(1500)],
            [("a word", "and another", number) for number in range(3000)],
        ],
        ids=["pairs", "edges", "powers", "words"],
    )
    def test_keys_of_honest_answers_cross(self, keys):
        """The bound is far from what an exercise asks for."""
        value = dict.fromkeys(keys, 1)

        message = Packer(lambda refused: m.Opaque("")).pack(value)

        assert unpack(message, lambda refused: refused) == value

    def test_what_one_side_refuses_the_other_does_not_send(self):
        """An honest answer with heavy keys is one that can't be checked, never a forged one."""
        value = {(1 << 60_000) + number for number in range(3000)}

        message = Packer(lambda refused: m.Opaque("")).pack(value)

        assert isinstance(message, m.Opaque)

    def test_millions_of_changed_arguments_are_refused_unread(self):
        """They took gigabytes, and minutes to be looked up."""
        many = 20_000_000
        payload = b"\x93\xa6answer\xc0\xdd" + struct.pack(">I", many) + b"\x92\x00\xc0" * many
        started = time.process_time()

        with pytest.raises(msgspec.DecodeError):
            m.decode_reply(payload)

        assert time.process_time() - started < 1


class TestIntake:
    """What a student may hand in."""

    def test_attachments_by_the_hundred_thousand_are_refused_at_once(self, lesson):
        """Two million took a dozen seconds and two gigabytes: each was copied several times."""
        attachments = {str(number): {"a": "b"} for number in range(200_000)}
        cell = {"cell_type": "markdown", "source": "", "attachments": attachments}
        documents = [{"cells": [cell]}, {"nbformat": 3, "worksheets": [{"cells": [cell]}]}]

        for document in documents:
            data = json.dumps(document).encode()
            started = time.process_time()
            with pytest.raises(Unreadable, match="has 200000 attachments"):
                take_in(data, lesson)
            assert time.process_time() - started < 4

    def test_path_longer_than_a_disk_takes_is_left_out(self, tmp_path):
        """Nobody could have written it to the folder in which the student's code runs."""
        with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
            for name in ("1_sums.ipynb", "a/" * 900 + "b.txt", "a/" * 2000 + "b.txt"):
                archive.writestr(name, b"{}")

        files = open_submission(tmp_path / "hw.zip", SUMS)

        assert [len(name) for name in files.others] == [1805]
        assert list(files.left_out.values()) == ["has a name that is too long"]

    def test_folder_that_is_a_link_is_named_without_its_place(self, tmp_path):
        """The student reads it: where the course is on the instructor's machine is nobody's business."""
        (tmp_path / "ch177").symlink_to(tmp_path)

        with pytest.raises(UnusableInput) as refused:
            open_submission(tmp_path / "ch177", SUMS)

        assert refused.value.seen == "ch177 is a link, not a file."


@pytest.fixture
def lesson():
    """A notebook with one cell to be filled in."""
    mark = {"grade_id": "add", "grade": False, "solution": True, "locked": False, "schema_version": 3}
    source = "def add(a, b):\n    return a + b"
    return Notebook("1_sums", (Cell.written("add", Role.SOLUTION, "code", source, nbgrader=mark),))


NOTEBOOKS = [  # the bytes, and what is said about them; nothing where they are taken
    (b"\0", "is empty"),
    (b",", "is not JSON"),
    (b"@", "is a Python script"),
    (b"\xff", "is not text"),
    (b"[\xf5", "has bytes in it that aren't text"),
    (b"{,a", "breaks off at line 1, column 2"),
    (b"{\0\0\0}", "is cut off"),
    (b"\0PK\x03\x04", "is a zip archive"),
    (b'{"worksheets": 0}', "format unknown"),
    (b'{"nbformat": -1, "worksheets": ""}', "format -1"),
    (b'{"nbformat": 1.5, "worksheets": "lambda: (yield)"}', "format 1.5"),
    (b'{"nbformat": 3, "worksheets": [0]}', "aren't notebook cells"),
    (b'{"nbformat": 3, "worksheets": [{}, {}, {}]}', "saved empty"),
    (b'{"nbformat": 3, "worksheets": [{"cells": [{"input": "add = 1"}]}], "a": "\\ud800"}', "none of"),
    (b'{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "add = \\ud800"}]}]}', ""),
    (
        b'{"cells": [{"cell_type": "code", "source": ["add", 1, " = f\'{"], "id": NaN}], "cells": null}',
        "saved empty",
    ),
    (b'{"cells": [{"outputs": [], "source": ["\\r", "add", " =1", null], "metadata": []}]}', ""),
]


@pytest.mark.parametrize(("data", "said"), NOTEBOOKS)
def test_odd_notebook_is_taken_or_refused(lesson, data, said):
    """What fuzzing kept because it went a way that nothing else did."""
    try:
        taken = take_in(data, lesson)
    except Unreadable as refused:
        outcome = refused.reason
    else:
        nbformat.validate(taken.notebook)
        outcome = ""

    assert (said in outcome) if said else not outcome


QUESTIONS = {
    "look": lambda student: student.look("x"),
    "call": lambda student: student.operate("call", 1, ([1], {1: 2}, {3}), {"named": [4]}),
    "run": lambda student: student.run("1"),
    "start": lambda student: student.start({}, seed=0, size=0),
}
CORPUS = [  # what was asked, the payload, and what comes of it
    ("look", b"", ProcessEnded),
    ("run", b"\x91\xa5ready", ProcessEnded),
    ("start", b"\x91\xa5ready", type(None)),
    ("look", b"\x91\xa7missing", NameError),
    ("run", b"\x93\xa3ran\x90\xcf\xff\xff\xff\xff\xff\xff\xff\xff", m.Ran),
    ("call", b"\x93\xa6answer\xc2\x91\x92\xa1xn", bool),
    ("call", b"\x93\xa6answer\x92\xa3int\xa3a b\x90", ProcessEnded),
    ("call", b"\x93\xa6answer\x94\xa5range\x00\x00\x00\x90", ProcessEnded),
    ("call", b"\x93\xa6answer\x94\xa5range\x00\xce\x80\x00\x00\x00\x01\x90", ProcessEnded),
    ("look", b"\x93\xa6answer\x94\xa5range\xff\xff\xcf\x7f\xff\xff\xff\xff\xff\xff\xff\x90", range),
    ("look", b"\x94\xa7failure\xa0\xadStopIteration\xa0", RuntimeError),
    ("call", b"\x94\xa7failure\xadStopIteration\xaaValueError\xa9__class__", ValueError),
    ("look", b"\x94\xa7failure\xa9__class__\xaaValueError\xa9__class__", ValueError),
    ("look", b"\x94\xa7failure\xa1x\xaeExceptionGroup\xa1x", StudentError),
    (
        "look",
        b"\x93\xa6answer\x93\xa3seq\xa3set\x91\x95\xa5array\xa1L\x90\xc4\x00\xc2\x90",
        ProcessEnded,
    ),
    ("call", b"\x93\xa6answer\x93\xa3seq\xa3set\x91\x93\xa5named\xa5prieq\xa1\x00\x90", ProcessEnded),
    ("call", b"\x93\xa6answer\x95\xa5array\xa1f\x92\xcf@" + bytes(8) + b"\xc4\x00\xc2\x90", ProcessEnded),
    ("look", b"\x93\xa6answer\x93\xa3seq\xa4list\x91\x93\xa3seq\xa5ttple\x90\x90", ProcessEnded),
    (
        "call",
        b"\x93\xa6answer\x94\xa3ref\xff\xa8class ck\xa9__class__\x91\x92\xff\x92\xa3map\x90",
        list,
    ),
]


@pytest.mark.parametrize(("asked", "payload", "outcome"), CORPUS)
def test_odd_message_is_an_answer_or_an_end(asked, payload, outcome):
    """What fuzzing kept because it went a way that nothing else did."""
    assert isinstance(ask(framed(payload), QUESTIONS[asked]), outcome)
