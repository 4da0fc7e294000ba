"""What may be said on the channel: the schema of every message, in both directions.

msgspec refuses whatever doesn't fit. Nothing here is ever pickled or evaluated.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from autograder.sandbox.confine import Bounds

_MAX_CHANGED = 1000  # arguments of one call


class Struct(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A message, or a part of one."""


class BigInt(Struct, tag="int"):
    """A whole number beyond 64 bits, in hexadecimal."""

    digits: str


class Bytes(Struct, tag="bytes"):
    """Bytes."""

    data: bytes


class Complex(Struct, tag="complex"):
    """A complex number."""

    real: float
    imag: float


class Sequence(Struct, tag="seq"):
    """A list, tuple, set or frozenset."""

    kind: str
    items: list[Value]


class Mapping(Struct, tag="map"):
    """A dictionary, as pairs."""

    pairs: list[tuple[Value, Value]]


class Array(Struct, tag="array"):
    """A NumPy array or scalar: dtype, shape and the bytes in C order."""

    dtype: str
    shape: list[int]
    data: bytes
    scalar: bool


class Range(Struct, tag="range"):
    """A range."""

    start: int
    stop: int
    step: int


class Axes(Struct, tag="axes"):
    """What a matplotlib Axes shows, described; see autograder.remote.drawing."""

    description: bytes


class Typed(Struct, tag="typed"):
    """A value of a library's, by its parts; see autograder.remote.kinds."""

    kind: str
    parts: list[Value]


class Reference(Struct, tag="ref"):
    """An object that stays in the student's process: a function, a class, an instance."""

    number: int
    kind: str
    name: str


class Named(Struct, tag="named"):
    """Something importable, by name: numpy.tanh, layers.relu."""

    module: str
    name: str


class Opaque(Struct, tag="opaque"):
    """A value that doesn't cross: too large, too deep."""

    why: str


Value = (
    None
    | bool
    | int
    | float
    | str
    | Bytes
    | BigInt
    | Complex
    | Sequence
    | Mapping
    | Array
    | Range
    | Axes
    | Typed
    | Reference
    | Named
    | Opaque
)


class Start(Struct, tag="start"):
    """First of all: the work folder's files, what may be used, the seconds for a cell and for a question."""

    files: dict[str, bytes]
    seed: int
    bounds: Bounds


class Run(Struct, tag="run"):
    """Run a cell; with pictures and whole tracebacks only where somebody reads what it puts out."""

    source: str
    read: bool


class Look(Struct, tag="look"):
    """Look a name up."""

    name: str


class Operate(Struct, tag="do"):
    """Do something to an object: see autograder.student.operations.OPERATIONS."""

    operation: str
    target: int
    args: list[Value]
    kwargs: dict[str, Value]


Request = Start | Run | Look | Operate


class Output(Struct):
    """An output of a cell, as nbformat has it; unused fields are empty."""

    output_type: str
    name: str = ""
    text: str = ""
    data: dict[str, str] = {}
    metadata: str = "{}"
    execution_count: int = 0
    ename: str = ""
    evalue: str = ""
    traceback: list[str] = []


class Ran(Struct, tag="ran"):
    """A cell has run."""

    outputs: list[Output]
    execution_count: int


class Answer(Struct, tag="answer"):
    """The result, and the arguments that are different now, by position or name."""

    value: Value
    changed: Annotated[list[tuple[int | str, Value]], msgspec.Meta(max_length=_MAX_CHANGED)]


class Missing(Struct, tag="missing"):
    """There is no such name."""


class Failure(Struct, tag="failure"):
    """It raised: the class's name, the first built-in class above it, the message, the student's line."""

    kind: str
    builtin: str
    message: str
    line: str = ""


class Slow(Struct, tag="slow"):
    """The time for this is over, and the process ends: the student's line that it was in."""

    line: str


class Ready(Struct, tag="ready"):
    """The process has started and is confined."""


Reply = Ran | Answer | Missing | Failure | Slow | Ready


def clean(text: str) -> str:
    """A text that UTF-8 can carry, exactly a str: lone surrogates are escaped."""
    return str.encode(text, "utf-8", "backslashreplace").decode()


encode = msgspec.msgpack.Encoder().encode
decode_request = msgspec.msgpack.Decoder(Request).decode
decode_reply = msgspec.msgpack.Decoder(Reply).decode
