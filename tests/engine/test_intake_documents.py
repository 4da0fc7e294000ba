"""Any bytes at all: taken in, or refused with a reason."""

from __future__ import annotations

import copy
import json
import random
import time

import nbformat
import pytest

from autograder.course import read_notebook
from autograder.intake import MAX_BYTES, Unreadable, take_in

ADD = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
TEST = "assert add(1, 2) == 3\n### BEGIN HIDDEN TESTS\nassert add(5, 5) == 10\n### END HIDDEN TESTS"
ANSWER = "def add(a, b):\n    return a + b"
IMAGE = {"plot.png": {"image/png": "iVBORw0KGgo="}}


def graded(source, grade_id, kind="code", **flags):
    """A cell of the made-up course."""
    base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    metadata = {"nbgrader": {"grade_id": grade_id, **base, **flags}}
    new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return new(source, id=grade_id, metadata=metadata)


@pytest.fixture(scope="module")
def instructor(tmp_path_factory):
    """One solution, one test and one written answer."""
    path = tmp_path_factory.mktemp("course") / "1_sums.ipynb"
    cells = [
        graded("import numpy as np", "setup", locked=True),
        graded(ADD, "add", solution=True),
        graded(TEST, "test_add", grade=True, locked=True, points=2),
        graded("...", "why", "markdown", grade=True, solution=True, points=1),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return read_notebook(path)


@pytest.fixture
def document():
    """What a student hands in, as JSON."""
    cells = [
        graded("import numpy as np", "setup", locked=True),
        graded(ANSWER, "add", solution=True),
        graded("assert add(1, 2) == 3", "test_add", grade=True, locked=True, points=2),
        graded("Because.", "why", "markdown", grade=True, solution=True, points=1),
        nbformat.v4.new_code_cell("print(1)", id="own"),
    ]
    return json.loads(json.dumps(nbformat.v4.new_notebook(cells=cells)))


@pytest.fixture
def take(instructor):
    """Take in a document or bytes; what comes out is valid and has the answers."""

    def take(document):
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        taken = take_in(data, instructor)
        nbformat.validate(taken.notebook)
        return taken

    return take


@pytest.fixture
def reason(instructor):
    """Why a document is refused."""

    def reason(document):
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        with pytest.raises(Unreadable) as refused:
            take_in(data, instructor)
        assert refused.value.reason.startswith("1_sums.ipynb ")
        assert str(refused.value) == refused.value.reason
        return refused.value.reason

    return reason


def texts(taken):
    """The sources of a result."""
    return [cell.source for cell in taken.notebook.cells]


WHOLE = ["import numpy as np", ANSWER, TEST, "Because.", "print(1)"]


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, 9, None, "5"])
def test_minor_versions_make_no_difference(take, document, minor):
    """Format 4.0 to 4.5 and beyond come in without a word."""
    document["nbformat_minor"] = minor
    for cell in document["cells"]:
        if minor in (0, 1, 2, 3, 4):
            del cell["id"]

    taken = take(document)

    assert texts(taken) == WHOLE
    assert taken.repairs == ()


def test_format_3_is_converted(take, document):
    """A notebook of format 3 is worth as much, with its headings as Markdown."""
    downgraded = json.loads(json.dumps(nbformat.convert(nbformat.from_dict(document), 3)))
    sheet = downgraded["worksheets"][0]["cells"]
    sheet[0]["outputs"] = [{"output_type": "nonsense"}]
    sheet[1]["input"] = ANSWER.split("\n")
    sheet.append({"cell_type": "heading", "level": 10**9, "source": ["My", "heading"]})

    taken = take(downgraded)

    assert texts(taken) == [*WHOLE, "# My heading"]
    assert taken.repairs == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_of_editors_are_read(take, document, encoding):
    """Windows editors write byte order marks and UTF-16."""
    document["cells"][3]["source"] = "Because σ."

    taken = take(json.dumps(document, ensure_ascii=False).encode(encoding))

    assert texts(taken)[3] == "Because σ."
    assert taken.repairs == ()


def test_line_endings_of_windows_are_read(take, document):
    """CRLF, in the file and inside the cells, is a line ending like any other."""
    for cell in document["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n").splitlines(keepends=True)

    taken = take(json.dumps(document, indent=1).replace("\n", "\r\n").encode())

    assert texts(taken) == WHOLE
    assert taken.repairs == ()


def test_padding_after_the_end_is_ignored(take, document):
    """Some disks pad a file with zero bytes."""
    assert texts(take(json.dumps(document).encode() + b"\n\0\0\0\0")) == WHOLE


