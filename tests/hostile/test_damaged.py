"""Damaged and malicious submissions, as students hand them in and as instructors see them graded.

The parts that are in order keep their points, the others say what is wrong with them, and nothing of
the machine gets into a result or is written to.
"""

from __future__ import annotations

import contextlib
import copy
import gzip
import io
import json
import os
import socket
import stat
import struct
import subprocess
import sys
import tarfile
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from damaging import (
    ANSWERS,
    ASSIGNMENT,
    CANARY,
    HIDDEN,
    ONE,
    TWO,
    cell,
    data,
    notebook,
    whole,
    write_course,
    write_folder,
    zipped,
)

from autograder.cli import main
from autograder.course import Assignment, Notebook
from autograder.errors import UnusableInput
from autograder.intake import open_submission

ONE_FILE, TWO_FILE = f"{ONE}.ipynb", f"{TWO}.ipynb"
DEMO = Assignment("demo", {name: Notebook(name, ()) for name in (ONE, TWO)})
WHOLE = whole()
RIGHT_ONE, RIGHT_TWO = WHOLE[ONE_FILE], WHOLE[TWO_FILE]
WRONG_TWO = RIGHT_TWO.replace(b"sum(numbers)", b"0")
ALL, OF_ONE, OF_TWO = 6.0, 3.0, 3.0
SECONDS = {"check": 15.0, "grade": 60.0}  # many times what they take


@dataclass
class Ended:
    """How a command ended, and the JSON that it wrote; None where it wrote none."""

    code: object
    out: str
    err: str
    json: dict[str, Any] | None

    @property
    def score(self) -> float:
        """The points that it gave."""
        assert self.json is not None, self.err
        return self.json["score"]

    def of(self, name: str) -> dict[str, Any]:
        """The result of a notebook."""
        assert self.json is not None, self.err
        return next(one for one in self.json["notebooks"] if one["name"] == name)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, with a file beside it that is nobody's business."""
    root = write_course(tmp_path_factory.mktemp("damaged") / "course")
    (root.parent / "outside.ipynb").write_bytes(data(notebook(ONE)).replace(b"np.", CANARY.encode()))
    (root.parent / "outside.txt").write_text(CANARY)
    return root


