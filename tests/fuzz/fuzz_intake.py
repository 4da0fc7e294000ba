"""Fuzz what is done with a submission before it is graded: any bytes give a notebook or a reason why not.

Needs atheris, which the other tests don't:

    pip install atheris
    python tests/fuzz/fuzz_intake.py CORPUS_DIR -max_total_time=600

An input that begins like a zip archive is opened as one, and the notebooks in it are taken in; any other
is taken in as a notebook of ch177, the one whose cells it names. Half of the mutations change JSON or the
entries of the archive instead of bytes. What libFuzzer finds it writes to crash-…, timeout-… or oom-…; run
the file with that as its argument to see it again.
"""

from __future__ import annotations

import copy
import io
import json
import os
import random
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path
from typing import Any

import atheris
import nbformat

with atheris.instrument_imports(include=["autograder", "zipfile"]):
    from autograder.course import Assignment, Notebook, read_notebook
    from autograder.errors import UnusableInput
    from autograder.intake import Unreadable, open_submission, take_in

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 4.0
INSTRUCTORS: dict[str, Notebook] = {
    path.stem: read_notebook(path) for path in sorted((ROOT / "source" / "ch177").glob("*.ipynb"))
}
ASSIGNMENT = Assignment("ch177", INSTRUCTORS)
ARCHIVE = Path(tempfile.mkdtemp()) / "homework.zip"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FORBIDDEN = ("os.", "shutil.", "subprocess.", "socket.", "tempfile.")
HARMLESS = {"os.listdir", "os.scandir", "os.walk", "os.fwalk"}

JUNK: list[Any] = [None, True, 0, -1, 10**30, 1.5, float("nan"), "", "x", "\ud800", [], [None], {}, {"a": []}]
KEYS = "cells worksheets cell_type source input metadata nbgrader grade_id tags id attachments".split()
SOURCES = [
    "def count_parameters(layer_sizes):\n    return 1",
    "tanh = 3",
    "%%time\nx = 1",
    "!ls\n%matplotlib inline\nx?",
    "(" * 300,
    "x = 'a\nb",
    "# YOUR CODE HERE\nraise NotImplementedError()",
    "\f\v\x1c\u2028a = 1\r\rb = 2",
    "if 1:\n\tx=1\n        y=2",
    "\0",
    "lambda: (yield)",
    "def " * 50,
    "f'{f\"{1}\"}'",
    "\\",
    "async def f():\n  return [x async for x in y]",
]
PATHS = [
    "../x.ipynb",
    "/1_parameter_count.ipynb",
    "C:\\1_parameter_count.ipynb",
    "ch177/1_parameter_count.ipynb",
    "1_parameter_count (1).ipynb",
    "1_Parameter_Count.IPYNB",
    "a/./b//5_linear_collapse.ipynb",
    "__MACOSX/1_parameter_count.ipynb",
    "x" * 300 + ".ipynb",
    "\udcff\n\u202e.py",
    "2_transpose_identity.ipynb/",
    "layers.py",
]
_watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise where the code under test would write a file, start a program or reach the network."""
    if not _watching:
        return
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
    if writes or (event.startswith(FORBIDDEN) and event not in HARMLESS):
        raise AssertionError(f"{event} {arguments!r:.200}")


def test_one_input(data: bytes) -> None:
    """Take it in, in bounded time and without a trace on the disk."""
    global _watching
    if data[:2] == b"PK":
        ARCHIVE.write_bytes(data)
    started = time.process_time()
    _watching = True
    try:
        if data[:2] == b"PK":
            _open(ARCHIVE)
        else:
            _take(data, INSTRUCTORS[_meant(data)])
    finally:
        _watching = False
    assert time.process_time() - started < SECONDS, "too slow"


def _open(path: Path) -> None:
    try:
        files = open_submission(path, ASSIGNMENT)
    except UnusableInput as refused:
        _is_a_line(str(refused))
        return
    for name, found in files.notebooks.items():
        if isinstance(found, bytes):
            _take(found, INSTRUCTORS[name])
        else:
            _is_a_line(found.reason)
    for name in files.others:
        name.encode()
        assert not name.startswith("/")
        assert not {"..", "", "."} & set(name.split("/"))
    assert all(shown.isprintable() for shown in files.left_out)


def _take(data: bytes, instructor: Notebook) -> None:
    try:
        taken = take_in(data, instructor)
    except Unreadable as refused:
        _is_a_line(refused.reason)
        return
    nbformat.validate(taken.notebook)
    asked = [cell.grade_id for cell in instructor.cells if cell.is_marked]
    marks = [cell.metadata.nbgrader.grade_id for cell in taken.notebook.cells if cell.metadata]
    assert marks == asked
    nbformat.writes(taken.notebook).encode()
    assert all(repair.sentence.endswith(".") for repair in taken.repairs)


def _is_a_line(reason: str) -> None:
    assert reason.endswith(".")
    assert reason.isprintable()


def _meant(data: bytes) -> str:
    """The notebook most of whose graded cells the data names."""
    named = {
        name: sum(data.count(cell.grade_id.encode()) > 0 for cell in notebook.cells if cell.is_marked)
        for name, notebook in INSTRUCTORS.items()
    }
    return max(named, key=lambda name: named[name])


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Change bytes, or JSON, or the entries of an archive."""
    rng = random.Random(seed)
    if rng.random() < 0.5:
        return atheris.Mutate(data, max_size)
    try:
        made = _other_archive(data, rng) if data[:2] == b"PK" else _other_notebook(data, rng)
    except Exception:  # what is too damaged to be changed in a meaningful way
        return atheris.Mutate(data, max_size)
    return made if len(made) <= max_size else atheris.Mutate(data, max_size)