@pytest.mark.parametrize("ids", [["same"] * 5, ["a b", "é", "", "x" * 65, "cell-0"], [None, 3, [], {}, True]])
def test_cell_ids_become_valid_and_unique(take, document, ids):
    """Bad ids are replaced by the same ones each time."""
    for cell, bad in zip(document["cells"], ids, strict=True):
        cell["id"] = bad

    first, second = take(document), take(document)

    assert first.notebook == second.notebook
    assert len({cell.id for cell in first.notebook.cells}) == 5
    assert first.repairs == ()


BROKEN = [None, 3, "text", [None], [{"output_type": "stream"}], [{"output_type": []}], {"a": 1}, [10**4000]]


@pytest.mark.parametrize("outputs", BROKEN, ids=range(len(BROKEN)))
def test_broken_outputs_are_dropped(take, document, outputs):
    """Outputs don't count, so they can't hurt."""
    for cell in document["cells"]:
        cell["outputs"] = outputs
        cell["execution_count"] = "seven"

    assert texts(take(document)) == WHOLE


def test_numbers_of_any_length_are_no_obstacle(take, document):
    """A number too long for Python, NaN and infinity may be in an output."""
    numbers = "7" * 50_000 + ", NaN, -Infinity, 1e999"
    data = json.dumps(document).replace('"outputs": []', f'"outputs": [{numbers}]').encode()

    assert texts(take(data)) == WHOLE


def test_unknown_keys_are_dropped(take, document):
    """Neither cells nor the notebook keep what nbformat doesn't know."""
    document |= {"extra": 1, "metadata": {"kernelspec": {"name": "julia"}, "language_info": 3, "widgets": {}}}
    for cell in document["cells"]:
        cell |= {"prompt_number": 1, "attachments": {}, "input": "x"}
        cell["metadata"] |= {"collapsed": "maybe", "name": "", "deletable": False}

    taken = take(document)

    assert texts(taken) == WHOLE
    assert taken.repairs == ()
    assert taken.notebook.metadata == {"kernelspec": taken.notebook.metadata.kernelspec}
    assert taken.notebook.metadata.kernelspec.name == "python3"
    assert taken.notebook.cells[-1].metadata == {}


def test_null_stands_for_empty(take, document):
    """Null where a list, an object or a text is meant."""
    document["metadata"] = None
    document["cells"][4] = dict.fromkeys(["source", "metadata", "outputs", "id"]) | {"cell_type": "code"}
    document["cells"][2]["metadata"]["tags"] = None
    document["cells"][3]["attachments"] = None

    taken = take(document)

    assert texts(taken) == [*WHOLE[:4], ""]
    assert taken.repairs == ()


def test_attachments_stay_where_they_are_well_formed(take, document):
    """An image in a written answer is part of it."""
    why = document["cells"][3]
    why["attachments"] = {**IMAGE, "bad": 3, "worse": {"image/png": 3}, "list": {"image/png": ["ab", "cd"]}}
    document["cells"][1]["attachments"] = IMAGE

    taken = take(document)

    kept = {**IMAGE, "list": {"image/png": "abcd"}}
    assert [cell.get("attachments") for cell in taken.notebook.cells] == [None, None, None, kept, None]


@pytest.mark.parametrize("kind", [None, "heading", "sql", 3, [], {}])
def test_cells_of_unknown_types_stay_as_text(take, document, kind):
    """What can't be run isn't."""
    document["cells"][4] |= {"cell_type": kind, "outputs": []}

    taken = take(document)

    assert texts(taken) == WHOLE
    assert taken.notebook.cells[4].cell_type == ("code" if kind is None else "raw")


def test_lone_surrogates_can_be_written_again(take, document):
    """JSON can hold what UTF-8 can't."""
    document["cells"][3]["source"] = "smile \ud83d, \ud83d\ude00"

    assert texts(take(document))[3].encode() == "smile \ufffd, 😀".encode()