def run(course: Path, *arguments: str | Path) -> Ended:
    """Run a command in the course: nothing that it says or writes is secret, or more than text."""
    out, err = io.StringIO(), io.StringIO()
    file = course.parent / "result.json"
    file.unlink(missing_ok=True)
    started = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([*map(str, arguments), "--course", str(course), "--json", str(file)])
    assert time.monotonic() - started < SECONDS[str(arguments[0])]
    written = file.read_bytes() if file.exists() else b""
    said = out.getvalue() + err.getvalue()
    for text in (said, written.decode()):
        for secret in (HIDDEN, CANARY, "root:x:0", "Traceback"):
            assert secret not in text
    assert not [char for char in said if not char.isprintable() and char != "\n"]
    return Ended(ended.value.code, out.getvalue(), err.getvalue(), json.loads(written) if written else None)


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Everything below a folder, with sizes and times; but caches, Python's and the grader's own."""
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
        and not {"__pycache__", ".autograder"} & set(path.parts)
        and path.name != "result.json"
    }


@pytest.fixture
def check(course: Path, tmp_path: Path) -> Callable[..., Ended]:
    """Check a submission, a path or the bytes of a file: nothing is written beside the result."""

    def check(given: Path | bytes, name: str = "homework.zip") -> Ended:
        path = given
        if isinstance(given, bytes):
            path = tmp_path / name
            path.write_bytes(given)
        before = tree(course.parent) | tree(tmp_path)
        ended = run(course, "check", path)
        assert tree(course.parent) | tree(tmp_path) == before
        return ended

    return check


def expect_one_line(ended: Ended, *words: str) -> None:
    """Exit code 2: one line on stderr with these words in it, and no result."""
    assert (ended.code, ended.out, ended.json) == (2, "", None)
    assert ended.err.startswith("autograder: ")
    assert len(ended.err.splitlines()) == 1
    for word in words:
        assert word in ended.err


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    """An entry of an archive with a name as it is, and the mode of a file on Unix."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def tarred(files: dict[str, bytes]) -> bytes:
    """A tar archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


class TestArchives:
    """An archive is opened in memory, and nothing in it leads anywhere else."""

    def test_archive_of_both_notebooks_gets_all_points(self, check):
        """What the others are compared with."""
        ended = check(zipped(WHOLE))

        assert (ended.code, ended.score, ended.err) == (0, ALL, "")

    def test_paths_that_lead_out_are_nobodys_notebook(self, check):
        """Neither is anything written there, nor do they count as handed in; the other one does."""
        ways = [
            "../",
            "../../source/demo/",
            "/",
            "a/../../",
            "..\\",
            "\\\\host\\share\\",
            "C:\\",
            "c:/",
            "./../",
        ]
        evil = [(entry(way + TWO_FILE), RIGHT_TWO) for way in ways]

        ended = check(zipped([*evil, (ONE_FILE, RIGHT_ONE)]))

        assert (ended.code, ended.score) == (0, OF_ONE)
        assert ended.of(TWO)["status"] == "missing"
        assert "not handed in" in ended.of(TWO)["message"]

    def test_modules_on_paths_that_lead_out_replace_nothing(self, check):
        """The course's own module is what the notebooks import."""
        evil = [(entry(f"{way}layers.py"), b"factor = 0") for way in ("../", "/", "demo/../", "", "./")]

        assert check(zipped([*WHOLE.items(), *evil])).score == ALL

    @pytest.mark.parametrize("target", [b"/etc/passwd", b"../outside.ipynb"])
    def test_link_is_not_followed(self, check, target):
        """The student reads what it is; the other notebook keeps its points."""
        ended = check(zipped([(entry(TWO_FILE, stat.S_IFLNK | 0o777), target), (ONE_FILE, RIGHT_ONE)]))

        assert (ended.code, ended.score) == (1, OF_ONE)
        assert ended.of(TWO)["status"] == "unreadable"
        assert "is a link, not a file. Hand in 2_total.ipynb as a plain file." in ended.of(TWO)["message"]
        assert "is a link" in ended.out

    def test_device_among_other_files_costs_nothing(self, check):
        """Nothing is made of it."""
        kinds = [stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFLNK]
        evil = [(entry(f"{number}.txt", kind | 0o666), b"/etc/passwd") for number, kind in enumerate(kinds)]
        document = notebook(ONE)
        document["cells"][1]["source"] = f"import glob\nassert not glob.glob('*.txt')\n{ANSWERS['scale']}"

        assert check(zipped([*evil, (ONE_FILE, data(document)), (TWO_FILE, RIGHT_TWO)])).score == ALL

    def test_locked_notebook_is_said_to_be_locked(self, check):
        """An archive with a password is the student's to unlock."""
        packed = bytearray(zipped({TWO_FILE: RIGHT_TWO, ONE_FILE: RIGHT_ONE}))
        packed[packed.index(b"PK\x01\x02") + 8] |= 1
        packed[6] |= 1

        ended = check(bytes(packed))

        assert (ended.code, ended.score) == (1, OF_ONE)
        assert "password" in ended.of(TWO)["message"]

    @pytest.mark.parametrize("part", [0.3, 0.999])
    def test_truncated_archive_is_unusable(self, check, part):
        """Its list of files is at its end: without it there is nothing to grade."""
        packed = zipped(WHOLE)

        expect_one_line(check(packed[: int(part * len(packed))]), "homework.zip", "zip archive")

    def test_notebook_damaged_inside_of_an_archive_is_the_only_loss(self, check):
        """A checksum that doesn't fit costs that notebook alone."""
        packed = bytearray(zipped(WHOLE))
        packed[60:80] = bytes(20)

        ended = check(bytes(packed))

        assert (ended.code, ended.score) == (1, OF_TWO)
        assert "damaged" in ended.of(ONE)["message"]

    def test_bytes_after_an_archive_make_no_difference(self, check):
        """Some servers add a line to what they hand out."""
        assert check(zipped(WHOLE) + b"\r\n<!-- served -->").score == ALL

    @pytest.mark.parametrize("name", ["homework.zip", "homework.tar.gz", "homework"])
    def test_other_kinds_of_files_are_unusable(self, course, tmp_path, name):
        """What was expected is said; the name's ending is no proof of anything."""
        contents = [
            b"%PDF-1.7",
            b"MZ" + zipped(WHOLE),
            b"see my notebook",
            RIGHT_ONE,
            b"",
            zipped({"homework.pdf": b"%PDF"}),
        ]

        for content in contents:
            (tmp_path / name).write_bytes(content)
            with pytest.raises(UnusableInput) as refused:
                open_submission(tmp_path / name, DEMO)
            assert str(refused.value).startswith(name)
            assert f"Expected {ONE_FILE}" in str(refused.value)

    @pytest.mark.parametrize("compress", [bytes, gzip.compress])
    def test_tar_is_a_submission_like_a_zip(self, check, compress):
        """Whatever its name says."""
        assert check(compress(tarred(WHOLE))).score == ALL

    def test_archive_named_like_a_notebook_is_said_to_be_one(self, check):
        """Renaming doesn't make a notebook."""
        ended = check(zipped(WHOLE), ONE_FILE)

        assert (ended.code, ended.score) == (1, 0)
        assert "is a zip archive, not a notebook." in ended.of(ONE)["message"]

    def test_last_entry_of_one_name_counts(self, check):
        """As it would be after unpacking."""
        assert check(zipped([(TWO_FILE, b"{"), *WHOLE.items(), (ONE_FILE, b"{")])).score == OF_TWO

    def test_names_in_another_case_are_known_unless_the_right_one_is_there(self, check):
        """Windows doesn't mind, so neither does the grader."""
        files = [(TWO_FILE.upper(), b"{"), (TWO_FILE, RIGHT_TWO), ("2_Total.ipynb", b"{")]

        assert check(zipped([*files, ("1_Scale.IPYNB", RIGHT_ONE)])).score == ALL

    def test_two_names_that_differ_in_case_alone_are_the_students_to_choose(self, check):
        """Which of them is meant can't be known if both hold an answer; both are named."""
        files = {"2_Total.ipynb": RIGHT_TWO, "2_TOTAL.ipynb": WRONG_TWO, ONE_FILE: RIGHT_ONE}

        ended = check(zipped(files))

        assert (ended.code, ended.score) == (1, OF_ONE)
        assert "2_TOTAL.ipynb and 2_Total.ipynb" in ended.of(TWO)["message"]

    def test_names_that_differ_in_normalisation_alone_are_two_files(self, check):
        """They are for the student's code to tell apart."""
        names = [unicodedata.normalize(form, "é.txt") for form in ("NFC", "NFD")]
        document = notebook(ONE)
        counted = "import glob\nassert len(glob.glob('*.txt')) == 2\n"
        document["cells"][1]["source"] = counted + ANSWERS["scale"]

        ended = check(zipped({ONE_FILE: data(document), TWO_FILE: RIGHT_TWO} | dict.fromkeys(names, b"x")))

        assert ended.score == ALL

    def test_odd_names_of_other_files_cost_nothing(self, check):
        """They are passed on where they can be, and left out where they can't."""
        names = [
            "a\nb.py",
            "\u202egnp.exe",
            "a\0b.txt",
            "\x1b[31mred.txt",
            "con",
            "nul.txt",
            "a:b.txt",
            "-rf",
        ]
        names += [" ", ".", "~/.bashrc", "$(touch x)", "layers.py/inner.txt", f"{ONE_FILE}/inner.txt"]
        names += ["x" * 300 + ".txt", "é" * 120 + ".txt", "x/" * 200 + "y.txt"]

        ended = check(zipped([*WHOLE.items(), *((entry(name), b"x") for name in names)]))

        assert (ended.code, ended.score) == (0, ALL)

    def test_path_longer_than_a_disk_takes_is_left_out(self, check):
        """It used to keep the student's process from starting, and all points with it."""
        ended = check(zipped([*WHOLE.items(), (entry("x/" * 2000 + "y.txt"), b"x")]))

        assert (ended.code, ended.score) == (0, ALL)

    def test_name_that_is_not_the_utf8_it_claims_to_be_is_a_damage(self, check):
        """One line, and no crash."""
        packed = zipped({**WHOLE, "\u00e9.txt": b"x"})

        expect_one_line(check(packed.replace("\u00e9.txt".encode(), b"\xff\xfe.txt")), "damaged")

    def test_odd_names_of_notebooks_are_shown_safely(self, check):
        """No control character gets to the terminal."""
        names = [f"{odd}_{ONE_FILE}" for odd in ("\u202e", "a\nb", "\x1b[2J")]

        answers = [
            RIGHT_ONE + b" " * number for number in range(3)
        ]  # the same one thrice would be no question

        ended = check(zipped([*zip(map(entry, names), answers, strict=True), (TWO_FILE, RIGHT_TWO)]))

        assert (ended.code, ended.score) == (1, OF_TWO)
        assert "is there more than once: ?[2J_1_scale.ipynb, a?b_1_scale.ipynb" in ended.of(ONE)["message"]

    def test_archive_with_two_submissions_is_graded_as_one_of_them(self, check):
        """Answers of two students never count together."""
        files = {f"ada/{ONE_FILE}": RIGHT_ONE, f"ada/{TWO_FILE}": WRONG_TWO}
        files |= {f"bob/{ONE_FILE}": b"{", f"bob/{TWO_FILE}": RIGHT_TWO}

        assert check(zipped(files)).score == OF_ONE

    @pytest.mark.parametrize("folder", ["Ada Lovelace (7)\\demo\\", "a//./b/"])
    def test_notebooks_at_another_depth_are_found(self, check, folder):
        """However a platform wraps them."""
        assert (
            check(zipped([(entry(folder + name), content) for name, content in WHOLE.items()])).score == ALL
        )

    def test_checkpoints_and_the_systems_own_files_are_no_notebooks(self, check):
        """They are older than what was handed in, or no notebooks at all."""
        odd = [".ipynb_checkpoints/2_total.ipynb", "__MACOSX/._2_total.ipynb", "._2_total.ipynb"]
        checkpoint = {".ipynb_checkpoints/2_total-checkpoint.ipynb": RIGHT_TWO}

        assert check(zipped({**dict.fromkeys(odd, b"{"), **WHOLE})).score == ALL
        expect_one_line(check(zipped(checkpoint)), "holds no notebook of demo")

    def test_ten_thousand_files_are_too_many_only_with_one_more(self, check):
        """The notebooks among them are graded all the same."""
        many = {f"data/{number:05}.csv": b"" for number in range(9_998)}

        assert check(zipped({**many, **WHOLE})).score == ALL
        expect_one_line(check(zipped({**many, **WHOLE, "x": b""})), "more than the 10000 files")


