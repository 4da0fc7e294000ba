"""What students hand in: notebooks, folders and archives, well-meant or not."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import socket
import struct
import tarfile
import time
import tracemalloc
import unicodedata
import warnings
import zipfile
from pathlib import Path

import pytest

from autograder.course import Assignment, Course, Notebook
from autograder.errors import UnusableInput
from autograder.intake import MAX_BYTES, Unreadable, open_submission, read_file

NAMES = ["1_parameter_count", "2_transpose_identity", "3_stored_activations"]
ONE = "1_parameter_count.ipynb"
TWO = "2_transpose_identity.ipynb"
DATA = b'{"cells": []}'


def demo(names):
    """An assignment of these notebooks, with nothing in them."""
    return Assignment("ch177", {name: Notebook(name, ()) for name in names})


DEMO = demo(NAMES)


@pytest.fixture
def folder(tmp_path):
    """A folder with one notebook."""
    folder = tmp_path / "ch177"
    folder.mkdir()
    (folder / ONE).write_bytes(DATA)
    return folder


@pytest.fixture
def pack(tmp_path):
    """Write a zip archive."""

    def pack(files, name="hw.zip", compression=zipfile.ZIP_DEFLATED):
        path = tmp_path / name
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", compression) as archive:
            warnings.simplefilter("ignore")  # about duplicate names
            for entry, data in files:
                archive.writestr(entry, data)
        return path

    return pack


def zip_of(files):
    """A zip archive's bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def answered(text):
    """A notebook with an answer in it."""
    cell = {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def entry(name, mode=0):
    """An archive's entry of an unusual kind."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def refused(files, name=NAMES[0]):
    """Why a notebook of a submission can't be read."""
    assert isinstance(files.notebooks[name], Unreadable)
    return files.notebooks[name].reason


def test_a_notebook_alone_is_a_submission(folder):
    """Its name says which one it is."""
    files = open_submission(folder / ONE, DEMO)

    assert files.notebooks == {NAMES[0]: DATA}


@pytest.mark.parametrize(
    "name",
    [
        "1_parameter_count (1).ipynb",
        "1_parameter_count(2).ipynb",
        "1_parameter_count-Copy1.ipynb",
        "1_Parameter_Count.IPYNB",
        "1_parameter_count.ipynb.txt",
        "1_parameter_count.ipynb.json",
        "lovelaceada_12345_67890_1_parameter_count-2.ipynb",
    ],
)
def test_names_that_browsers_and_platforms_give_are_known(tmp_path, name):
    """A download that was renamed on the way is still that notebook."""
    path = tmp_path / name
    path.write_bytes(DATA)

    assert open_submission(path, DEMO).notebooks == {NAMES[0]: DATA}
    assert open_submission(tmp_path, DEMO).notebooks == {NAMES[0]: DATA}


def test_a_notebook_of_any_name_is_the_only_one(tmp_path):
    """Where there is one notebook to hand in, its name doesn't matter."""
    path = tmp_path / "homework.ipynb"
    path.write_bytes(DATA)

    assert open_submission(path, demo(NAMES[:1])).notebooks == {NAMES[0]: DATA}


def test_a_folder_gives_notebooks_and_other_files(folder):
    """Data files come along, with their paths; what tools leave behind doesn't."""
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_bytes(b"1,2")
    (folder / "numpy.py").write_bytes(b"x = 1")
    (folder / "timestamp.txt").write_bytes(b"2026-01-01")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / TWO).write_bytes(DATA)

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: DATA}
    assert files.others == {"data/x.csv": b"1,2", "numpy.py": b"x = 1"}
    assert files.left_out == {}


def test_a_copy_beside_the_notebook_is_left_out(folder):
    """The notebook of the right name counts."""
    (folder / "1_parameter_count-Copy1.ipynb").write_bytes(b"{")

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: DATA}
    assert "was taken" in files.left_out["1_parameter_count-Copy1.ipynb"]


def test_two_copies_without_the_notebook_are_refused(folder):
    """Which of them counts is the student's to say."""
    (folder / ONE).unlink()
    (folder / "1_parameter_count (1).ipynb").write_bytes(answered("one"))
    (folder / "1_parameter_count (2).ipynb").write_bytes(answered("two"))

    assert "more than once" in refused(open_submission(folder, DEMO))


