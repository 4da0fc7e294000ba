"""Fuzz what the judge reads from a student's process: any bytes are an answer, an error or an end.

Needs atheris, which the other tests don't:

    pip install atheris
    python tests/fuzz/fuzz_channel.py CORPUS_DIR -max_total_time=600

The first byte of an input says what is asked and whether the rest is what is sent, or the payload of
a well-formed frame. Half of the mutations take a message apart and put another one together. What libFuzzer
finds it writes to crash-…, timeout-… or oom-…; run the file with that as its argument to see it again.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any

import atheris
import msgspec

with atheris.instrument_imports(include=["autograder"]):
    from autograder.limits import Limits
    from autograder.remote import messages as m
    from autograder.remote import student as trusted
    from autograder.remote.channel import Channel
    from autograder.remote.drawing import Artist, Drawing, Legend
from autograder.remote.student_process import ProcessEnded, StudentProcess

SECONDS = 3.0
ASKED = (
    lambda student: student.look("x"),
    lambda student: student.operate("call", 1, ([1], {1: 2}, {3}), {"named": [4]}),
    lambda student: student.run("1"),
    lambda student: student.start({}, seed=0, size=0),
)
RAISING = (StudentProcess.look, StudentProcess._value, trusted._exception)  # what the answer says was raised

KINDS = ["list", "tuple", "set", "frozenset", "dict", ""]
DTYPES = [*"?bBhHiIlLqQefdFDgGOSUVmM", "<f8", ">c16", "|b1", "=i4", "f8,f8", "(3,)f8", "M8[s]", ""]
NUMBERS = [0, 1, -1, 2, 30, 255, 2**31, 2**53, 2**61 - 1, 2**61, 2**63 - 1, -(2**63), 2**64 - 1]
FLOATS = [0.0, -0.0, 1.5, float("nan"), float("inf"), 2.0**61, 1e308]
TEXTS = ["", "x", "a b", "__class__", "é", "\0", "ValueError", "ExceptionGroup", "StopIteration", "print"]
DRAWING = msgspec.msgpack.encode(
    Drawing("x", "y", "t", Legend(("a",)), (Artist("bars", (0.0, 1.0), (0.0, 2.0), 3, "a", "#000000"),))
)


def test_one_input(data: bytes) -> None:
    """Ask once; what comes of it is an answer, an error that it describes, or the end of the process."""
    if not data:
        return
    ask, sent = ASKED[data[0] & 3], data[1:]
    if data[0] & 4:
        sent = struct.pack("<II", len(sent), 1) + sent
    ours, theirs = socket.socketpair()
    line, warm_process = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs, line, warm_process:
        theirs.sendall(sent[:100_000])
        theirs.shutdown(socket.SHUT_WR)
        student = StudentProcess(Channel(ours), line, Limits())
        started = time.process_time()
        with contextlib.suppress(ProcessEnded):
            try:
                ask(student)
            except ProcessEnded:
                assert student.ended
                raise
            except Exception as error:
                if not _is_described(error):
                    raise
            else:
                assert not student.ended
        assert time.process_time() - started < SECONDS, "too slow"


def _is_described(error: Exception) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and any(trace.tb_frame.f_code is one.__code__ for one in RAISING)


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Change a message's bytes, or its parts."""
    rng = random.Random(seed)
    if rng.random() < 0.5:
        return atheris.Mutate(data, max_size)
    head = bytes([rng.randrange(4) | 4]) if rng.random() < 0.2 or not data else data[:1]
    try:
        message = msgspec.msgpack.decode(data[1:])
    except (msgspec.DecodeError, ValueError, RecursionError):
        message = reply(rng)
    for _ in range(rng.randint(1, 3)):
        message = changed(message, rng)
    try:
        made = head + msgspec.msgpack.encode(message)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return atheris.Mutate(data, max_size)
    return made if len(made) <= max_size else made[:max_size]