def bombs() -> dict[str, bytes]:
    """Archives that are small, and more than there is room for when they are unpacked."""
    zeros = bytes(60_000_000)
    high = zipped({ONE_FILE: zeros, TWO_FILE: RIGHT_TWO})
    inner = zipped({"zeros": zeros})
    for _ in range(5):
        inner = zipped({f"{number}.zip": inner for number in range(10)})
    small = {ONE_FILE: b"{", TWO_FILE: RIGHT_TWO}
    return {
        "ratio": high,
        "nested": zipped({**small, "more.zip": inner}),
        "others": zipped(
            small | dict.fromkeys((f"{number}.bin" for number in range(30)), zeros[:19_000_000])
        ),
        "overlapping": overlapping(zeros[:1_000_000], 500),
        "lying": lying(high),
    }


def overlapping(content: bytes, many: int) -> bytes:
    """An archive whose files share the bytes of one, as in D. Fifield, "A better zip bomb" (WOOT 2019).

    Each begins with a stored block that quotes the header of the next, so every one is whole.
    """
    packer = zlib.compressobj(wbits=-15)
    plain, packed = content, packer.compress(content) + packer.flush()
    listed = []
    for number in reversed(range(many)):
        name = b"%05d.bin" % number
        fields = struct.pack(
            "<5H3L2H", 20, 0, 8, 0, 33, zlib.crc32(plain), len(packed), len(plain), len(name), 0
        )
        header = b"PK\x03\x04" + fields + name
        files = header + packed
        listed.append((name, fields, len(files)))
        quoted = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header
        plain, packed = header + plain, quoted + packed
    honest = zipped({ONE_FILE: b"{", TWO_FILE: RIGHT_TWO})
    start, end = honest.index(b"PK\x01\x02"), honest.index(b"PK\x05\x06")
    at = start + len(files)
    directory = honest[start:end] + b"".join(
        b"PK\x01\x02\x14\0" + fields + struct.pack("<3H2L", 0, 0, 0, 0, at - back) + name
        for name, fields, back in listed
    )
    count = many + 2
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0)
    return honest[:start] + files + directory + tail


