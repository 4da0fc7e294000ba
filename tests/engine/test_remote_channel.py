"""What crosses between the judge and a student's process: any value, and any bytes instead of one."""

import contextlib
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.limits import Limits
from autograder.remote import messages as m
from autograder.remote.channel import MAX_FRAME
from autograder.remote.channel import Channel as _Channel
from autograder.remote.drawing import Artist, Drawing, Legend
from autograder.remote.packing import (
    DTYPES,
    MAX_ARRAY_BYTES,
    MAX_ITEMS,
    MAX_ODD_KEYS,
    MAX_TEXT,
    Malformed,
    Packer,
    Unsendable,
    unpack,
)
from autograder.remote.student_process import ProcessEnded, StudentProcess

many = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


class HashableList(list):
    """What a student may make a key of."""

    def __hash__(self):
        return 1


# --- values ---------------------------------------------------------------------------------------


def _not_data(value):
    return m.Reference(1, "object", type(value).__name__)


def across(value):
    """A value as the other side gets it: packed, encoded, decoded and unpacked."""
    message = m.decode_reply(m.encode(m.Answer(Packer(_not_data).pack(value), []))).value
    return unpack(message, lambda refused: refused)


def same(left, right):
    """Whether two values are the same in type, and to the bit."""
    if isinstance(left, np.generic) and isinstance(right, np.generic):
        return left.dtype == right.dtype and left.tobytes() == right.tobytes()
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return struct.pack("<d", left) == struct.pack("<d", right)
    if isinstance(left, complex):
        return same(left.real, right.real) and same(left.imag, right.imag)
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return same(list(left.items()), list(right.items()))
    if isinstance(left, set | frozenset):
        return sorted(map(_by_value, left)) == sorted(map(_by_value, right))
    return left == right


def _by_value(item):
    return repr(sorted(map(repr, item)) if isinstance(item, frozenset) else item)


dtypes = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda char: st.sampled_from([np.dtype(char), np.dtype(char).newbyteorder(">")])
)
arrays = dtypes.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
keys = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(),
    st.frozensets(st.integers()),
    st.tuples(st.text(), st.integers()),
)
scalars = st.one_of(
    keys, st.integers(1, 2**16).map(lambda bits: -(2**bits) + 1), arrays, arrays.map(np.asfortranarray)
)
ranges = st.builds(
    range, st.integers(-(2**62), 2**62), st.integers(-1000, 1000), st.sampled_from([-(2**50), 2**50, 2**62])
)
values = st.recursive(
    scalars | ranges | dtypes.flatmap(lambda dtype: hnp.from_dtype(dtype)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(keys, inner, max_size=5),
        st.sets(keys, max_size=5),
    ),
    max_leaves=20,
)