def test_the_same_copy_twice_is_one(folder):
    """Nothing has to be chosen between files that are alike."""
    (folder / ONE).unlink()
    for number in (1, 2):
        (folder / f"1_parameter_count ({number}).ipynb").write_bytes(answered("one"))

    assert open_submission(folder, DEMO).notebooks == {NAMES[0]: answered("one")}


def test_a_worked_copy_beside_the_untouched_handout_is_the_answer(folder):
    """Students download the notebook once more, and work in the copy."""
    (folder / "1_parameter_count (1).ipynb").write_bytes(answered("mine"))

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: answered("mine")}
    assert files.left_out == {ONE: "1_parameter_count (1).ipynb was taken for 1_parameter_count"}
    assert files.doubts == {}


def test_two_answers_are_for_a_person_to_choose_from(folder):
    """The one by the plain name is graded meanwhile."""
    (folder / ONE).write_bytes(answered("old"))
    (folder / "1_parameter_count (1).ipynb").write_bytes(answered("new"))

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: answered("old")}
    assert "1_parameter_count (1).ipynb holds another answer" in files.doubts[NAMES[0]]


def test_a_damaged_notebook_is_no_rival(folder):
    """Not even by the plain name: what can be read counts."""
    (folder / ONE).write_bytes(b"{")
    (folder / "1_parameter_count (1).ipynb").write_bytes(answered("new"))

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: answered("new")}
    assert ONE in files.left_out


LIKE = [
    "1_parameter_count_ada",
    "1_parameter_count_final",
    "1_parameter_count_v2",
    "1_parameter_count - Kopie",
    "1_parameter_count - Copy (2)",
    "1_parameter_count-Copy1 (1)",
    "1_parameter_count (1) (2)",
    "1_parameter_count.ipynb",
    "1%5Fparameter%5Fcount",
    "1%20parameter%20count",
    "1_paramater_count",
    "parameter_count",
    "Copy of 1_parameter_count",
    "1_parameter_count のコピー",
    "1_parameter_count copia 2",
    "hw3 1-Parameter-Count FINAL final",
]


@pytest.mark.parametrize("name", LIKE)
def test_a_name_that_is_like_the_notebooks_is_known(folder, name):
    """Beside others, whatever was put around it: nobody can list all that is."""
    (folder / ONE).rename(folder / f"{name}.ipynb")
    (folder / TWO).write_bytes(DATA)

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: DATA, NAMES[1]: DATA}
    assert files.left_out == {}


UNLIKE = ["notes", "2_count", "1_parameter", "count 1", "Untitled1"]


@pytest.mark.parametrize("name", UNLIKE)
def test_a_name_that_is_unlike_all_is_left_out_by_name(folder, name):
    """It is no answer, and that is said."""
    (folder / f"{name}.ipynb").write_bytes(answered("?"))

    files = open_submission(folder, demo([*NAMES, "2_counts_of_all"]))

    assert files.notebooks == {NAMES[0]: DATA}
    assert files.left_out == {f"{name}.ipynb": "it isn't a notebook of ch177"}


def test_the_cells_tell_a_notebook_of_any_name(folder, root):
    """Even “Untitled3”: its cells bear the ids of the notebook that it is."""
    ch177 = Course.at(root).assignment("ch177")
    data = (root / "release" / "ch177" / "2_transpose_identity.ipynb").read_bytes()
    (folder / "Untitled3.ipynb").write_bytes(data)

    files = open_submission(folder, ch177)

    assert files.notebooks == {NAMES[0]: DATA, NAMES[1]: data}
    assert files.paths[NAMES[1]] == "Untitled3.ipynb"


def test_a_like_name_is_not_believed_against_its_cells(folder, root):
    """A notebook of the course's, saved under another's name with something added, isn't that other one."""
    ch177 = Course.at(root).assignment("ch177")
    (folder / "3_stored_activations_old.ipynb").write_bytes(answered("?"))

    assert NAMES[2] not in open_submission(folder, ch177).notebooks


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_in_either_form_is_known(tmp_path, form):
    """MacOS writes names decomposed."""
    (tmp_path / unicodedata.normalize(form, "1_Übung.ipynb")).write_bytes(DATA)
    (tmp_path / "2_Plot.ipynb").write_bytes(DATA)

    assert open_submission(tmp_path, demo(["1_Übung", "2_Plot"])).notebooks.keys() == {"1_Übung", "2_Plot"}