def lying(packed: bytes) -> bytes:
    """The same archive with files that claim to be of 100 bytes."""
    made = bytearray(packed)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.find(mark)
        made[place + at : place + at + 4] = struct.pack("<L", 100)
    return bytes(made)


OPENED = """
import json, resource, sys, time
from pathlib import Path
from autograder.course import Assignment, Notebook
from autograder.intake import open_submission
demo = Assignment("demo", {name: Notebook(name, ()) for name in ("1_scale", "2_total")})
limit = 700 << 20
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
started = time.process_time()
files = open_submission(Path(sys.argv[1]), demo)
kept = sum(map(len, files.others.values()))
seconds = time.process_time() - started
print(json.dumps([seconds, kept, *(str(files.notebooks[name])[:200] for name in ("1_scale", "2_total"))]))
"""


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """The archives, by what is odd about them."""
    return bombs()


class TestBombs:
    """What unpacks to more than there is memory for is never unpacked."""

    @pytest.mark.parametrize("kind", ["ratio", "nested", "others", "overlapping", "lying"])
    def test_bomb_takes_little_time_and_memory(self, made, tmp_path, kind):
        """In 700 MiB and some seconds it is opened, and the notebook beside it is there."""
        (tmp_path / "bomb.zip").write_bytes(made[kind])

        ended = subprocess.run(
            [sys.executable, "-c", OPENED, str(tmp_path / "bomb.zip")],
            capture_output=True,
            text=True,
            timeout=60,
        )

        assert ended.returncode == 0, ended.stderr
        seconds, kept, one, two = json.loads(ended.stdout)
        assert seconds < 5
        assert kept <= 20_000_000
        assert one == {"ratio": one, "lying": one}.get(kind, "b'{'")
        assert two.startswith("b'{")

    def test_student_reads_that_a_bomb_is_too_large(self, check, made):
        """And what to do; the notebook beside it keeps its points."""
        ended = check(made["ratio"])

        assert (ended.code, ended.score) == (1, OF_TWO)
        assert "larger than 50 MB" in ended.of(ONE)["message"]
        assert "Clear all outputs" in ended.of(ONE)["message"]


