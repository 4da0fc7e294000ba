"""`autograder export`: a real gradebook into platforms' files and plain tables, and back again."""

import codecs
import csv
import io
import json
import shutil

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook import CourseGradebook

ON_TIME, DUE, LATE = "2026-03-01 00:00:00 UTC", "2026-03-02 00:00:00 UTC", "2026-03-02 01:10:00 UTC"
RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x * x"
FORMULA = "=1+1"
SETTINGS = '''\
from nbgrader.plugins import BasePlugin

c = get_config()
c.CourseDirectory.course_id = "made-up"


class PointAnHour(BasePlugin):
    """The example of nbgrader's documentation."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return round(total_seconds_late / 3600, 0)


c.AssignLatePenalties.plugin_class = PointAnHour
'''
# Student: answer, what a person gives for the proof, and what counts in the end; fred is late by an hour.
CLASS = {
    "ada": (RIGHT, 3.0, 5.0),
    "bob": (WRONG, 1.25, 1.25),
    "cleo": (WRONG, None, 0.0),
    "fred": (RIGHT, 2.0, 3.0),
}
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (71),demo (72),Homework Current Score,Final Score
,,,,,,Manual Posting,,
    Points Possible,,,,,10.00,5.00,(read only),(read only)
"Lovelace, Adá",101,S-1,ada,"Mon, early",9.50,,50.00,50.00
"Builder, Bob",102,S-2,bob,Tue,8.00,4.00,50.00,50.00
"Selene, Cleo",103,S-3,cleo,Tue,,,50.00,50.00
"Rogers, Fred",106,S-6,fred,Tue,,,50.00,50.00
"Gone, Gil",107,S-7,gil,Tue,,,50.00,50.00
"Student, Test",999,,0f1e2d3c,Tue,,,,
"""
WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 11","Adá Lovelace",ada@example.edu,"Submitted for grading",,5.00,Yes,-,-,"Well done,
see me"
"Participant 12","Bob Builder",bob@example.edu,"Submitted for grading",4.00,5.00,Yes,-,-,
"Participant 13","Cleo Selene",cleo@example.edu,"No submission",,5.00,Yes,-,-,
"Participant 14","Fred Rogers",fred@example.edu,"Submitted for grading",,5.00,Yes,-,-,
"""
MOODLE_GRADEBOOK = """\
"First name","Last name","ID number",Institution,"Email address","Assignment: demo (Real)",\
"Assignment: demo (Percentage)","Quiz: demo quiz (Real)","Course total (Real)",\
"Last downloaded from this course"
Adá,Lovelace,ada,,ada@example.edu,-,-,7.00,7.00,1772359999
Bob,Builder,bob,,bob@example.edu,4.00,"80.00 %",-,4.00,1772359999
Cleo,Selene,cleo,,cleo@example.edu,-,-,-,-,1772359999
Fred,Rogers,fred,,fred@example.edu,-,-,-,-,1772359999
"""


def table(path, encoding="utf-8-sig", separator=","):
    """What any program would read from a CSV file."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=separator))


def column(rows, header, key):
    """A column by another one."""
    at, by = rows[0].index(header), rows[0].index(key)
    return {row[by]: row[at] for row in rows[1:] if row}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, make_course, hand_in):
    """A course that `autograder grade` has graded, and then a person all but Cleo's proof."""
    builder = make_course(tmp_path_factory.mktemp("export") / "course")
    builder.double()
    builder.release()
    root = builder.root
    (root / "nbgrader_config.py").write_text(SETTINGS)

    def proof(folder, text="Why?"):
        answer = builder.cell(text, "proof", cell_type="markdown", grade=True, solution=True, points=3)
        task = builder.cell("The idea?", "scheme", cell_type="markdown", task=True, locked=True, points=0)
        builder.notebook(answer, task, name="2_proof", folder=folder)

    proof("source")
    proof("release")
    for student, (answer, _, _) in CLASS.items():
        path = hand_in(root, student, answer).parent
        proof(f"submitted/{student}", "Because.")
        (path / "timestamp.txt").write_text(LATE if student == "fred" else ON_TIME)
    CourseGradebook.of(builder.course).register("demo")
    with Gradebook(f"sqlite:///{root}/gradebook.db", "made-up") as gradebook:
        gradebook.update_or_create_assignment("demo", duedate=DUE)
    with pytest.raises(SystemExit):
        main(["grade", "demo", "--course", str(root), "--jobs", "1"])
    with Gradebook(f"sqlite:///{root}/gradebook.db", "made-up") as gradebook:
        gradebook.update_or_create_student("ada", first_name=FORMULA, last_name="Lovelace", lms_user_id="101")
        gradebook.update_or_create_student("eve", first_name="Eve")
        for student, (_, points, _) in CLASS.items():
            grade = gradebook.find_grade("proof", "2_proof", "demo", student)
            if points is not None:
                grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()
    return root