def test_a_zip_with_unmarked_names_in_utf_8_is_read(tmp_path):
    """MacOS doesn't set the flag that says so."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("1_Uebung.ipynb", DATA)
    unmarked = stream.getvalue().replace(b"1_Uebung", "1_Übung".encode())
    (tmp_path / "hw.zip").write_bytes(unmarked)

    assert open_submission(tmp_path / "hw.zip", demo(["1_Übung", "2_Plot"])).notebooks == {"1_Übung": DATA}


def test_what_macos_writes_beside_a_file_is_no_rival(folder):
    """`._1_parameter_count.ipynb` holds a file's icon and the like."""
    (folder / f"._{ONE}").write_bytes(b"\0\x05\x16\x07")

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: DATA}
    assert files.left_out == files.others == {}


def test_links_are_never_followed(folder, tmp_path):
    """Neither a linked notebook, nor a linked file, nor what is below a linked folder."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "solution.py").write_text("answer = 42")
    (secret / TWO).write_bytes(DATA)
    (folder / TWO).symlink_to(secret / TWO)
    (folder / "data.csv").symlink_to(secret / "solution.py")
    (folder / "sub").symlink_to(secret)

    files = open_submission(folder, DEMO)

    assert "is a link, not a file" in refused(files, NAMES[1])
    assert files.others == {}
    assert files.left_out == {"data.csv": "is a link, not a file", "sub": "is a link, not a file"}


def test_a_folder_that_becomes_a_link_is_not_followed(folder, tmp_path):
    """What is listed is opened step by step, so there is no moment for an exchange."""
    from autograder.intake.files import Unopenable, entries_of_folder

    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.csv").write_text("secret")
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_text("mine")
    root = os.open(folder, os.O_RDONLY)
    found = {found.path: found for found in entries_of_folder(root)}
    (folder / "data").rename(folder / "old")
    (folder / "data").symlink_to(secret)

    with pytest.raises(Unopenable, match="link"):
        found["data/x.csv"].read(100)

    os.close(root)


@pytest.mark.parametrize("kind", ["pipe", "socket", "folder"])
def test_what_is_no_file_is_never_opened(folder, kind, monkeypatch):
    """Opening a pipe would wait forever."""
    monkeypatch.chdir(folder)
    if kind == "pipe":
        os.mkfifo(TWO)
    elif kind == "folder":
        (folder / TWO).mkdir()
        (folder / TWO / ONE).write_bytes(b"{}")
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(TWO)
        listener.close()

    files = open_submission(folder, DEMO)

    assert f"is a {kind}, not a file" in refused(files, NAMES[1])
    assert files.notebooks[NAMES[0]] == DATA


def test_a_device_is_no_submission():
    """Endless files are not read."""
    with pytest.raises(UnusableInput, match="is a device"):
        open_submission(Path("/dev/zero"), DEMO)


def test_a_linked_submission_is_refused(folder, tmp_path):
    """The submission itself has to be where it says it is."""
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / ONE).symlink_to(folder / ONE)

    for path in (tmp_path / "link", tmp_path / ONE):
        with pytest.raises(UnusableInput, match="is a link"):
            open_submission(path, DEMO)


def test_a_notebook_that_is_too_large_is_unreadable(folder):
    """A file of any size is read no further than the bound."""
    with (folder / ONE).open("wb") as stream:
        stream.truncate(10**12)

    assert "50 MB" in refused(open_submission(folder, DEMO))
    assert "50 MB" in refused(open_submission(folder / TWO.replace("2_transpose_identity", NAMES[0]), DEMO))


def test_other_files_are_bounded(folder):
    """At most 200 files and 20 MB come along; the rest is named."""
    for number in range(205):
        (folder / f"f{number:03}.txt").write_bytes(b"x")
    (folder / "a-large.bin").write_bytes(bytes(20_000_001))
    (folder / "deep").mkdir()
    (folder / "deep" / "x.txt").write_bytes(b"x")

    files = open_submission(folder, DEMO)

    assert len(files.others) == 200
    assert "20 MB" in files.left_out["a-large.bin"]
    assert "200 files" in files.left_out["f204.txt"]
    assert "deep/x.txt" in files.left_out


def test_names_that_are_no_text_are_left_out(folder):
    """File names are bytes on Linux."""
    (folder / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"x")

    files = open_submission(folder, DEMO)

    assert files.left_out == {"caf?.csv": "has a name that isn't text"}


def test_read_file_reads_plain_files_alone(folder):
    """The reason goes to the student."""
    (folder / TWO).symlink_to(folder / ONE)

    assert read_file(folder / ONE) == DATA
    for name, said in ((TWO, "is a link"), ("x.ipynb", "is not there"), ("", "is a folder")):
        with pytest.raises(Unreadable, match=said):
            read_file(folder / name)


@pytest.mark.parametrize("prefix", ["", "ch177/", "Ada Lovelace/submission/ch177/", "ch177\\", "./"])
def test_an_archive_may_wrap_its_notebooks(pack, prefix):
    """Folders around the notebooks, and what macOS adds, don't matter."""
    path = pack(
        [
            (prefix + ONE, DATA),
            (prefix + TWO, b"{}"),
            (prefix + "data/x.csv", b"1"),
            (f"__MACOSX/{prefix}._{ONE}", b"\0"),
            (prefix + f".ipynb_checkpoints/{ONE}", b"old"),
        ]
    )

    files = open_submission(path, DEMO)

    assert files.notebooks == {NAMES[0]: DATA, NAMES[1]: b"{}"}
    assert files.others == {"data/x.csv": b"1"}
    assert files.left_out == {}