REASONS = {
    "empty": (b"", "is empty"),
    "blank": (b"\xef\xbb\xbf \n\0\0", "is empty"),
    "html": (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "HTML page"),
    "pdf": (b"%PDF-1.7\n\xff\xfe", "is a PDF"),
    "zip": (b"PK\x03\x04\x00\x00", "zip archive"),
    "image": (b"\x89PNG\r\n\x1a\n\x00\x00", "is an image"),
    "script": (b"import numpy as np\n\ndef add(a, b):\n    return a + b\n", "Python script"),
    "assignment": (b"x = 1\n", "Python script"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n", "Git LFS"),
    "conflict": (b'{\n "cells": [\n<<<<<<< HEAD\n  {},\n=======\n>>>>>>> theirs\n ]}', "merge conflict"),
    "conflict-first": (b"<<<<<<< HEAD\n{\n=======\n{\n>>>>>>> x\n", "merge conflict"),
    "words": (b"Dear grader, my dog", "is not JSON"),
    "broken": (b'{"cells": [}, {"a": 1}], "nbformat": 4, "metadata": {}}', "line 1, column 12"),
    "latin-1": (b'{"cells": "caf\xe9 au lait"}', "aren't text"),
    "binary": (bytes(range(128, 256)), "not text"),
    "deep": (b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested"),
    "open-deep": (b"[" * 1_000_000, "nested"),
    "deep-objects": (b'{"a":' * 200_000, "nested"),
    "swarm": (b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}", "millions"),
    "number": (b"42", "no notebook"),
    "list": (b'[{"cells": []}]', "no notebook"),
    "object": (b'{"nbformat": 4}', "no notebook"),
    "cells-object": (b'{"nbformat": 4, "cells": {}}', "aren't notebook cells"),
    "cells-numbers": (b'{"nbformat": 4, "cells": [1]}', "aren't notebook cells"),
    "cells-null": (b'{"nbformat": 4, "cells": [null]}', "aren't notebook cells"),
    "sheets": (b'{"nbformat": 3, "worksheets": [3]}', "aren't notebook cells"),
    "old": (b'{"nbformat": 2, "cells": []}', "format 2"),
    "new": (b'{"nbformat": 5, "cells": []}', "format 5"),
    "yes": (b'{"nbformat": true, "cells": []}', "format True"),
    "odd": (b'{"nbformat": {"a": 1}, "cells": []}', "format unknown"),
    "no-cells": (b'{"nbformat": 4, "metadata": {}, "cells": []}', "saved empty"),
    "many-cells": (b'{"nbformat": 4, "cells": [' + b"{}," * 60_000 + b"{}]}", "60001 cells"),
}


@pytest.mark.parametrize(("data", "said"), REASONS.values(), ids=list(REASONS))
def test_what_is_no_notebook_is_refused_with_what_it_is(reason, data, said):
    """The reason says what was seen."""
    assert said in reason(data)


def test_a_file_that_is_too_large_is_refused(reason):
    """Beyond 50 MB nothing is looked at."""
    assert "50 MB" in reason(b" " * (MAX_BYTES + 1))


def test_a_file_cut_off_anywhere_is_called_so(reason, document):
    """Wherever an upload broke off, the student is told to download the file again."""
    document["cells"][3]["source"] = 'Because "σ" \\ \ud83d\ude00'
    document["cells"][4] |= {"outputs": [{"a": True, "b": -1.5e-3, "c": False}]}
    data = json.dumps(document).encode()

    for end in range(1, len(data)):
        assert "is cut off: the JSON ends in the middle." in reason(data[:end])


def test_a_cut_in_a_character_is_a_cut(reason, document):
    """UTF-8 may break off inside of one character."""
    document["cells"][3]["source"] = "σ"
    data = json.dumps(document, ensure_ascii=False).encode()

    assert "cut off" in reason(data[: data.index("σ".encode()) + 1])


def test_another_notebook_of_the_course_is_refused(reason, document):
    """A notebook that shares no more than its setup cell is another one."""
    document["cells"] = [document["cells"][0], {"cell_type": "code", "source": "other = 1"}]

    assert "Expected add, test_add and why" in reason(document)


def test_a_notebook_without_graded_cells_takes_anything(instructor, document):
    """A lesson has nothing to match."""
    lesson = type(instructor)("0_lesson", ())

    taken = take_in(json.dumps(document).encode(), lesson)

    assert [cell.source for cell in taken.notebook.cells] == [cell["source"] for cell in document["cells"]]
    assert all(cell.metadata == {} for cell in taken.notebook.cells)


JUNK = [None, True, 0, -1, 10**30, 1.5, "", "x", "\ud800", [], [None], {}, {"a": []}, [[]], "code", 4, "add"]


def mutate(value, rng):
    """A JSON value with one thing in it changed, removed, repeated or put elsewhere."""
    value = copy.deepcopy(value)
    places = []
    waiting = [value]
    while waiting:
        container = waiting.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            places.append((container, key))
            if isinstance(container[key], dict | list):
                waiting.append(container[key])
    if not places:
        return value
    container, key = rng.choice(places)
    kind = rng.random()
    if kind < 0.45:
        container[key] = copy.deepcopy(rng.choice(JUNK))
    elif kind < 0.6:
        del container[key]
    elif kind < 0.8:
        source, other = rng.choice(places)
        container[key] = copy.deepcopy(source[other]) if source is not container else None
    elif isinstance(container, list):
        container.insert(rng.randrange(len(container) + 1), copy.deepcopy(container[key]))
    else:
        container[rng.choice(["id", "source", "metadata", "nbgrader", "cells", "cell_type", "tags"])] = (
            container[key]
        )
    return value


def scramble(data, rng):
    """Bytes with a few of them changed, cut or doubled."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        kind = rng.random()
        if kind < 0.4:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif kind < 0.6:
            del data[at : at + rng.randint(1, 40)]
        elif kind < 0.8:
            data[at:at] = data[at : at + rng.randint(1, 200)]
        else:
            data[at:at] = rng.choice([b'"', b"\\", b"{", b"]", b"\0", b"\xff", b",", b"\\ud800", b"1e999"])
    return bytes(data)


def try_it(data, instructor):
    """Take in any bytes; whether that gave a notebook, which then keeps all promises."""
    try:
        taken = take_in(data, instructor)
    except Unreadable as refused:
        return not refused.reason
    nbformat.validate(taken.notebook)
    assert [cell.metadata.nbgrader.grade_id for cell in taken.notebook.cells if cell.metadata] == [
        cell.grade_id for cell in instructor.cells
    ]
    nbformat.writes(taken.notebook).encode()
    assert all(repair.sentence.endswith(".") for repair in taken.repairs)
    return True


def test_thousands_of_mistreated_notebooks_raise_nothing_else(instructor, document):
    """Each is taken in, valid and with all cells, or refused with a reason."""
    rng = random.Random(177)
    old = json.loads(json.dumps(nbformat.convert(nbformat.from_dict(document), 3)))
    old["worksheets"][0]["cells"][1]["outputs"] = [{"output_type": "pyout", "text": ["1"]}]
    outcomes = []

    for number in range(4000):
        value = document if number % 3 else old
        for _ in range(rng.randint(1, 6)):
            value = mutate(value, rng)
        outcomes.append(try_it(json.dumps(value).encode(), instructor))
    data = json.dumps(document).encode()
    for _ in range(3000):
        outcomes.append(try_it(scramble(data, rng), instructor))

    assert 2000 < sum(outcomes) < 6900


def test_random_bytes_raise_nothing_else(instructor):
    """Noise is refused."""
    rng = random.Random(177)

    for number in range(2000):
        assert not try_it(rng.randbytes(number % 300), instructor)


def seconds(instructor, document):
    """How long the processor works to take in a document, whatever else the machine does."""
    data = json.dumps(document).encode()
    start = time.process_time()
    take_in(data, instructor)
    return time.process_time() - start


def test_forty_megabytes_of_outputs_take_seconds(instructor, document):
    """The size of outputs costs no more than reading them."""
    line = {"output_type": "stream", "name": "stdout", "text": ["x = 1.2345\n"] * 1000}
    document["cells"][4]["outputs"] = [line] * 2500

    assert seconds(instructor, document) < 5


def cells_of(kind):
    """20,000 cells of one kind: what is slow when it's done for each cell and each other cell."""
    sources = {
        "plain": lambda number: ("x = 1", None),
        "copies": lambda number: (f"{ANSWER}  # {number}", "add"),
        "foreign": lambda number: ("y = 2", "elsewhere"),
        "tests": lambda number: ("assert add(1, 2) == 3", "test_add"),
        "definitions": lambda number: (f"x{number} = (1, [2, {{3: 4}}]) * 5\n" * 20 + ANSWER, None),
        "strays": lambda number: (f"b{number} = 1\n" * 5, "add"),
    }
    made = []
    for number in range(20_000):
        source, grade_id = sources[kind](number)
        metadata = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
        made.append({"cell_type": "code", "source": source, "metadata": metadata, "id": "same"})
    return made


@pytest.mark.parametrize("kind", ["plain", "copies", "foreign", "tests", "definitions", "strays"])
def test_twenty_thousand_cells_take_seconds(instructor, document, kind):
    """The number of cells costs no more than their number."""
    if kind == "definitions":
        del document["cells"][:2]
    document["cells"] += cells_of(kind)

    assert seconds(instructor, document) < 6


def test_a_cell_of_forty_megabytes_takes_seconds(instructor, document):
    """The length of a cell costs no more than its length, wherever it stands."""
    for cell in document["cells"][:5]:
        cell["source"] = "a = 1\n" * 1_000_000
    document["cells"][3]["metadata"] = {}
    document["cells"][1]["source"] = "add = (\n" + "[" * 1_000_000

    assert seconds(instructor, document) < 6