class TestValues:
    """Data arrives as it was."""

    @many
    @given(values)
    def test_any_value_arrives_as_it_was(self, value):
        """To the bit: types, signs of zero, nan, byte orders, the order of a dict."""
        assert same(across(value), value)

    @pytest.mark.parametrize("odd", [2**63, -(2**63) - 1, "\ud800", "x" * MAX_TEXT, 1 + 2j, True, None, 0.5])
    def test_one_odd_item_among_plain_ones_arrives_as_it_is_alone(self, odd):
        """Plain items are looked at together; what of one can't cross is what can't be checked."""
        arrived = across(["a", 1, odd, "b"])

        assert isinstance(arrived[2], m.Opaque) if odd == "\ud800" else same(arrived[2], odd)
        assert arrived[:2] + arrived[3:] == ["a", 1, "b"]

    @pytest.mark.parametrize("bits", [0, 1, 62, 63, 64, 65, 1000, 2**16 - 1, 2**16])
    def test_whole_numbers_arrive_up_to_65536_bits(self, bits):
        """Factorials and powers are answers too."""
        for number in (2**bits - 1, -(2**bits) + 1):
            assert across(number) == number

    @pytest.mark.parametrize(
        "array",
        [
            np.zeros(()),
            np.zeros((0,)),
            np.zeros((3, 0, 2)),
            np.arange(12.0).reshape(3, 4)[::2, ::-1],
            np.asfortranarray(np.arange(12.0).reshape(3, 4)),
            np.broadcast_to(np.float32(2), (3, 2)),
            np.arange(6, dtype=">i4").reshape(2, 3),
            np.array([True, False]),
            np.array([1 + 2j, np.nan], dtype="complex64"),
            np.array([np.nan, -0.0, np.inf], dtype="float16"),
        ],
        ids=lambda array: f"{array.dtype}{array.shape}",
    )
    def test_arrays_arrive_whatever_their_layout(self, array):
        """Views, empty ones, those without a dimension, in Fortran's order, in another byte order."""
        arrived = across(array)

        assert type(arrived) is np.ndarray
        assert arrived.dtype == array.dtype
        assert arrived.shape == array.shape
        assert arrived.tobytes() == array.tobytes()
        assert arrived.flags.writeable

    def test_subclasses_arrive_as_what_they_are_built_on(self):
        """No method of a student's travels with a value."""

        class Int(int):
            def __eq__(self, other):
                return True

            __hash__ = None

        class Text(str):
            __slots__ = ()

            def __eq__(self, other):
                return True

            def __hash__(self):
                return 0

            def isascii(self):
                return True

        class List(list):
            def __iter__(self):
                return iter(["something else"])

        class Dict(dict):
            def items(self):
                return [("something", "else")]

        class Array(np.ndarray):
            def tobytes(self):
                return b"\0" * 8

        given = [Int(3), Text("ä"), List([1]), Dict(a=1), np.array([1.5]).view(Array)]
        arrived = across(given)

        assert same(arrived, [3, "ä", [1], {"a": 1}, np.array([1.5])])

    @pytest.mark.parametrize(
        ("array", "arrives"),
        [
            (np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]), [(1, 2.5)]),
            (np.str_("x"), "x"),
        ],
    )
    def test_records_and_scalars_of_text_arrive_as_built_in_data(self, array, arrives):
        """They have no bytes to send."""
        assert across(array) == arrives

    def test_drawings_arrive_whole(self):
        """What is drawn is data."""
        artist = Artist("bars", (0.0, 1.0), (0.0, 2.0), 3, "relu", "#000000", ((0.0, 0.0, 1.0, 2.0),))
        drawing = Drawing("x", "y", "title", Legend(("relu",)), (artist,))

        assert across(drawing) == drawing

    @pytest.mark.parametrize(
        "value",
        [
            "a\ud800b",
            "\udfff",
            2 ** (2**16 + 1),
            range(10**30),
            range(2**63, 2**63 + 5),
            range(10**12),
            "x" * (MAX_TEXT + 1),
            b"x" * (MAX_TEXT + 1),
            np.zeros(MAX_ARRAY_BYTES + 1, dtype="u1"),
            {"a\ud800": 1},
            {(1, "a\ud800"): 1},
            {frozenset([1, (2, "\udfff")])},
            {HashableList()},
            {HashableList(): 1},
            {key: key for key in range(MAX_ODD_KEYS + 1)},
        ],
        ids=lambda value: (
            f"{type(value).__name__} {str(value)[:12]!r}" if not isinstance(value, int) else "int"
        ),
    )
    def test_what_cannot_cross_says_so(self, value):
        """An honest value is never taken for a forged one: it arrives as one that can't be checked."""
        assert isinstance(across(value), m.Opaque)

    def test_deep_lists_end_somewhere(self):
        """5000 lists in one another cost neither the stack nor the other side."""
        deep = []
        for _ in range(5000):
            deep = [deep]

        arrived = across(deep)

        for _ in range(31):
            assert isinstance(arrived, list)
            arrived = arrived[0]
        assert isinstance(arrived, m.Opaque)

    @pytest.mark.parametrize("times", [1, 2, 50])
    def test_lists_that_hold_themselves_end_somewhere(self, times):
        """In bounded time and size, however often they do."""
        loop = []
        loop += [loop] * times
        started = time.monotonic()

        message = m.encode(Packer(_not_data).pack(loop))

        assert time.monotonic() - started < 5
        assert len(message) < 40 * MAX_ITEMS

    @pytest.mark.parametrize(
        "value", [[0] * MAX_ITEMS, [[0] * 1000] * 1000, {str(key): 0 for key in range(MAX_ITEMS)}]
    )
    def test_too_many_items_do_not_cross(self, value):
        """Not even a part of them: no two such lists are alike by accident."""
        assert isinstance(across(value), m.Opaque)