def test_an_archive_with_the_wrong_files_says_what_it_holds(pack):
    """What was seen, what was expected, one thing to try."""
    path = pack([("homework.pdf", b"%PDF")])

    with pytest.raises(UnusableInput) as error:
        open_submission(path, DEMO)

    assert error.value.seen == (
        "hw.zip holds no notebook of ch177. Expected 1_parameter_count.ipynb and 2 more; found homework.pdf."
    )
    assert error.value.tip


@pytest.mark.parametrize(
    "name", ["../" + ONE, "/" + ONE, "a/../../" + ONE, "..\\" + ONE, "C:\\" + ONE, "c:/x/" + ONE]
)
def test_paths_that_lead_out_are_not_taken(pack, name):
    """Nothing is written to disk, and no such path is passed on."""
    files = open_submission(pack([(name, b"evil"), (TWO, DATA), ("../x.csv", b"evil")]), DEMO)

    assert files.notebooks == {NAMES[1]: DATA}
    assert files.others == {}
    assert len(files.left_out) == 2


def test_links_in_an_archive_are_refused(pack):
    """An archive can hold links, pipes and devices."""
    links = [(entry(name, 0o120777), "/etc/passwd") for name in (ONE, "x.csv")]
    path = pack([*links, (entry("p", 0o10644), "")])

    files = open_submission(path, DEMO)

    assert "is a link" in refused(files)
    assert files.others == {}
    assert files.left_out == {"x.csv": "is a link, not a file", "p": "is a pipe, not a file"}


def test_a_folder_named_like_a_notebook_is_refused(pack):
    """In an archive, too."""
    assert "is a folder" in refused(open_submission(pack([(ONE + "/", b""), (TWO, DATA)]), DEMO))


def test_locked_entries_are_refused(pack):
    """A password isn't asked for."""
    path = pack([(ONE, DATA)])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert "password" in refused(open_submission(path, DEMO))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_read(pack, compression):
    """7-Zip and others write it where students choose “smaller”."""
    files = open_submission(pack([(ONE, DATA)], compression=compression), DEMO)

    assert files.notebooks == {NAMES[0]: DATA}


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_of_other_compression_takes_little_memory(pack, compression):
    """Its decoders unpack at once all that they are given, so they are given little."""
    path = pack([(ONE, bytes(150_000_000)), (TWO, DATA)], compression=compression)
    tracemalloc.start()

    files = open_submission(path, DEMO)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "50 MB" in refused(files)
    assert peak < 250_000_000


def test_lzma_that_wants_much_memory_is_refused(pack):
    """The size of its dictionary stands in the archive, and is believed."""
    path = pack([(ONE, DATA)], compression=zipfile.ZIP_LZMA)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, 30 + len(ONE) + 5, 1 << 30)
    path.write_bytes(data)

    assert "pack it again as a plain zip archive" in refused(open_submission(path, DEMO))


def test_a_bomb_is_not_unpacked(pack):
    """Neither a large entry nor thousands of them are read beyond the bounds."""
    large = bytes(MAX_BYTES + 2)
    path = pack([(ONE, large), (TWO, DATA), *((f"{n}.bin", bytes(10_000_000)) for n in range(30))])
    start = time.process_time()

    files = open_submission(path, DEMO)

    assert "50 MB" in refused(files)
    assert len(files.others) == 2
    assert len(files.left_out) == 28
    assert time.process_time() - start < 5