class TestPaths:
    """What is named on the command line may be anything."""

    def test_linked_submission_is_refused_in_one_line(self, check, course, tmp_path):
        """A link to the solutions is no submission."""
        (tmp_path / "homework").symlink_to(course / "source" / ASSIGNMENT)

        expect_one_line(check(tmp_path / "homework"), "is a link")

    @pytest.mark.parametrize("path", ["/dev/zero", "/etc/passwd", "a\nb.zip"])
    def test_path_to_what_is_no_submission_is_refused_in_one_line(self, check, path):
        """It is neither read to its end nor shown."""
        expect_one_line(check(Path(path)))


@dataclass(frozen=True)
class Damage:
    """What a student of the class has done to a submission of right answers.

    Attributes:
        write: changes the folder, in which both notebooks are.
        points: of the first notebook; the second is right and keeps its own.
        said: what the student reads of the first notebook: its message, or the feedback of a cell.
        status: of the first notebook.
    """

    write: Callable[[Path], object]
    points: float = OF_ONE
    said: str = ""
    status: str = "graded"


def as_bytes(content: bytes) -> Callable[[Path], object]:
    """The first notebook is these bytes."""
    return lambda folder: (folder / ONE_FILE).write_bytes(content)


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    """The first notebook's JSON is changed in place."""
    document = notebook(ONE)
    change(document)
    return as_bytes(data(document))


def each_cell(**values: object) -> Callable[[Path], object]:
    """Every cell of the first notebook has these values."""
    return changed(lambda document: [one.update(copy.deepcopy(values)) for one in document["cells"]])


def nested(depth: int) -> bytes:
    """A list in a list, so many times."""
    return b"[" * depth + b"]" * depth


def with_output(raw: bytes) -> bytes:
    """The first notebook with raw JSON in the place of an output."""
    return RIGHT_ONE.replace(b'"outputs": []', b'"outputs": [' + raw + b"]", 1)


def unreadable(content: bytes, said: str) -> Damage:
    """Bytes that are no notebook, and what is said about them."""
    return Damage(as_bytes(content), 0.0, said, "unreadable")


def beside(*named: tuple[str, bytes | str]) -> Damage:
    """Other files beside the notebooks, which cost nothing."""
    contents = {name: text if isinstance(text, bytes) else text.encode() for name, text in named}
    return Damage(lambda folder: write_folder(folder, contents))


def old_format(minor: int) -> bytes:
    """The first notebook in nbformat 3."""
    document = nbformat.from_dict(notebook(ONE))
    return data(nbformat.convert(document, 3) | {"nbformat_minor": minor})


def linked(target: str) -> Damage:
    """The first notebook is a link."""

    def write(folder: Path) -> None:
        (folder / ONE_FILE).unlink()
        (folder / ONE_FILE).symlink_to(target)

    return Damage(write, 0.0, "is a link", "unreadable")


def linked_beside(folder: Path) -> None:
    """Links among the other files: to files, to folders, to nowhere, in circles."""
    targets = ["/etc/passwd", "../../../source", "../../../../outside.txt", "/", "nowhere", "loop", ".."]
    (folder / "loop").symlink_to("loop")
    for number, target in enumerate(targets):
        (folder / f"link{number}").symlink_to(target)
    prints_all(folder)


def prints_all(folder: Path) -> None:
    """The first notebook prints all that its process can see beside it, and counts what is no plain file."""
    document = notebook(ONE)
    document["cells"].append(cell(PRINTS))
    (folder / ONE_FILE).write_bytes(data(document))


PRINTS = """
import os
for folder, _, names in os.walk(".", followlinks=True):
    for name in names:
        print(open(os.path.join(folder, name), errors="replace").read())
"""


def special_files(folder: Path) -> None:
    """Pipes and sockets, which would block whoever opened them."""
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(folder):
        listening.bind("socket.txt")
    prints_all(folder)


def pipe_for_a_notebook(folder: Path) -> None:
    """The first notebook is a pipe."""
    (folder / ONE_FILE).unlink()
    os.mkfifo(folder / ONE_FILE)