# --- anything instead of a value ------------------------------------------------------------------

whys = st.text(max_size=5)
numbers = st.integers(-(2**63), 2**63 - 1)
messages = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        numbers,
        st.floats(),
        st.text(max_size=5),
        st.builds(m.Bytes, st.binary(max_size=5)),
        st.builds(m.BigInt, st.text(alphabet="0123456789abcdefx-+_ ", max_size=12)),
        st.builds(m.Complex, st.floats(), st.floats()),
        st.builds(m.Range, numbers, numbers, numbers),
        st.builds(m.Axes, st.binary(max_size=40)),
        st.builds(m.Reference, numbers, whys, whys),
        st.builds(m.Named, whys, whys),
        st.builds(m.Opaque, whys),
        st.builds(
            m.Array,
            st.sampled_from(
                [*DTYPES, "<f8", ">c16", "O", "V8", "U3", "f8,f8", "(3,)f8", "M8[s]", "", "|O8", "{'a'"]
            )
            | st.text(max_size=6),
            st.lists(st.integers(-3, 5) | numbers, max_size=20),
            st.binary(max_size=64),
            st.booleans(),
        ),
    ),
    lambda inner: st.one_of(
        st.builds(
            m.Sequence, st.sampled_from(["list", "tuple", "set", "frozenset", "dict", ""]), st.lists(inner)
        ),
        st.builds(m.Mapping, st.lists(st.tuples(inner, inner), max_size=4)),
    ),
    max_leaves=12,
)
EXACT = (
    type(None),
    bool,
    int,
    float,
    str,
    bytes,
    complex,
    range,
    list,
    tuple,
    set,
    frozenset,
    dict,
    np.ndarray,
)