@pytest.mark.parametrize("declared", [5, 10**9])
def test_a_declared_size_that_lies_is_found_out(pack, declared):
    """What is read is bounded, whatever the archive says."""
    path = pack([(ONE, bytes(1_000_000))])
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", declared)
    path.write_bytes(data)

    notebook = open_submission(path, DEMO).notebooks[NAMES[0]]

    assert isinstance(notebook, Unreadable) or len(notebook) <= 1_000_000


def test_an_archive_of_too_many_files_is_refused(pack):
    """An archive of a whole environment isn't a submission."""
    path = pack([(ONE, DATA), *((f"lib/{number}.py", b"") for number in range(10_001))])

    with pytest.raises(UnusableInput, match="10000"):
        open_submission(path, DEMO)


def test_a_huge_list_of_files_is_never_read(tmp_path):
    """The list alone of millions of files would fill the memory."""
    size = 60_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_000, 65_000, size, 0, 0)
    path = tmp_path / "hw.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(size - 4) + end)

    with pytest.raises(UnusableInput, match="damaged"):
        open_submission(path, DEMO)


def test_the_last_of_two_entries_of_one_name_counts(pack):
    """As it would be after unpacking."""
    files = open_submission(pack([(ONE, b"first"), (ONE, DATA)]), DEMO)

    assert files.notebooks == {NAMES[0]: DATA}
    assert "last" in files.left_out[ONE + " (earlier)"]


def test_a_second_folder_of_notebooks_is_left_out(pack):
    """The folder with the most notebooks is the submission."""
    path = pack([("old/" + ONE, b"old"), ("new/" + ONE, DATA), ("new/" + TWO, DATA), ("old/x.csv", b"1")])

    files = open_submission(path, DEMO)

    assert files.notebooks == {NAMES[0]: DATA, NAMES[1]: DATA}
    assert files.left_out.keys() == {"old/" + ONE, "old/x.csv"}


def test_a_file_and_a_folder_of_one_name_are_told_apart(pack):
    """What is passed on can be written to a disk."""
    files = open_submission(pack([(ONE, DATA), ("a", b"1"), ("a/b", b"2"), ("x" * 300, b"3")]), DEMO)

    assert files.others == {"a": b"1"}
    assert len(files.left_out) == 2


def test_names_in_an_odd_encoding_are_listed(pack):
    """Old Windows archives aren't UTF-8."""
    path = pack([(ONE, DATA), ("cafX.csv", b"1")])
    path.write_bytes(path.read_bytes().replace(b"cafX", b"caf\x82"))

    assert open_submission(path, DEMO).others == {"café.csv": b"1"}


def test_an_archive_within_is_opened_where_a_notebook_is_missing(pack):
    """Students zip a folder and zip it again; a platform packs all that it got."""
    inner = zip_of({TWO: DATA})

    files = open_submission(pack([(ONE, DATA), ("more.zip", inner)]), demo(NAMES[:2]))

    assert files.notebooks == {NAMES[0]: DATA, NAMES[1]: DATA}
    assert files.others == {}


def test_an_archive_stays_closed_where_nothing_is_missing(pack):
    """It is a file like others: data, say."""
    inner = zip_of({TWO: DATA})

    files = open_submission(pack([(ONE, DATA), ("more.zip", inner)]), demo(NAMES[:1]))

    assert files.notebooks == {NAMES[0]: DATA}
    assert files.others == {"more.zip": inner}


def test_an_archive_in_the_students_folder_is_opened(folder):
    """Many hand in the zip beside nothing at all."""
    (folder / ONE).unlink()
    (folder / "homework.zip").write_bytes(zip_of({f"hw/{ONE}": DATA, f"hw/{TWO}": DATA}))

    assert open_submission(folder, DEMO).notebooks == {NAMES[0]: DATA, NAMES[1]: DATA}


def test_an_archive_within_an_archive_in_the_folder_is_opened(folder):
    """A folder zipped, and zipped again; an archive of data beside it stays as it is."""
    (folder / ONE).unlink()
    data = zip_of({"numbers.csv": b"1"})
    inner = zip_of({f"hw/{ONE}": DATA, "hw/data.zip": data})
    (folder / "homework.zip").write_bytes(zip_of({"hw.zip": inner, "more.zip": data}))

    files = open_submission(folder, DEMO)

    assert files.notebooks[NAMES[0]] == DATA
    assert files.others == {"data.zip": data}