@pytest.fixture
def export(graded, capsys):
    """Run the command: exit code, stdout, stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["export", "demo", "--course", str(graded), *map(str, arguments)])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


@pytest.fixture
def refused(export, tmp_path):
    """Run the command where it has to refuse: one line, code 2, and nothing written."""

    def call(*arguments):
        before = {path: path.read_bytes() for path in tmp_path.iterdir()}
        code, out, err = export(*arguments)
        assert (code, out, len(err.splitlines())) == (2, "", 1), (code, out, err)
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
        return err

    return call


@pytest.fixture
def exported(tmp_path):
    """Write a platform's file."""

    def write(text, encoding="utf-8", name="there.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return path

    return write


class TestScores:
    """What is exported is what nbgrader's gradebook says."""

    def test_scores_are_those_of_nbgrader_export(self, graded, export, nbgrader, tmp_path):
        """The same columns with the same numbers, for all who handed in."""
        ended = nbgrader(graded, "export", "--to", str(tmp_path / "stock.csv"))
        assert ended.returncode == 0, ended.stderr
        assert export("--to", "csv", "-o", tmp_path / "ours.csv")[0] == 0

        ours, stock = table(tmp_path / "ours.csv"), table(tmp_path / "stock.csv")

        for name in ("raw_score", "late_submission_penalty", "score", "max_score"):
            numbers = [
                {student: float(found[student]) for student in CLASS}
                for found in (column(ours, name, "student_id"), column(stock, name, "student_id"))
            ]
            assert numbers[0] == numbers[1], name
        assert numbers[0] == dict.fromkeys(CLASS, 5.0)
        assert column(ours, "score", "student_id") == {
            **{student: str(points) for student, (_, _, points) in CLASS.items()},
            "eve": "",
        }

    def test_json_has_every_cell(self, export, tmp_path):
        """A score, None where nobody has graded, and whether somebody has to."""
        export("--to", "json", "-o", tmp_path / "ours.json")

        document = json.loads((tmp_path / "ours.json").read_text())
        by_id = {student["student_id"]: student for student in document["students"]}

        assert document["max_score"] == 5
        assert document["cells"] == {"test_double": 2, "proof": 3, "scheme": 0}
        assert by_id["fred"]["cells"] == {"test_double": 2, "proof": 2, "scheme": 0}
        assert by_id["fred"]["late_submission_penalty"] == 1
        assert by_id["fred"]["timestamp"] == "2026-03-02T01:10:00+00:00"
        assert by_id["cleo"]["cells"]["proof"] is None
        assert {student for student, row in by_id.items() if row["needs_manual_grade"]} == {"cleo"}
        assert by_id["eve"]["score"] is None

    def test_parquet_has_types(self, export, tmp_path):
        """Numbers are numbers, times are times, nothing is text that is none."""
        from pyarrow import parquet

        export("--to", "parquet", "-o", tmp_path / "ours.parquet")

        found = parquet.read_table(tmp_path / "ours.parquet")
        by_id = {row["student_id"]: row for row in found.to_pylist()}

        assert {student: by_id[student]["score"] for student in CLASS} == {
            student: points for student, (_, _, points) in CLASS.items()
        }
        assert by_id["ada"]["first_name"] == FORMULA
        assert by_id["cleo"]["proof"] is None
        assert str(found.schema.field("timestamp").type) == "timestamp[us, tz=UTC]"
        assert str(found.schema.field("proof").type) == "double"

    def test_a_spreadsheet_runs_no_formula(self, export, tmp_path):
        """A student's name that begins like one has an apostrophe before it in CSV."""
        export("--to", "csv", "-o", tmp_path / "ours.csv")

        assert column(table(tmp_path / "ours.csv"), "first_name", "student_id")["ada"] == f"'{FORMULA}"

    def test_our_own_name_overwrites_nothing(self, refused, exported, tmp_path, monkeypatch):
        """Without -o a file of that name stays."""
        monkeypatch.chdir(tmp_path)
        exported("kept", name="demo.csv")

        assert "demo.csv is there already" in refused("--to", "csv")


class TestCanvas:
    """A gradebook that Canvas has exported."""

    def test_only_the_column_is_filled(self, export, exported, tmp_path):
        """All other cells are as they were; the given file too."""
        given = exported(CANVAS)

        code, out, err = export("--to", "canvas", "--into", given)

        before, after = table(given), table(tmp_path / "there-demo.csv")
        assert (code, err) == (1, "")
        assert given.read_text() == CANVAS
        assert column(after, "demo (72)", "SIS Login ID") == {
            "ada": "5", "bob": "1.25", "cleo": "", "fred": "3", "gil": "", "0f1e2d3c": "", "": "5.00"
        }  # fmt: skip
        at = before[0].index("demo (72)")
        assert [row[:at] + row[at + 1 :] for row in before] == [row[:at] + row[at + 1 :] for row in after]
        assert "Changed: bob, 4.00 → 1.25." in out
        assert "Left as it was: cleo; a person has to grade proof." in out
        assert "In the file, without a submission: Gone, Gil." in out
        assert "Columns left as they were: Quiz 1 (71)." in out

    def test_partial_scores_on_request(self, export, exported, tmp_path):
        """Then all that was handed in is there, and it says whose score may grow."""
        code, out, _ = export("--to", "canvas", "--into", exported(CANVAS), "--partial")

        assert code == 0
        assert column(table(tmp_path / "there-demo.csv"), "demo (72)", "SIS Login ID")["cleo"] == "0"
        assert "Written, but a person has to grade more: cleo." in out

    def test_the_given_file_only_by_name(self, export, exported):
        """-o overwrites it."""
        given = exported(CANVAS)

        export("--to", "canvas", "--into", given, "-o", given)

        assert column(table(given), "demo (72)", "SIS Login ID")["ada"] == "5"

    def test_excused_students_stay_excused(self, export, exported, tmp_path):
        """EX and N/A are Canvas's words for a grade that there is none of."""
        given = exported(
            CANVAS.replace('Rogers, Fred",106,S-6,fred,Tue,,', 'Rogers, Fred",106,S-6,fred,Tue,,EX')
        )

        code, out, _ = export("--to", "canvas", "--into", given)

        assert code == 1
        assert column(table(tmp_path / "there-demo.csv"), "demo (72)", "SIS Login ID")["fred"] == "EX"
        assert "Left as it was: fred; the file has 'EX'." in out

    def test_semicolons_and_decimal_commas_stay(self, export, exported, tmp_path):
        """As Canvas writes them for half of Europe, with the mark for Excel."""
        rows = list(csv.reader(io.StringIO(CANVAS)))
        text = io.StringIO()
        commas = [[cell.replace(".", ",") for cell in row] for row in rows]
        csv.writer(text, delimiter=";").writerows(commas)
        export("--to", "canvas", "--into", exported(text.getvalue(), "utf-8-sig"))

        written = (tmp_path / "there-demo.csv").read_bytes()

        assert written.startswith(codecs.BOM_UTF8)
        assert (
            column(table(tmp_path / "there-demo.csv", separator=";"), "demo (72)", "SIS Login ID")["bob"]
            == "1,25"
        )
        assert b"\r\n" in written

    def test_another_maximum_is_no_detail(self, refused, exported):
        """Points of 5 are none of 100, unless somebody says so."""
        given = exported(CANVAS.replace("10.00,5.00,(read", "10.00,100.00,(read"))

        assert "100 points for demo, the gradebook 5" in refused("--to", "canvas", "--into", given)

    def test_points_are_scaled_on_request(self, export, exported, tmp_path):
        """To percent, where the platform has 100 points."""
        given = exported(CANVAS.replace("10.00,5.00,(read", "10.00,100.00,(read"))

        export("--to", "canvas", "--into", given, "--scale")

        found = column(table(tmp_path / "there-demo.csv"), "demo (72)", "SIS Login ID")
        assert (found["ada"], found["bob"], found["fred"]) == ("100", "25", "60")

    @pytest.mark.parametrize("name", ["72", "Quiz 2", "Quiz 2 (72)"])
    def test_another_title(self, export, exported, refused, tmp_path, name):
        """Not guessed; named by its header, its title or its id."""
        given = exported(CANVAS.replace("demo (72)", "Quiz 2 (72)"))

        assert "no column for 'demo'; it has 'Quiz 1 (71)', 'Quiz 2 (72)'" in refused(
            "--to", "canvas", "--into", given
        )
        export("--to", "canvas", "--into", given, "--column", name)
        assert column(table(tmp_path / "there-demo.csv"), "Quiz 2 (72)", "SIS Login ID")["ada"] == "5"

    def test_a_student_who_is_not_there(self, refused, export, exported, tmp_path):
        """Named, and nothing is written; or left out on request."""
        given = exported("".join(line for line in CANVAS.splitlines(True) if "Fred" not in line))

        assert "no row for fred" in refused("--to", "canvas", "--into", given)
        code, out, _ = export("--to", "canvas", "--into", given, "--skip-unknown")
        assert code == 1
        assert "Not in the file, left out: fred." in out
        assert column(table(tmp_path / "there-demo.csv"), "demo (72)", "SIS Login ID")["ada"] == "5"

    def test_first_and_last_names_apart(self, export, exported, tmp_path):
        """As Canvas exports them if asked to."""
        lines = CANVAS.replace("Student,ID", "LastName,FirstName,ID").splitlines(True)
        lines[1] = "," + lines[1]
        lines[2] = lines[2].replace("Possible,", "Possible,,")
        lines[3:] = [line.replace(", ", '","', 1) for line in lines[3:]]

        export("--to", "canvas", "--into", exported("".join(lines)))

        assert column(table(tmp_path / "there-demo.csv"), "demo (72)", "SIS Login ID")["fred"] == "3"

    def test_the_platforms_own_id(self, export, exported, tmp_path):
        """The gradebook keeps it as lms_user_id."""
        given = exported(CANVAS.replace(",ada,", ",al815,"))

        export("--to", "canvas", "--into", given)

        assert column(table(tmp_path / "there-demo.csv"), "demo (72)", "ID")["101"] == "5"


class TestMoodle:
    """A grading worksheet, or a gradebook that Moodle has exported."""

    def test_a_worksheet_is_filled(self, export, exported, tmp_path):
        """By the address; what stands in several lines stays so."""
        given = exported(WORKSHEET)

        code, _, err = export("--to", "moodle", "--into", given, "--match", "Email address")

        before, after = table(given), table(tmp_path / "there-demo.csv")
        assert (code, err) == (1, "")
        assert list(column(after, "Grade", "Identifier").values()) == ["5", "1.25", "", "3"]
        at = before[0].index("Grade")
        assert [row[:at] + row[at + 1 :] for row in before] == [row[:at] + row[at + 1 :] for row in after]

    def test_what_stands_before_an_at_is_not_guessed(self, refused, exported):
        """Without --match, ada is not ada@example.edu."""
        assert "no row for ada, bob, cleo and fred" in refused(
            "--to", "moodle", "--into", exported(WORKSHEET)
        )

    def test_two_with_the_same_name_before_the_at(self, refused, exported):
        """Which of them is ada? Nothing is guessed."""
        given = exported(WORKSHEET.replace("bob@example.edu", "ada@example.org"))

        said = refused("--to", "moodle", "--into", given, "--match", "Email address")

        assert "ada could be rows 2 and 3" in said

    def test_a_locked_grade_stays(self, export, exported, tmp_path):
        """Moodle would leave it out without a word."""
        given = exported(WORKSHEET.replace('grading",,5.00,Yes', 'grading",,5.00,No', 1))

        code, out, _ = export("--to", "moodle", "--into", given, "--match", "email address")

        assert code == 1
        assert column(table(tmp_path / "there-demo.csv"), "Grade", "Identifier")["Participant 11"] == ""
        assert "ada; the grade can't be changed in Moodle" in out

    def test_a_scale_of_words_is_refused(self, refused, exported):
        """There are points to write."""
        given = exported(WORKSHEET.replace("Maximum Grade", "Scale"))

        assert "scale of words" in refused("--to", "moodle", "--into", given)

    def test_a_gradebook_is_filled(self, export, exported, tmp_path):
        """The column with points, not the one with percent nor that of a quiz."""
        code, out, err = export("--to", "moodle", "--into", exported(MOODLE_GRADEBOOK))

        after = table(tmp_path / "there-demo.csv")
        assert (code, err) == (1, "")
        assert list(column(after, "Assignment: demo (Real)", "ID number").values()) == ["5", "1.25", "-", "3"]
        assert list(column(after, "Assignment: demo (Percentage)", "ID number").values()) == [
            "-", "80.00 %", "-", "-"
        ]  # fmt: skip
        assert "The file doesn't say its maximum; these are points of 5." in out

    def test_percent_is_no_column_of_points(self, refused, exported):
        """Moodle reads none back."""
        given = exported(MOODLE_GRADEBOOK)

        said = refused("--to", "moodle", "--into", given, "--column", "Assignment: demo (Percentage)")

        assert "no column for 'Assignment: demo (Percentage)'" in said

    def test_nothing_to_scale_to(self, refused, exported):
        """A gradebook doesn't say its maximum."""
        said = refused("--to", "moodle", "--into", exported(MOODLE_GRADEBOOK), "--scale")

        assert "doesn't say what the maximum is" in said

    def test_another_language(self, refused, export, exported, tmp_path):
        """Columns are named by whoever can read them."""
        german = WORKSHEET
        for english, other in {
            "Identifier": "ID", "Full name": "Vollständiger Name", "Email address": "E-Mail-Adresse",
            ",Grade,": ",Bewertung,", "Maximum Grade": "Bestwertung",
        }.items():  # fmt: skip
            german = german.replace(english, other)
        given = exported(german, "cp1252")

        assert "Name one with --column." in refused("--to", "moodle", "--into", given)
        code, out, _ = export(
            "--to", "moodle", "--into", given, "--column", "Bewertung", "--match", "E-Mail-Adresse"
        )  # fmt: skip
        assert code == 1
        assert "doesn't say its maximum" in out
        after = table(tmp_path / "there-demo.csv", "cp1252")
        assert list(column(after, "Bewertung", "ID").values()) == ["5", "1.25", "", "3"]
        assert after[1][1] == "Adá Lovelace"


class TestFiles:
    """Other encodings and separators; files that are none."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
    @pytest.mark.parametrize("separator", [",", ";", "\t", ":"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_a_file_stays_in_its_way(self, export, exported, tmp_path, encoding, separator, newline):
        """Whatever the encoding, the separator and the ends of lines are, they are the same afterwards."""
        text = io.StringIO(newline="")
        rows = list(csv.reader(io.StringIO(CANVAS)))
        csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
        given = exported(text.getvalue(), encoding)

        export("--to", "canvas", "--into", given, "-o", given)

        for row, points in ((3, "5"), (4, "1.25"), (6, "3")):
            rows[row][6] = points
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
        assert given.read_bytes() == text.getvalue().encode(encoding)

    def test_an_unknown_encoding_is_written_back(self, export, exported, tmp_path):
        """Names in Cyrillic letters of a byte each: nothing of them is lost."""
        given = exported(CANVAS.replace("Lovelace, Adá", "Лавлейс, Ада"), "koi8-r")

        export("--to", "canvas", "--into", given)

        after = table(tmp_path / "there-demo.csv", "koi8-r")
        assert (after[3][0], after[3][6]) == ("Лавлейс, Ада", "5")

    @pytest.mark.parametrize(
        ("damage", "said"),
        [
            (lambda text: text.replace(",Tue,8.00", ",8.00"), "row 5 has 8 columns, the header has 9"),
            (lambda text: text.replace('"Builder, Bob"', 'Builder, "Bob'), "row 5 has"),
            (lambda text: text.replace('"Builder, Bob"', '"Builder, Bob'), "isn't a valid CSV file"),
            (
                lambda text: text.replace("S-2,bob", "S-2,ada"),
                "two rows for 'ada': 4 and 5, by their 'SIS Login ID'",
            ),
            (lambda text: text.replace("102,S-2", "101,S-2"), "two rows for '101'"),
            (lambda text: text.replace("S-2,bob", "ada,bob"), "ada could be rows 4 and 5"),
            (lambda text: text.replace("S-1,ada", "bob,ada").replace("S-2,bob", "S-2,b"), "are both row 4"),
            (lambda text: text.replace("    Points Possible", "Points"), "isn't a Canvas gradebook"),
            (lambda text: text.replace("SIS User ID", "ID"), "two columns 'ID'"),
            (lambda text: text.replace("Quiz 1 (71)", "demo (71)"), "2 columns for 'demo'"),
            (lambda text: text.replace("10.00,5.00,(read", "10.00,,(read"), "0 points for demo"),
            (lambda text: "", "isn't a table"),
            (lambda text: "Student\nAda\n", "isn't a table"),
            (lambda text: WORKSHEET, "isn't a Canvas gradebook"),
            (lambda text: b"PK\x03\x04 and more", "a spreadsheet. Export it as CSV"),
            (lambda text: text.encode("utf-16-le"), "zero bytes"),
            (lambda text: codecs.BOM_UTF16_LE + b"\x00\xd8\x41", "isn't"),
        ],
    )
    def test_a_damaged_file_is_refused(self, refused, exported, damage, said):
        """It says where, and what to do."""
        assert said in refused("--to", "canvas", "--into", exported(damage(CANVAS)))

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--to", "canvas"], "--into FILE"),
            (["--to", "moodle", "--into", "nowhere.csv"], "No such file"),
            (["--to", "csv", "--scale"], "--scale goes with"),
            (["--to", "json", "--partial"], "--partial goes with"),
            (["--to", "xls"], "'xls' is not one of"),
            (["--to", "csv", "-o", "/nowhere/there.csv"], "can't be written"),
            (["--to", "csv", "--db", "sqlite:////nowhere/gradebook.db"], "There is no gradebook"),
            (["--to", "csv", "--db", "nonsense"], "isn't a database URL"),
        ],
    )
    def test_wrong_usage(self, refused, arguments, said):
        """One line that says what to do."""
        assert said in refused(*arguments)

    def test_a_file_that_is_no_database(self, refused, exported):
        """Said, not traced."""
        path = exported("no database")

        assert "is damaged, or isn't a database" in refused("--to", "csv", "--db", f"sqlite:///{path}")

    def test_no_gradebook_is_made(self, graded, refused, tmp_path):
        """Where there is none to read."""
        course = shutil.copytree(graded, tmp_path.parent / f"{tmp_path.name}-course")
        (course / "gradebook.db").unlink()

        assert "There is no gradebook" in refused("--to", "csv", "--course", course)
        assert not (course / "gradebook.db").exists()


def test_what_waits_is_told(graded, export, hand_in, tmp_path):
    """A submission that nobody has graded is not in the gradebook, and not forgotten."""
    course = shutil.copytree(graded, tmp_path / "course")
    hand_in(course, "zoe")

    _, out, _ = export("--to", "csv", "-o", tmp_path / "ours.csv", "--course", course)

    assert "In submitted/, and not graded: zoe." in out