def _all_exact(value):
    if isinstance(value, dict):
        return type(value) is dict and all(_all_exact(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return type(value) in EXACT and all(map(_all_exact, value))
    if isinstance(value, np.generic):
        return value.dtype.char in DTYPES
    return type(value) in (*EXACT, Drawing, m.Reference, m.Named, m.Opaque)


class TestForgedMessages:
    """Messages that fit the schema but that no honest side would write."""

    @many
    @given(messages)
    def test_anything_is_a_plain_value_or_malformed(self, message):
        """Exact built-in types and base arrays come out, or Malformed: nothing else is raised."""
        with contextlib.suppress(Malformed):
            assert _all_exact(unpack(message, lambda refused: refused))

    @pytest.mark.parametrize(
        "message",
        [
            m.Array("O", [1], b"\0" * 8, False),
            m.Array("<f8", [2], b"\0" * 8, False),
            m.Array("<f8", [-1], b"", False),
            m.Array("<f8", [1, -1, -1], b"\0" * 8, False),
            m.Array("<f8", [2**62, 2**62, 0], b"", False),
            m.Array("<f8", [0] * 40, b"", False),
            m.Array("f8,f8", [1], b"\0" * 16, False),
            m.Array("(1000000000,)f8", [1], b"", False),
            m.Array("<U2", [1], b"\0" * 8, False),
            m.Array("<M8[s]", [2], b"\0" * 8, False),
            m.Array("<M8[" + "9" * 9 + "s]", [1], b"\0" * 8, False),
            m.Array("<f8", [1], b"\0" * 8, True),
            m.Array("<f8" * 10**5, [1], b"\0" * 8, False),
            m.Array("(" * 10**5, [1], b"", False),
            m.BigInt("f" * 10**6),
            m.BigInt("nothing"),
            m.Range(0, 10, 0),
            m.Range(0, 2**62, 1),
            m.Range(0, -(2**62), -1),
            m.Sequence("set", [m.Sequence("list", [])]),
            m.Sequence("object", []),
            m.Mapping([(m.Mapping([]), 1)]),
            m.Mapping([(m.Array("<f8", [1], b"\0" * 8, False), 1)]),
            m.Axes(b"\xc1"),
            m.Axes(b"\x91" * 10**5),
        ],
        ids=lambda message: str(message)[:40],
    )
    def test_forged_value_is_malformed(self, message):
        """Sizes that don't fit, dtypes that hold pointers, endless ranges, keys that can't be."""
        started = time.monotonic()

        with pytest.raises(Malformed):
            unpack(message, lambda refused: refused)

        assert time.monotonic() - started < 2

    def test_bools_are_true_or_false(self):
        """Other bytes than 0 and 1 would count as neither."""
        arrived = unpack(m.Array("?", [3], b"\x00\x01\xff", False), _not_data)

        assert arrived.tobytes() == b"\x00\x01\x01"

    def test_colliding_keys_cost_little(self):
        """Numbers with the same hash make a dict quadratic: their count is bounded."""
        step = sys.hash_info.modulus
        keys = [m.BigInt(hex(1 + number * step)) for number in range(MAX_ODD_KEYS)]
        started = time.monotonic()

        value = unpack(m.Mapping([(key, None) for key in keys]), _not_data)

        assert time.monotonic() - started < 5
        assert len(value) == MAX_ODD_KEYS
        with pytest.raises(Malformed):
            unpack(m.Sequence("set", [*keys, 0]), _not_data)

    def test_keys_that_refuse_to_be_compared_are_malformed(self):
        """A stand-in for a student's object compares with nothing, not even as a key."""

        class Refuses:
            def __hash__(self):
                return 1

            def __eq__(self, other):
                raise TypeError

        with pytest.raises(Malformed):
            unpack(m.Mapping([(1, 1), (m.Reference(1, "", ""), 2)]), lambda message: Refuses())


def _frame(payload, number=1, length=None):
    return struct.pack("<II", len(payload) if length is None else length, number) + payload


def _line():
    """A line to a warm process that is gone."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)[0]


def _ask(sent, *, seconds=0.5, ask=lambda student: student.look("x")):
    """Ask a process that answers with these bytes and hangs up; the process, and what came of it."""
    ours, theirs = socket.socketpair()
    student = StudentProcess(_Channel(ours), _line(), Limits(cell=seconds, call=seconds))

    def answer():
        with contextlib.suppress(OSError), theirs:
            theirs.recv(1 << 16)
            theirs.sendall(sent)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        return student, ask(student)
    except ProcessEnded as ended:
        return student, ended
    finally:
        ours.close()
        thread.join()


replies = st.one_of(
    st.builds(m.Ran, st.lists(st.builds(m.Output, st.text(max_size=5), text=st.text(max_size=5))), numbers),
    st.builds(m.Answer, messages, st.lists(st.tuples(numbers | st.text(max_size=3), messages), max_size=3)),
    st.just(m.Missing()),
    st.builds(
        m.Failure, st.text(max_size=9), st.sampled_from(["ValueError", "SystemExit", "print", ""]), whys
    ),
    st.just(m.Ready()),
)
wire = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=200).map(_frame),
    st.builds(_frame, st.binary(max_size=50), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    replies.map(m.encode).map(_frame),
    st.builds(_frame, replies.map(m.encode), st.integers(0, 2**32 - 1)),
    replies.map(lambda reply: _frame(m.encode(reply))[:-1]),
    replies.map(lambda reply: _frame(m.encode(reply)) * 3),
    st.recursive(
        st.none() | st.booleans() | numbers | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(lambda value: _frame(msgspec.msgpack.encode(value))),
)


class TestAnyBytes:
    """Whatever a student's process writes to the channel, the judge goes on."""

    @many
    @given(wire)
    def test_any_bytes_are_an_answer_or_an_end(self, sent):
        """A value, an exception that the answer describes, or ProcessEnded; never a hang."""
        started = time.monotonic()

        try:
            student, outcome = _ask(sent)
        except Exception as error:
            assert type(error).__module__ in ("builtins", "autograder.remote.student_process")  # noqa: PT017
        else:
            assert isinstance(outcome, ProcessEnded) == bool(student.ended)
            assert student.tampered <= bool(student.ended)
        assert time.monotonic() - started < 5

    @pytest.mark.parametrize(
        "ask",
        [lambda student: student.run("1"), lambda student: student.start({}, seed=0, size=0)],
    )
    @pytest.mark.parametrize(
        "reply", [m.Missing(), m.Answer(1, []), m.Failure("E", "ValueError", ""), m.Ready(), m.Ran([], 1)]
    )
    def test_answer_to_another_question_is_tampering(self, ask, reply):
        """A cell is answered by its outputs alone, a start by being ready."""
        student, outcome = _ask(_frame(m.encode(reply)), ask=ask)

        if not isinstance(outcome, ProcessEnded):
            assert isinstance(reply, m.Ran) == isinstance(outcome, m.Ran)
        else:
            assert student.tampered

    @pytest.mark.parametrize(
        "sent",
        [
            _frame(b"\xc1"),
            _frame(b""),
            _frame(m.encode(m.Missing()), number=2),
            _frame(m.encode(m.Missing()), number=0),
            _frame(b"x", length=MAX_FRAME + 1),
            _frame(b"x", length=2**32 - 1),
            _frame(m.encode(["missing", 1])),
            _frame(m.encode(["unknown"])),
            _frame(m.encode({"a": 1})),
            _frame(b"\x91" * 5_000),
            _frame(m.encode(m.Answer(m.Range(0, 1, 0), []))),
        ],
        ids=range(11),
    )
    def test_forged_frames_are_tampering(self, sent):
        """No schema, another number, an enormous length, too deep: the process is ended."""
        student, outcome = _ask(sent)

        assert isinstance(outcome, ProcessEnded)
        assert student.tampered

    @pytest.mark.parametrize("sent", [b"", b"\0", _frame(b"\x91\xa7missing")[:-1], _frame(b"", length=10)])
    def test_broken_off_answer_is_a_plain_end(self, sent):
        """A crash in the middle of an answer is no forgery."""
        student, outcome = _ask(sent)

        assert isinstance(outcome, ProcessEnded)
        assert not student.tampered
        assert "ended its process" in student.ended

    def test_silence_is_too_slow(self):
        """A frame that never comes, or never ends, takes the time of a call and no more."""
        for begun in (b"", b"\0\0", _frame(b"abc", length=1000)):
            ours, theirs = socket.socketpair()
            student = StudentProcess(_Channel(ours), _line(), Limits(call=0.2))
            theirs.sendall(begun)
            started = time.monotonic()

            with pytest.raises(ProcessEnded, match=r"took longer than 0\.2 s"):
                student.look("x")

            assert time.monotonic() - started < 3
            assert not student.tampered
            theirs.close()

    def test_drop_by_drop_is_too_slow(self):
        """The time is for the whole answer, not for each byte of it."""
        ours, theirs = socket.socketpair()
        student = StudentProcess(_Channel(ours), _line(), Limits(call=0.5))
        stop = threading.Event()

        def drip():
            with contextlib.suppress(OSError):
                theirs.sendall(struct.pack("<II", 10_000, 1))
                while not stop.wait(0.02):
                    theirs.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        started = time.monotonic()
        with pytest.raises(ProcessEnded):
            student.look("x")

        assert time.monotonic() - started < 3
        stop.set()
        thread.join()
        theirs.close()

    def test_no_time_left_is_the_notebooks_limit_and_no_tampering(self):
        """An honest notebook that is slow in all is told so."""
        ours, theirs = socket.socketpair()
        student = StudentProcess(_Channel(ours), _line(), Limits(notebook=7))
        student.spent = 8.0

        with pytest.raises(ProcessEnded, match="took longer than 7 s in all"):
            student.look("x")

        assert not student.tampered
        theirs.close()

    def test_who_does_not_listen_is_too_slow(self):
        """A process that is stopped doesn't stop the judge from sending."""
        ours, theirs = socket.socketpair()
        student = StudentProcess(_Channel(ours), _line(), Limits(cell=0.3))

        with pytest.raises(ProcessEnded, match="took longer"):
            student.run("x = 1" * 10**6)

        theirs.close()

    def test_our_own_size_is_not_the_students_fault(self):
        """Too much to send is an error of the judge's side."""
        ours, theirs = socket.socketpair()
        student = StudentProcess(_Channel(ours), _line(), Limits())

        with pytest.raises(Unsendable):
            student.start({"data": b"x" * (MAX_FRAME + 1)}, seed=0, size=0)

        assert not student.tampered
        theirs.close()

    def test_ended_process_answers_nothing_more(self):
        """Each further question ends at once."""
        student, _ = _ask(b"")

        for ask in (lambda: student.run("1"), lambda: student.look("x")):
            with pytest.raises(ProcessEnded):
                ask()


_IN_LITTLE_MEMORY = """
import resource, socket, struct, sys, threading, time
from autograder.remote.channel import Channel
from autograder.limits import Limits
from autograder.remote.student_process import ProcessEnded, StudentProcess
kind = sys.argv[1]
body = {
    "outputs": b"\\x93\\xa3ran\\xdd" + struct.pack(">I", 10_000_000) + b"\\x91\\xa0" * 10_000_000 + b"\\x00",
    "maps": b"\\x93\\xa3ran\\xdd" + struct.pack(">I", 5_000_000)
    + b"\\x94\\xa0\\xa0\\xa0\\x80" * 5_000_000 + b"\\x00",
    "items": b"\\x93\\xa6answer\\x93\\xa3seq\\xa4list\\xdd" + struct.pack(">I", 60_000_000)
    + b"\\xc0" * 60_000_000 + b"\\x90",
    "lists": b"\\x93\\xa6answer\\x93\\xa3seq\\xa4list\\xdd" + struct.pack(">I", 5_000_000)
    + b"\\x93\\xa3seq\\xa4list\\x90" * 5_000_000 + b"\\x90",
    "text": b"\\x93\\xa6answer\\xdb" + struct.pack(">I", 60_000_000) + b"x" * 60_000_000 + b"\\x90",
}[kind]
limit = 1 << 30
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
ours, theirs = socket.socketpair()
line, _warm_process = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
student = StudentProcess(Channel(ours), line, Limits())
def answer():
    theirs.recv(1000)
    theirs.sendall(struct.pack("<II", len(body), 1) + body)
threading.Thread(target=answer, daemon=True).start()
try:
    value = student.look("x") if kind != "outputs" and kind != "maps" else student.run("1")
    print("value", len(value) if hasattr(value, "__len__") else "")
except ProcessEnded as error:
    print("ended", student.tampered)
"""


@pytest.mark.parametrize("kind", ["outputs", "maps", "items", "lists", "text"])
def test_largest_frames_fit_into_a_bounded_memory(kind):
    """The frame with the most objects a byte ends the student's process, not the judge."""
    ended = subprocess.run(
        [sys.executable, "-c", _IN_LITTLE_MEMORY, kind], capture_output=True, text=True, timeout=60
    )

    assert ended.stdout.strip() in ("ended True", "value 60000000"), ended.stderr


def test_nothing_is_pickled(root):
    """No module on the way between student and judge knows pickle, marshal or eval of a message."""
    rooms = ("remote", "student", "warm")
    sources = [path for room in rooms for path in (root / "autograder" / room).glob("*.py")]
    forbidden = re.compile(
        r"^\s*(import|from)\s+(pickle|marshal|shelve|dill|cloudpickle|joblib|multiprocessing)\b", re.M
    )

    assert len(sources) > 8
    for source in sources:
        text = source.read_text()
        assert not forbidden.search(text), source
        assert not re.search(r"\b(eval|exec)\(|allow_pickle|np\.(load|save)\(", text), source


def test_open_descriptors_stay_the_same():
    """An ended process leaves none behind."""
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(5):
        _ask(b"garbage" * 10)

    assert len(os.listdir("/proc/self/fd")) == before