@pytest.mark.parametrize("compress", ["", "gz", "bz2", "xz"])
def test_a_tar_archive_is_a_submission(tmp_path, compress):
    """Linux students write them, compressed in any way."""
    path = tmp_path / "homework.tar"
    with tarfile.open(path, f"w:{compress}") as archive:
        for name in (f"hw/{ONE}", f"hw/._{ONE}"):
            member = tarfile.TarInfo(name)
            member.size = len(DATA)
            archive.addfile(member, io.BytesIO(DATA))
        link = tarfile.TarInfo(f"hw/{TWO}")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    files = open_submission(path, DEMO)

    assert files.notebooks[NAMES[0]] == DATA
    assert "is a link, not a file" in refused(files, NAMES[1])


def test_a_tar_bomb_is_not_unpacked(tmp_path):
    """More than there is room for is one line."""
    path = tmp_path / "homework.tar.gz"
    path.write_bytes(gzip.compress(bytes(200_000_000)))

    with pytest.raises(UnusableInput, match="larger than 150 MB when it is unpacked"):
        open_submission(path, DEMO)


@pytest.mark.parametrize(("magic", "kind"), [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "RAR")])
def test_an_archive_that_cannot_be_read_is_named(folder, tmp_path, magic, kind):
    """Alone or in a folder: what it is, and what can be read."""
    (tmp_path / "homework").write_bytes(magic + bytes(100))
    (folder / "hw.7z").write_bytes(magic + bytes(100))

    with pytest.raises(UnusableInput, match=f"is a {kind} archive, which can't be read here; a zip"):
        open_submission(tmp_path / "homework", DEMO)
    assert kind in open_submission(folder, DEMO).left_out["hw.7z"]
    (folder / ONE).unlink()
    with pytest.raises(UnusableInput, match=f"found hw.7z, which is a {kind} archive, which can't be read"):
        open_submission(folder, DEMO)


def test_an_environment_in_the_archive_is_passed_over(pack):
    """20,000 files of somebody's venv are none of the student's."""
    many = [(f"hw/env/lib/python3.11/module_{number}.py", b"") for number in range(20_000)]

    files = open_submission(pack([("hw/env/pyvenv.cfg", b"home ="), *many, (f"hw/{ONE}", DATA)]), DEMO)

    assert files.notebooks == {NAMES[0]: DATA}
    assert files.others == {}


def test_an_environment_in_the_folder_is_passed_over(folder):
    """The same in a folder."""
    (folder / "env" / "lib").mkdir(parents=True)
    (folder / "env" / "pyvenv.cfg").write_text("home =")
    (folder / "env" / "lib" / ONE).write_bytes(b"{}")

    files = open_submission(folder, DEMO)

    assert files.notebooks == {NAMES[0]: DATA}
    assert files.others == files.left_out == {}


UNUSABLE = ["-", "missing.zip", "missing/x", "a\0b", "homework.pdf", "hw.rar", "other.ipynb", "."]


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_no_submission_is_refused_with_a_tip(tmp_path, monkeypatch, name):
    """Each has one line of what was seen, and one thing to try."""
    monkeypatch.chdir(tmp_path)
    for made in ("homework.pdf", "hw.rar", "other.ipynb"):
        (tmp_path / made).write_bytes(b"%PDF-1.7")

    with pytest.raises(UnusableInput) as error:
        open_submission(Path(name), DEMO)

    assert error.value.seen.endswith(".")
    assert error.value.tip.endswith(".")
    assert "\n" not in str(error.value)


def test_mistreated_archives_raise_nothing_else(pack):
    """Damage is a reason, never a crash."""
    rng = random.Random(177)
    path = pack([("ch177/" + ONE, DATA * 50), ("ch177/x.csv", rng.randbytes(300)), ("ch177/" + TWO, DATA)])
    data = path.read_bytes()
    opened = 0

    for _ in range(3000):
        damaged = bytearray(data)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(damaged))
            if rng.random() < 0.8:
                damaged[at] = rng.randrange(256)
            else:
                del damaged[at : at + rng.randint(1, 30)]
        path.write_bytes(damaged)
        try:
            files = open_submission(path, DEMO)
        except UnusableInput:
            continue
        opened += 1
        assert all(isinstance(found, bytes | Unreadable) for found in files.notebooks.values())

    assert opened > 500
