"""Fuzz what becomes of a cell's outputs: whatever a student's process says they are, a notebook comes of it.

Needs atheris, which the other tests don't:

    pip install atheris
    python tests/fuzz/fuzz_outputs.py CORPUS_DIR -max_total_time=600

An input is what is sent when a cell has run, as MessagePack. Half of the mutations take the outputs apart and
put others together. What libFuzzer finds it writes to crash-…, timeout-… or oom-…; run the file with that as
its argument to see it again.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import atheris
import msgspec
import nbformat

with atheris.instrument_imports(include=["autograder"]):
    from autograder.grading.outputs import MIME, Kept
    from autograder.remote import messages as m
    from autograder.remote.output_bounds import NOTEBOOK_TIMES, of_cell

LIMIT = 1 << 14
SECONDS = 4.0
KINDS = ["stream", "error", "display_data", "execute_result", "update_display_data", ""]
NAMES = ["stdout", "stderr", "stdin", ""]
MIMES = [
    "text/plain",
    "text/html",
    "image/png",
    "application/json",
    "model/gltf+json",
    "application/x+json",
    "+json",
]
MIMES += ["", "json", MIME, MIME.upper(), f" {MIME}", "a" * 300, "application/vnd.jupyter.widget-view+json"]
TEXTS = ["", "x", "{}", "[]", "null", "NaN", "[-Infinity, 1e999]", '"\\ud800"', '{"\\udfff": 1}', "9" * 9000]
TEXTS += [
    "[" * 900 + "]" * 900,
    "[" * 9000,
    "[[],[]]" * 50,
    '{"a": {"b": []}}',
    "\0\x1b[31m\u202e",
    "é" * 5000,
    "3",
]


def test_one_input(data: bytes) -> None:
    """What fits the channel's schema becomes outputs that nbformat writes: standard JSON, within bounds."""
    try:
        ran = msgspec.msgpack.decode(data, type=list[m.Output])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    started = time.process_time()
    kept = Kept(LIMIT)
    cells = [
        nbformat.v4.new_code_cell("x", outputs=kept.of(of_cell(ran, LIMIT), number)) for number in range(3)
    ]
    text = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    document = json.loads(text.encode(), parse_constant=_no_number)
    forms = [
        mime for cell in document["cells"] for output in cell["outputs"] for mime in output.get("data", ())
    ]
    assert MIME not in {mime.strip().lower() for mime in forms}
    assert sum(len(cell["outputs"]) for cell in document["cells"]) <= NOTEBOOK_TIMES * LIMIT // 1024 + 6
    assert time.process_time() - started < SECONDS, "too slow"


def _no_number(text: str) -> NoReturn:
    raise AssertionError(f"{text} in a notebook")


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Change bytes, or outputs."""
    rng = random.Random(seed)
    if rng.random() < 0.4:
        return atheris.Mutate(data, max_size)
    try:
        made = msgspec.msgpack.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        made = []
    made = made if isinstance(made, list) else []
    for _ in range(rng.randint(1, 3)):
        if made and rng.random() < 0.5:
            place = rng.randrange(len(made))
            if isinstance(made[place], list) and made[place]:
                made[place][rng.randrange(len(made[place]))] = rng.choice([*output(rng)])
            else:
                made[place] = output(rng)
        else:
            made[rng.randrange(len(made) + 1) : 0] = [output(rng)] * rng.choice([1, 1, 2, 30])
    try:
        packed = msgspec.msgpack.encode(made)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return atheris.Mutate(data, max_size)
    return packed if len(packed) <= max_size else packed[:max_size]


def output(rng: random.Random) -> list[Any]:
    """An output that fits the schema."""
    forms = {rng.choice(MIMES): rng.choice(TEXTS) for _ in range(rng.randrange(4))}
    lines = rng.choices(TEXTS, k=rng.randrange(3))
    count = rng.choice([0, 1, -1, 2**63, -(2**63)])
    return [
        rng.choice(KINDS),
        rng.choice(NAMES),
        rng.choice(TEXTS),
        forms,
        *rng.choices(TEXTS, k=1),
        count,
        *rng.choices(TEXTS, k=2),
        lines,
    ]


def _seeds(folder: Path) -> None:
    """Begin with some outputs where there is no corpus yet."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(177)
    if not any(folder.iterdir()):
        for number in range(100):
            made = [output(rng) for _ in range(rng.randrange(5))]
            (folder / f"seed-{number}").write_bytes(msgspec.msgpack.encode(made))


if __name__ == "__main__":
    sys.argv[1:1] = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"]
    for argument in sys.argv[1:]:
        if not argument.startswith("-") and not Path(argument).is_file():
            _seeds(Path(argument))
    atheris.Setup(sys.argv, test_one_input, custom_mutator=mutate)
    atheris.Fuzz()