def folder_for_a_notebook(folder: Path) -> None:
    """The first notebook is a folder, with the notebook in it."""
    (folder / ONE_FILE).unlink()
    (folder / ONE_FILE).mkdir()
    (folder / ONE_FILE / ONE_FILE).write_bytes(RIGHT_ONE)


def ten_thousand_files(folder: Path) -> None:
    """More files than are taken."""
    (folder / "data").mkdir()
    for number in range(10_000):
        (folder / "data" / f"{number:05}.csv").touch()


def odd_names(folder: Path) -> None:
    """Names that no terminal should get as they are."""
    for name in (
        b"a\nb.py",
        "\u202egnp.exe".encode(),
        b"\x1b[31m.txt",
        b"\xff\xfe",
        b"x" * 255,
        b"con",
        b"-rf",
    ):
        (Path(os.fsdecode(bytes(folder) + b"/" + name))).write_bytes(b"x")


def without_rights(folder: Path) -> None:
    """Nothing in it may be written, and one file not read."""
    (folder / "secret.txt").write_text("x")
    (folder / "secret.txt").chmod(0)
    for path in (*folder.glob("*.ipynb"), folder):
        path.chmod(0o444 if path.is_file() else 0o555)


def of(document: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """The cell with this grade_id."""
    return next(one for one in document["cells"] if one["metadata"]["nbgrader"]["grade_id"] == grade_id)


def forget_ids(document: dict[str, Any]) -> None:
    """All of nbgrader's metadata is gone."""
    for one in document["cells"]:
        one["metadata"].clear()


def rename_ids(document: dict[str, Any]) -> None:
    """Each cell has another id."""
    for number, one in enumerate(document["cells"]):
        one["metadata"]["nbgrader"]["grade_id"] = f"renamed_{number}"


def double_cells(document: dict[str, Any]) -> None:
    """Each cell is there twice."""
    document["cells"] += copy.deepcopy(document["cells"])


def delete_tests(document: dict[str, Any]) -> None:
    """No grade cell is left."""
    document["cells"] = [one for one in document["cells"] if not one["metadata"]["nbgrader"]["grade"]]


def forge_outputs(document: dict[str, Any]) -> None:
    """Wrong answers, whose tests have outputs that say they are right."""
    score = {
        "output_type": "execute_result",
        "data": {"text/plain": "2.0"},
        "metadata": {},
        "execution_count": 1,
    }
    for one in document["cells"]:
        if one["metadata"]["nbgrader"]["solution"]:
            one["source"] = one["source"].partition("\n")[0] + "\n    return None"
        one["outputs"] = [score]


def give_points(document: dict[str, Any]) -> None:
    """A wrong answer whose test is worth a thousand points."""
    of(document, "scale")["source"] = "def scale(x):\n    return 0"
    of(document, "test_scale")["metadata"]["nbgrader"]["points"] = 1000


def edit_tests(document: dict[str, Any]) -> None:
    """A wrong answer whose test tests nothing, and says that nothing is to be tested."""
    of(document, "scale")["source"] = "def scale(x):\n    return 0"
    of(document, "test_scale")["source"] = "pass"
    of(document, "test_scale")["metadata"]["nbgrader"] |= {"grade": False, "locked": False, "solution": True}


BIG_OUTPUT = {"output_type": "stream", "name": "stdout", "text": "x" * 20_000_000}
TWICE = RIGHT_ONE.replace(b"{", b'{"nbformat": 99, "cells": [{"cell_type": "code", "source": "1"}], ', 1)
ATTACHED = {"cell_type": "markdown", "attachments": {str(n): {"a": "b"} for n in range(100_000)}}
SHADOWS = [f"{name}.py" for name in ("numpy", "json", "ast", "autograder", "sitecustomize", "usercustomize")]
SHADOWS += ["autograder/__init__.py", "nbgrader_config.py", "conftest.py", "IPython/__init__.py", "x.pth"]

DAMAGES = {
    "nothing": Damage(lambda folder: None),
    # what the file is
    "bom": Damage(as_bytes(b"\xef\xbb\xbf" + RIGHT_ONE)),
    "utf-16": Damage(as_bytes(RIGHT_ONE.decode().encode("utf-16"))),
    "utf-32": Damage(as_bytes(RIGHT_ONE.decode().encode("utf-32"))),
    "crlf": Damage(as_bytes(json.dumps(notebook(ONE), indent=1).replace("\n", "\r\n").encode())),
    "latin-1": unreadable(RIGHT_ONE.replace(b"np.", b"caf\xe9"), "has bytes in it that aren't text"),
    "empty": unreadable(b"", "is empty"),
    "blank": unreadable(b" \n\t\0\0", "is empty"),
    "cut-off": unreadable(RIGHT_ONE[:-40], "is cut off"),
    "page": unreadable(b"<!DOCTYPE html><title>Log in</title>", "is an HTML page"),
    "conflict": unreadable(b"<<<<<<< HEAD\n" + RIGHT_ONE, "merge conflict"),
    "list": unreadable(b"[" + RIGHT_ONE + b"]", "is JSON, but no notebook"),
    "string": unreadable(b'"notebook"', "is JSON, but no notebook"),
    "number": unreadable(b"1e999", "is JSON, but no notebook"),
    "deep": unreadable(with_output(nested(100_000)), "is nested far deeper"),
    "swarm": unreadable(with_output(b"[]," * 2_500_000 + b"[]"), "holds millions of values"),
    "hundred-megabytes": unreadable(RIGHT_ONE.replace(b"np.", b"x" * 100_000_000), "larger than 50 MB"),
    # what its format says
    "format-2": unreadable(data({"nbformat": 2, "worksheets": []}), "format 2. Expected format 4"),
    "format-3": Damage(as_bytes(old_format(0))),
    "format-4.0": Damage(changed(lambda document: document.update(nbformat_minor=0))),
    "format-4.99": Damage(changed(lambda document: document.update(nbformat_minor=99))),
    "format-5": unreadable(data(notebook(ONE) | {"nbformat": 5}), "format 5. Expected format 4"),
    "format-999": unreadable(data(notebook(ONE) | {"nbformat": 999}), "format 999"),
    "format-of-words": unreadable(data(notebook(ONE) | {"nbformat": "new"}), "format unknown"),
    "nan": Damage(as_bytes(with_output(b'{"a": NaN, "b": -Infinity}'))),
    "huge-number": Damage(as_bytes(with_output(b"1" * 100_000 + b", 1e999999, -" + b"9" * 5_000))),
    "keys-twice": Damage(as_bytes(TWICE)),
    "language-r": Damage(
        changed(lambda document: document.update(metadata={"kernelspec": {"language": "R"}}))
    ),
    "metadata-list": Damage(changed(lambda document: document.update(metadata=[1, None]))),
    "huge-outputs": Damage(as_bytes(with_output(data(BIG_OUTPUT)))),
    "odd-outputs": Damage(each_cell(outputs={"a": [None]}, execution_count="x", attachments=3, id=[])),
    "surrogates": Damage(as_bytes(RIGHT_ONE.replace(b"return x", b"# \\ud800\\n    return x"))),
    # what became of its cells
    "no-cells": unreadable(data(notebook(ONE) | {"cells": []}), "saved empty"),
    "another": unreadable(RIGHT_TWO, "Was another notebook saved under this name?"),
    "cells-null": unreadable(data(notebook(ONE) | {"cells": [None]}), "aren't notebook cells"),
    "metadata-null": Damage(each_cell(metadata=None)),
    "metadata-odd": Damage(each_cell(metadata={"nbgrader": [1], "tags": {"a": 1}, "collapsed": "x"})),
    "forgotten": Damage(changed(forget_ids)),
    "renamed": Damage(changed(rename_ids)),
    "doubled": Damage(changed(double_cells), said="was in the notebook twice"),
    "reversed": Damage(changed(lambda document: document["cells"].reverse()), said="Cells had been moved"),
    "untested": Damage(changed(delete_tests), said="is back in its place"),
    "edited-tests": Damage(changed(edit_tests), 1.0, "Its original text is back"),
    "more-points": Damage(changed(give_points), 1.0, "changed nbgrader settings (points)"),
    "forged-outputs": Damage(changed(forge_outputs), 0.0),
    "not-code": Damage(each_cell(cell_type="markdown"), said="It is a code cell again"),
    # what is beside it
    "link-to-source": linked("../../../source/demo/1_scale.ipynb"),
    "link-to-outside": linked("../../../../outside.ipynb"),
    "link-to-itself": linked(ONE_FILE),
    "links": Damage(linked_beside),
    "special-files": Damage(special_files),
    "pipe": Damage(pipe_for_a_notebook, 0.0, "is a pipe", "unreadable"),
    "folder": Damage(folder_for_a_notebook, 0.0, "is a folder", "unreadable"),
    "many-files": Damage(ten_thousand_files),
    "odd-names": Damage(odd_names),
    "no-rights": Damage(without_rights),
    "checkpoints": beside(
        (f".ipynb_checkpoints/{ONE}-checkpoint.ipynb", b"{"), (f".ipynb_checkpoints/{ONE_FILE}", b"{")
    ),
    "copies": beside((f"{ONE} (1).ipynb", b"{"), (f"old/{ONE_FILE}", b"{"), (f"{ONE}-Copy1.ipynb", b"{")),
    "own-layers": beside(("layers.py", "factor = 0\n")),
    "shadows": beside(*((name, "raise SystemExit('shadow')\n") for name in SHADOWS)),
    "settings": beside(
        ("matplotlibrc", "backend: nonsense\n"), (".ipython/profile_default/startup/0.py", "1 / 0")
    ),
    "attachments": unreadable(data(notebook(ONE) | {"cells": [ATTACHED]}), "has 100000 attachments"),
    "missing": Damage(lambda folder: (folder / ONE_FILE).unlink(), 0.0, "not handed in", "missing"),
}


def empty_folder(folder: Path) -> None:
    """Nothing."""
    folder.mkdir(parents=True)


def archive_in_a_folder(folder: Path) -> None:
    """The archive is in the folder, of a kind that can't be read."""
    write_folder(folder, {"homework.7z": b"7z\xbc\xaf\x27\x1c" + bytes(100)})


def linked_folder(folder: Path) -> None:
    """The folder is a link to the instructor's own."""
    folder.parent.mkdir(parents=True)
    folder.symlink_to(folder.parents[2] / "source" / ASSIGNMENT)


def notebook_of_another_name(folder: Path) -> None:
    """A notebook of something else: none of its cells is the assignment's."""
    write_folder(folder / "deep", {"homework.ipynb": b'{"cells": [], "nbformat": 4}'})


LOST = {
    "lost-empty": (empty_folder, "found nothing"),
    "lost-packed": (archive_in_a_folder, "found homework.7z"),
    "lost-linked": (linked_folder, "demo is a link, not a file."),
    "lost-named": (notebook_of_another_name, "found deep/homework.ipynb"),
}


@pytest.fixture(scope="module")
def graded(course: Path) -> Iterator[Ended]:
    """The class, graded, and the time that it took."""
    submitted = course / "submitted"
    for student, damage in DAMAGES.items():
        damage.write(write_folder(submitted / student / ASSIGNMENT, WHOLE))
    for student, (write, _) in LOST.items():
        write(submitted / student / ASSIGNMENT)
    before = tree(submitted) | tree(course / "source") | tree(course / "release")
    yield run(course, "grade", ASSIGNMENT)
    assert tree(submitted) | tree(course / "source") | tree(course / "release") == before


class TestClass:
    """One command grades a class in which everybody has damaged something else."""

    def test_command_says_that_something_fell_short(self, graded):
        """Exit code 1, a result for every student, and every unreadable notebook by name."""
        assert graded.code == 1
        assert [one["student"] for one in graded.json["submissions"]] == sorted([*DAMAGES, *LOST])
        for student, damage in DAMAGES.items():
            assert (f"{student}, {ONE}: unreadable: " in graded.out) == (damage.status == "unreadable")

    @pytest.mark.parametrize("student", DAMAGES)
    def test_damage_costs_what_it_should_and_is_explained(self, graded, student):
        """The notebook that is in order keeps its points."""
        damage = DAMAGES[student]
        submission = next(one for one in graded.json["submissions"] if one["student"] == student)
        first, second = submission["notebooks"]
        told = " ".join([first["message"] or "", *(cell["feedback"] for cell in first["cells"])])

        assert (first["name"], first["status"]) == (ONE, damage.status), told
        assert sum(cell["score"] for cell in first["cells"]) == damage.points, told
        assert sum(cell["score"] for cell in second["cells"]) == OF_TWO
        assert submission["max_score"] == ALL
        assert damage.said in told

    @pytest.mark.parametrize("student", LOST)
    def test_submission_without_notebooks_is_told_what_was_found(self, course, graded, student):
        """In each notebook: what was expected, what was there, and nothing of where the course is."""
        submission = next(one for one in graded.json["submissions"] if one["student"] == student)

        assert submission["score"] == 0
        for one in submission["notebooks"]:
            assert one["status"] == "unreadable"
            assert LOST[student][1] in one["message"]
            assert str(course) not in one["message"]

    def test_graded_notebooks_hold_nothing_from_elsewhere(self, course, graded):
        """Plain files alone, and no canary in them."""
        written = [path for path in (course / "autograded").rglob("*") if not path.is_dir()]

        assert len(written) > 2 * len(DAMAGES)
        for path in written:
            assert stat.S_ISREG(path.lstat().st_mode), path
            content = path.read_bytes()
            assert CANARY.encode() not in content, path
            assert b"root:x:0" not in content, path

    def test_check_agrees_with_grade(self, course, graded, check):
        """Whoever checks a damaged submission reads the same."""
        for student in ("deep", "links"):
            ended = check(course / "submitted" / student / ASSIGNMENT)
            submission = next(one for one in graded.json["submissions"] if one["student"] == student)

            assert ended.json["notebooks"] == submission["notebooks"]
            assert ended.code == (DAMAGES[student].status == "unreadable")
