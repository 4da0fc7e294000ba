"""Feedback for uploading to many at once, against the forms that Moodle and Canvas publish."""

import unicodedata
import zipfile

import pytest

from autograder.errors import UnusableInput
from autograder.export.class_scores import StudentScores
from autograder.export.feedback_archive import archive_of, matched, own_folders, slots_of

SHEET = """\
Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade
Participant 901,Ada Lovelace,ada,ada@example.org,Submitted,-,20
Participant 902,Bob Müller,bob,bob@example.org,Submitted,-,20
"""


def student(name, first="", last="", number=""):
    """One of the gradebook, who has handed in."""
    return StudentScores(name, first, last, "", number, True, None, 0.0, 0.0, {}, ())


CLASS = [student("ada", "Ada", "Lovelace"), student("bob", "Bob", "Müller", "77")]


def downloaded(folder, *names):
    """An archive of all submissions with these names in it."""
    path = folder / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "{}")
    return path


def moodle_reads(path, participants):
    """What Moodle's importer takes a path for: the participant and the file; None if it ignores it.

    Moodle's documented rule: the first part of the path with NAME_NUMBER_TYPE_PLUGIN, and `_` after it before
    4.1, whose number is that of a participant and whose plugin there is.
    """
    if path.rpartition("/")[2][0] in ".~":
        return None
    parts = path.split("/")
    for position, part in enumerate(parts):
        pieces = part.split("_", 4)
        is_taken = len(pieces) == 5 and pieces[2:4] == ["assignsubmission", "file"] and pieces[1].isdigit()
        if is_taken and int(pieces[1]) in participants:
            return int(pieces[1]), "/".join([pieces[4], *parts[position + 1 :]]).lstrip("/")
    return None


def canvas_reads(path, files):
    """Whose submission Canvas comments on for a name: the user whose file it is; None if it ignores it.

    Canvas's rule: the first two pieces between `_` that are numbers are user and file; LATE is left out.
    """
    pieces = [piece for piece in path.rpartition("/")[2].split("_") if piece != "LATE"]
    numbers = [piece for piece in pieces if piece.isascii() and piece.isdigit()][:2]
    if pieces[-1].startswith("link") or len(numbers) < 2:
        return None
    return numbers[0] if files.get(numbers[1]) == numbers[0] else None


def test_moodle_takes_what_its_archive_named(tmp_path):
    """With folders as since 4.1, as before, and without: each has the page, by the participant's number."""
    path = downloaded(
        tmp_path,
        "Ada Lovelace_901_assignsubmission_file/1_count.ipynb",
        "Ada Lovelace_901_assignsubmission_file/2_forms.ipynb",
        "Bob Müller_902_assignsubmission_file_/1_count.ipynb",
        "Cleo Day_903_assignsubmission_file_1_count.ipynb",
        "notes.txt",
    )

    found = matched(slots_of(path), [*CLASS, student("cday", "Cleo", "Day")])

    read = {who: moodle_reads(f"{slot.path}ch177.html", {901, 902, 903}) for who, slot in found.items()}
    assert read == {"ada": (901, "ch177.html"), "bob": (902, "ch177.html"), "cday": (903, "ch177.html")}


def test_moodle_takes_what_its_worksheet_named(tmp_path):
    """Where nobody downloads submissions: by the ids that the worksheet has."""
    path = tmp_path / "grades.csv"
    path.write_text(SHEET, encoding="utf-8")

    found = matched(slots_of(path), [student("ada"), student("bob")])

    assert {who: slot.path for who, slot in found.items()} == {
        "ada": "Ada Lovelace_901_assignsubmission_file_/",
        "bob": "Bob Müller_902_assignsubmission_file_/",
    }


def test_canvas_takes_names_as_they_were_downloaded(tmp_path):
    """The first of a student's files, late or not; what isn't a file handed in counts for nothing."""
    path = downloaded(
        tmp_path,
        "lovelaceada_55_1001_1_count.ipynb",
        "lovelaceada_55_1002_2_forms.ipynb",
        "müllerbob_LATE_77_1003_hw 2.zip",
        "daycleo_88_text.html",
    )

    found = matched(slots_of(path), [*CLASS, student("cday", "Cleo", "Day")])

    files = {"1001": "55", "1002": "55", "1003": "77"}
    names = {who: f"{slot.path}ch177.html" for who, slot in found.items()}
    assert {who: canvas_reads(name, files) for who, name in names.items()} == {"ada": "55", "bob": "77"}
    assert names["ada"] == "lovelaceada_55_1001_ch177.html"


def test_feedback_that_may_be_somebody_elses_is_refused(tmp_path):
    """Two of one name: their numbers in the gradebook say who is who."""
    path = downloaded(
        tmp_path, "Ada Day_1_assignsubmission_file/a.ipynb", "Ada Day_2_assignsubmission_file/a.ipynb"
    )
    slots = slots_of(path)

    with pytest.raises(UnusableInput, match="lms-user-id"):
        matched(slots, [student("a1", "Ada", "Day")])
    with pytest.raises(UnusableInput, match="could both be"):
        matched(slots[:1], [student("a1", "Ada", "Day"), student("a2", "Ada", "Day")])


@pytest.mark.parametrize(
    ("names", "found"), [(["x_901_1_a.ipynb", "y_902_2_a.ipynb"], 2), (["x_901_1_a.ipynb"], 0)]
)
def test_ids_count_as_the_platforms_numbers_if_all_are_found(tmp_path, names, found):
    """One that is a number of the university may be somebody else's there by chance."""
    slots = slots_of(downloaded(tmp_path, *names))

    assert len(matched(slots, [student("901"), student("902")])) == found


@pytest.mark.parametrize("content", ["a,b\n1,2\n", None])
def test_other_files_are_refused(tmp_path, content):
    """It is said what to name."""
    path = downloaded(tmp_path, "homework.pdf") if content is None else tmp_path / "a.csv"
    if content:
        path.write_text(content)

    with pytest.raises(UnusableInput, match="as it was downloaded"):
        slots_of(path)


def test_archive_has_the_files_as_they_are(tmp_path):
    """Their bytes under their names, which aren't ASCII alone."""
    page = tmp_path / "index.html"
    page.write_text("<p>ä</p>", encoding="utf-8")
    target = tmp_path / "all.zip"

    target.write_bytes(archive_of({"Bob Müller_902_assignsubmission_file_/ch177.html": page}))

    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        (name,) = archive.namelist()
        assert (name, archive.read(name)) == (
            "Bob Müller_902_assignsubmission_file_/ch177.html",
            page.read_bytes(),
        )


def test_ids_that_differ_only_in_case_have_folders_of_their_own():
    """Unpacked on macOS or Windows, one page would otherwise replace the other."""
    folders = own_folders(["ada", "Ada", "bob", "e\u0301mile", "\u00e9mile"])

    assert folders["Ada"] == "Ada/"
    assert folders["ada"] == "ada-2/"
    assert folders["bob"] == "bob/"
    assert len({unicodedata.normalize("NFC", name).casefold() for name in folders.values()}) == 5