def _other_notebook(data: bytes, rng: random.Random) -> bytes:
    document = json.loads(data)
    for _ in range(rng.randint(1, 4)):
        _change(document, rng)
    text = json.dumps(document, ensure_ascii=rng.random() < 0.8, indent=rng.choice([None, 1]))
    encoding = "utf-8" if rng.random() < 0.9 else rng.choice(["utf-16", "utf-8-sig", "utf-32", "latin-1"])
    return text.encode(encoding, "surrogatepass")


def _change(document: Any, rng: random.Random) -> None:
    places = [
        (holder, key)
        for holder in _holders(document)
        for key in (list(holder) if isinstance(holder, dict) else range(len(holder)))
    ]
    holder, key = rng.choice(places)
    match rng.randrange(7):
        case 0:
            holder[key] = copy.deepcopy(rng.choice(JUNK))
        case 1:
            del holder[key]
        case 2:
            other, place = rng.choice(places)
            holder[key] = copy.deepcopy(other[place])
        case 3 if isinstance(holder, list):
            holder.insert(rng.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
        case 4 if isinstance(holder, list):
            rng.shuffle(holder)
        case 5 if isinstance(holder, dict):
            holder[rng.choice(KEYS)] = copy.deepcopy(holder[key])
        case _:
            sources = [(holder, key) for holder, key in places if key in ("source", "input")]
            cell, key = rng.choice(sources or places)
            cell[key] = _other_source(cell[key], rng)


def _other_source(source: Any, rng: random.Random) -> str:
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(SOURCES))
    del lines[rng.randrange(len(lines)) : rng.choice([0, len(lines)])]
    return "\n".join(lines)


def _holders(document: Any) -> list[Any]:
    found, waiting = [], [document]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list) and holder:
            found.append(holder)
            waiting += holder.values() if isinstance(holder, dict) else holder
    return found


def _other_archive(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    info, content = copy.copy(rng.choice(entries)[0]), rng.choice(entries)[1]
    match rng.randrange(6):
        case 0:
            info.filename = rng.choice(PATHS)
        case 1:
            info.external_attr = rng.getrandbits(32)
        case 2:
            info.compress_type = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
        case 3:
            info.filename = "/".join(rng.choices(PATHS, k=2))
        case 4:
            content = _other_notebook(content, rng)
        case 5:
            entries.remove(rng.choice(entries))
    entries.insert(rng.randrange(len(entries) + 1), (info, content))
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # about duplicate names
        for info, content in entries:
            archive.writestr(info, content)
    return made.getvalue()


def _seeds(folder: Path) -> None:
    """Begin with the course's notebooks where there is no corpus yet: as they are, old, and in archives."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return
    for kind in ("release", "solutions/worked"):
        paths = sorted((ROOT / kind / "ch177").glob("*.ipynb"))
        for path in paths:
            seed = folder / f"{kind.partition('/')[0]}-{path.stem}"
            seed.write_bytes(path.read_bytes())
            old = nbformat.convert(nbformat.read(path, as_version=4), 3)
            seed.with_name(f"{seed.name}-old").write_text(json.dumps(old))
        for prefix in ("", "ch177/"):
            with zipfile.ZipFile(folder / f"{kind[:7]}-{len(prefix)}.zip", "w") as archive:
                for path in [*paths[:2], paths[0].with_name("layers.py")]:
                    archive.write(path, prefix + path.name, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    sys.argv[1:1] = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=100000"]
    for argument in sys.argv[1:]:
        if not argument.startswith("-") and not Path(argument).is_file():
            _seeds(Path(argument))
    sys.addaudithook(_watch)
    atheris.Setup(sys.argv, test_one_input, custom_mutator=mutate)
    atheris.Fuzz()