def changed(message: Any, rng: random.Random) -> Any:
    """A message with one part of it replaced, removed, doubled or wrapped."""
    if not isinstance(message, list) or not message or rng.random() < 0.2:
        return value(rng) if rng.random() < 0.8 else [message]
    parts = list(message)
    place = rng.randrange(len(parts))
    match rng.randrange(8):
        case 0:
            del parts[place]
        case 1:
            parts.insert(place, value(rng))
        case 2:
            often = [1, 2] if isinstance(parts[place], list) else [1, 2, 40, 300]
            parts[place:place] = [parts[place]] * rng.choice(often)
        case 3:
            parts[place] = rng.choice(parts)
        case _:
            parts[place] = changed(parts[place], rng)
    return parts


def reply(rng: random.Random) -> Any:
    """A message that fits the schema, or nearly does."""
    match rng.randrange(7):
        case 0:
            output = [rng.choice(["stream", "error", "display_data"]), *rng.choices(TEXTS, k=2), {"a": "b"}]
            return ["ran", [output] * rng.randrange(3), rng.choice(NUMBERS)]
        case 1:
            return ["failure", *rng.choices(TEXTS, k=3)]
        case 2:
            return [rng.choice(["missing", "ready"])]
    places = [0, 1, 2, -1, 9, "named", "x"]
    return ["answer", value(rng), [[rng.choice(places), value(rng)] for _ in range(rng.randrange(3))]]


def value(rng: random.Random, depth: int = 0) -> Any:
    """The message of a value, near what is allowed: sizes, kinds and keys are off now and then."""
    texts, numbers = rng.choices(TEXTS, k=2), rng.choices(NUMBERS, k=3)
    inner = [value(rng, depth + 1) for _ in range(rng.randrange(4) if depth < 4 else 0)]
    made: list[Any] = [
        rng.choice([None, True, False]),
        numbers[0],
        rng.choice(FLOATS),
        texts[0],
        ["bytes", texts[0].encode()],
        ["int", rng.choice(["", "-", "0x"]) + rng.choice(["f", "1", "_", "g"]) * rng.choice([1, 17, 17_001])],
        ["complex", *rng.choices(FLOATS, k=2)],
        ["range", *numbers],
        ["axes", DRAWING[: rng.choice([None, 5])] if rng.random() < 0.5 else msgspec.msgpack.encode(texts)],
        ["ref", numbers[0], rng.choice(["function ck", "class", "object =gl", "module", ""]), texts[0]],
        ["named", *texts],
        ["opaque", texts[0]],
        _array(rng),
        ["seq", rng.choice(KINDS), inner],
        ["seq", rng.choice(KINDS), inner],
        ["map", [[part, part] for part in inner]],
    ]
    return rng.choice(made)


def _array(rng: random.Random) -> list[Any]:
    shape = [rng.choice([0, 1, 2, 3, -1, 2**62]) for _ in range(rng.choice([0, 1, 1, 2, 3, 17]))]
    return [
        "array",
        rng.choice(DTYPES),
        shape,
        bytes(rng.choice([0, 1, 2, 4, 8, 16, 48])),
        rng.random() < 0.3,
    ]


def _crossed(data: bytes, other: bytes, max_size: int, seed: int) -> bytes:
    return (data[: seed % (len(data) + 1)] + other[seed % (len(other) + 1) :])[:max_size]


def _seeds(folder: Path) -> None:
    """Begin with some well-formed messages where there is no corpus yet."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(177)
    if not any(folder.iterdir()):
        for number in range(200):
            made = bytes([number & 3 | 4]) + msgspec.msgpack.encode(reply(rng))
            (folder / f"seed-{number}").write_bytes(made)


if __name__ == "__main__":
    sys.argv[1:1] = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"]
    for argument in sys.argv[1:]:
        if not argument.startswith("-") and not Path(argument).is_file():
            _seeds(Path(argument))
    m.encode(m.Ready())  # the first use makes the encoder
    atheris.Setup(sys.argv, test_one_input, custom_mutator=mutate, custom_crossover=_crossed)
    atheris.Fuzz()
