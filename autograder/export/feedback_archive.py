"""Everybody's feedback in one archive, under the names by which Moodle and Canvas give it to the students.

Moodle: "Upload multiple feedback files in a zip" of an assignment. The name of each folder is
FULL NAME_PARTICIPANT_assignsubmission_file_, as in the archive of "Download all submissions"; the number is
also in the grading worksheet, as Identifier. The `_` at the end is what Moodle before 4.1 asks for and later
ones allow. (mod/assign/feedback/file/importziplib.php of moodle/moodle)

Canvas: "Upload Submissions" of an assignment. Each file is called as the one that was downloaded by "Download
Submissions": NAME_[LATE_]USER_FILE_…, where both numbers have to be those of a file handed in. Canvas lists
what is uploaded under the name of that file. (AbstractAssignment#infer_comment_context_from_filename of
instructure/canvas-lms)

Neither platform's numbers can be made up, so they are taken from what the platform gave. A student is found
there by the gradebook's `lms_user_id`, email address or name; by the id, if all are found so. Feedback that
may be somebody else's is given to nobody.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from autograder.errors import UnusableInput
from autograder.export.class_scores import StudentScores
from autograder.export.sheet import Sheet
from autograder.text import same_file

_MOODLE = re.compile(r"(?P<name>[^_/]+)_(?P<number>\d+)_assignsubmission_[a-z]+(_.*)?")
_CANVAS = re.compile(r"(?P<name>.+?)_(?:LATE_)?(?P<number>\d+)_\d+(?=_)")
_PARTICIPANT = re.compile(r"\D*(\d+)")  # "Participant 123", in the language of the course
_TELL = "Tell the gradebook the platform's number: `nbgrader db student add ID --lms-user-id NUMBER`."
_IDS = ("Username", "ID number", "Email address")


@dataclass(frozen=True)
class Slot:
    """Where a platform looks for a student's feedback.

    Attributes:
        path: the file's path in the archive, without the assignment's name and ending.
        number: the platform's number for the student.
        known_as: what else the platform calls the student.
    """

    path: str
    number: str
    known_as: frozenset[str]


def slots_of(path: Path) -> list[Slot]:
    """What a platform gave: the archive of all submissions, or Moodle's grading worksheet.

    Raises:
        UnusableInput: it is neither.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found = [*filter(None, map(_slot, archive.namelist()))]
    else:
        found = _in_worksheet(Sheet.read(path))
    if not found:
        raise UnusableInput(
            f"{path.name} has no names that Moodle or Canvas give to submissions.",
            "Name the archive of all submissions as it was downloaded, or Moodle's grading worksheet.",
        )
    return list({slot.number: slot for slot in reversed(found)}.values())


def matched(slots: list[Slot], students: Iterable[StudentScores]) -> dict[str, Slot]:
    """The slot of each student that has one, by the student's id in nbgrader.

    Raises:
        UnusableInput: a student and a slot don't belong to each other alone.
    """
    students = list(students)
    numbers = {slot.number for slot in slots}
    ids_are_numbers = all(student.id in numbers for student in students)
    found: dict[str, Slot] = {}
    for student in students:
        known = {student.id, student.email, f"{student.first_name} {student.last_name}"}
        known |= {f"{student.last_name} {student.first_name}"}
        names = {*map(_folded, known)} - {""}
        number = {student.lms_user_id} | ({student.id} if ids_are_numbers else set())
        fitting = [slot for slot in slots if slot.number in number or slot.known_as & names]
        if len(fitting) > 1:
            raise UnusableInput(
                f"{student.id} could be {' and '.join(slot.path for slot in fitting)}.",
                _TELL,
            )
        if fitting:
            found[student.id] = fitting[0]
    for slot in slots:
        several = [student for student, other in found.items() if other is slot]
        if len(several) > 1:
            raise UnusableInput(
                f"{' and '.join(several)} could both be {slot.path}.",
                _TELL,
            )
    return found


def own_folders(students: Iterable[str]) -> dict[str, str]:
    """A folder for each student, called after the id; `ada-2/` where macOS would unpack it into `Ada/`."""
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for student in sorted(students):
        names = chain([student], (f"{student}-{number}" for number in count(2)))
        name = next(one for one in names if same_file(one) not in taken)
        taken.add(same_file(name))
        folders[student] = f"{name}/"
    return folders


def archive_of(pages: Mapping[str, Path]) -> bytes:
    """A zip archive of files, by their path in it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(pages.items()):
            archive.write(path, name)
    return data.getvalue()


def _slot(entry: str) -> Slot | None:
    """That of a file in the archive of all submissions."""
    top, _, rest = entry.partition("/")
    moodle = _MOODLE.fullmatch(top)
    if moodle:
        return _moodle(moodle["name"], moodle["number"])
    canvas = _CANVAS.match(rest.rpartition("/")[2] or top)
    if canvas:
        return Slot(f"{canvas.group()}_", canvas["number"], frozenset({_folded(canvas["name"])}))
    return None


def _moodle(name: str, number: str, ids: Iterable[str] = ()) -> Slot:
    clean = re.sub(r"[_/\\]+", " ", name).strip() or "Student"
    known = {name, *ids, *(one.partition("@")[0] for one in ids)}
    return Slot(f"{clean}_{number}_assignsubmission_file_/", number, frozenset({*map(_folded, known)} - {""}))


def _in_worksheet(sheet: Sheet) -> list[Slot]:
    identifier, name = sheet.column("Identifier"), sheet.column("Full name")
    if identifier is None:
        return []
    columns = [column for column in map(sheet.column, _IDS) if column is not None]
    found = []
    for row in sheet.body().values():
        number = _PARTICIPANT.fullmatch(row[identifier].strip())
        if number:
            full_name = "" if name is None else row[name]
            found.append(_moodle(full_name, number[1], [row[column].strip() for column in columns]))
    return found


def _folded(text: str) -> str:
    """A name as it is compared: Canvas leaves out all but letters and digits."""
    return "".join(filter(str.isalnum, text.casefold()))
