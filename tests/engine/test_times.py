"""When a submission was handed in: read right or refused, and taken when it changes."""

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook.moments import moment

READ = {
    "2026-03-01 10:00:00 UTC": "2026-03-01 10:00:00",
    "2026-03-01 10:00:00.123456 UTC": "2026-03-01 10:00:00",
    "2026-03-01 10:00:00": "2026-03-01 10:00:00",
    "2026-03-01 10:00": "2026-03-01 10:00:00",
    "2026-03-01T10:00:00Z": "2026-03-01 10:00:00",
    "2026-03-01T10:00:00+02:00": "2026-03-01 08:00:00",
    "2026-03-01 10:00:00 +0530": "2026-03-01 04:30:00",
    "2026-03-01 10:00:00 -0330": "2026-03-01 13:30:00",
    "2026-03-01 10:00:00 PST": "2026-03-01 18:00:00",
    "2026-07-01 10:00:00 PDT": "2026-07-01 17:00:00",
    "2026-03-01 10:00:00 CET": "2026-03-01 09:00:00",
    "2026-07-01 10:00:00 CEST": "2026-07-01 08:00:00",
    "2026-07-01 10:00:00 Europe/Berlin": "2026-07-01 08:00:00",
    "2026-03-01 01:00:00 PM": "2026-03-01 13:00:00",
    "2026-03-01 12:00:00 AM": "2026-03-01 00:00:00",
    "Sun, 01 Mar 2026 10:00:00 +0100": "2026-03-01 09:00:00",
    "20260301T100000": "2026-03-01 10:00:00",
    "20260301T100000+0100": "2026-03-01 09:00:00",
    "1772359200": "2026-03-01 10:00:00",
    "1772359200000": "2026-03-01 10:00:00",
    "\ufeff2026-03-01 10:00:00 UTC\r\n": "2026-03-01 10:00:00",
}
REFUSED = ["", "yesterday, really", "\0\x01", "2026-03-01", "01/03/2026 10:00", "2026-03-01 10:00:00 XYZ"]
REFUSED += ["2026-02-30 10:00:00", "2026-03-01 13:00:00 PM", "2026-03-01 10:00:00 IST"]


@pytest.mark.parametrize("text", READ)
def test_common_forms_are_read_right(text):
    """The moment, in UTC."""
    assert f"{moment(text.encode()):%Y-%m-%d %H:%M:%S}" == READ[text]


def test_an_abbreviation_is_that_of_the_courses_zone():
    """CST is China's in Shanghai: nbgrader's exchange writes the abbreviation of its own zone."""
    text = b"2026-03-01 10:00:00 CST"

    assert (moment(text, "Asia/Shanghai").hour, moment(text).hour) == (2, 16)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_unclear_is_refused(text):
    """Rather than taken for another time."""
    with pytest.raises(ValueError, match=r"\w"):
        moment(text.encode())


@pytest.fixture
def course(build, hand_in):
    """Ada has handed in, with points to lose where she is late."""
    build.double()
    build.release()
    hand_in(build.root, "ada")
    with (build.root / "nbgrader_config.py").open("a") as config:
        config.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    stamp(build.root, "2026-03-01 10:00:00 UTC")
    return build.root


def stamp(root, text):
    """Note when Ada has handed in."""
    (root / "submitted/ada/demo/timestamp.txt").write_text(text)


def due(root, text):
    """Set the date due, as formgrader does."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "made-up") as gradebook:
        gradebook.update_or_create_assignment("demo", duedate=text)


@pytest.fixture
def grade(course, capsys):
    """Grade: stdout, and the points that count."""

    def call(*more):
        with pytest.raises(SystemExit):
            main(["grade", "demo", "--jobs", "1", "--course", str(course), *more])
        with Gradebook(f"sqlite:///{course}/gradebook.db", "made-up") as gradebook:
            submission = gradebook.find_submission("demo", "ada")
            return capsys.readouterr().out, submission.score - submission.late_submission_penalty

    return call


def test_a_changed_due_date_or_time_alone_is_taken(course, grade):
    """Nothing else has changed: the penalty comes and goes, and a dry run says so before."""
    assert grade()[1] == 2
    due(course, "2026-03-01 09:00:00 UTC")

    tried, score_before = grade("--dry-run")
    assert "late penalty" in tried
    assert score_before == 2
    said, score = grade()
    assert "late penalty" in said
    assert score == 0
    assert "have not changed" in grade()[0]

    stamp(course, "2026-03-01 08:00:00 UTC")
    assert grade()[1] == 2


def test_a_time_that_is_taken_away_counts_no_more(course, grade):
    """Nothing says when it was handed in, so it isn't late (nbgrader 1104)."""
    grade()
    due(course, "2026-03-01 09:00:00 UTC")
    assert grade()[1] == 0

    (course / "submitted/ada/demo/timestamp.txt").unlink()

    assert grade()[1] == 2


def test_an_unreadable_time_asks_a_person(course, grade):
    """It counts as on time meanwhile, and nobody has to guess why."""
    stamp(course, "gestern")

    said, score = grade()

    assert score == 2
    assert "needs a person" in said
    assert "timestamp.txt" in said


def test_an_extension_alone_is_taken(course, grade):
    """As nbgrader's own `grant_extension` notes it in the gradebook."""
    grade()
    due(course, "2026-03-01 09:00:00 UTC")
    assert grade()[1] == 0

    with Gradebook(f"sqlite:///{course}/gradebook.db", "made-up") as gradebook:
        gradebook.grant_extension("demo", "ada", hours=2)

    assert grade()[1] == 2


def test_extensions_come_from_a_file(course, grade):
    """A table with a student's id and another due date, whatever else is in it; a slip in an id is said."""
    grade()
    due(course, "2026-03-01 09:00:00 UTC")
    file = course / "extensions.csv"
    file.write_text("id,name,duedate\nada,Ada,2026-03-01 12:00 UTC\nbob,Bob,\nzoe,Zoe,2026-03-02 12:00 UTC\n")

    said, score = grade("--extensions", str(file))

    assert score == 2
    assert "zoe: nobody has this id, for which extensions.csv has an extension." in said
    assert grade()[1] == 2
