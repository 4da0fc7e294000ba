"""`autograder report`: item analysis by hand, what the gradebook says, and what the command refuses."""

import re
import statistics
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook import CourseGradebook
from autograder.gradebook.writer import RECORD
from autograder.report import anonymised, class_page, class_report
from autograder.report.model import ClassReport, Item, StudentRow, Task
from autograder.report.statistics import analyse, fisher, summary, wilson

RIGHT, WRONG, SQUARE = (f"def double(x):\n    return {result}" for result in ("2 * x", "x + 1", "x * x"))
CLASS = {"ada": RIGHT, "bob": SQUARE, "cleo": WRONG, "dan": SQUARE}
FORMGRADER = "http://localhost:8888/formgrader"


def analysed(points, maxima):
    """The statistics of lists."""
    return analyse(np.array(points, dtype=float), np.array(maxima, dtype=float))


def test_difficulty_and_discrimination_by_hand():
    """Four students, three items; worked out with pencil and paper.

    The first item's points are 1, 1, 0, 0 and the rest scores 3, 2, 2, 0: the sums of products and squares
    of the deviations are 1.5, 1 and 4.75, so r = 1.5 / √4.75.
    """
    first, _, third = analysed([[1, 1, 2], [1, 0, 2], [0, 1, 1], [0, 0, 0]], [1, 1, 2])

    assert (first.difficulty, first.full, first.none, first.count) == (0.5, 2, 2, 4)
    assert first.discrimination == pytest.approx(1.5 / 4.75**0.5)
    assert third.difficulty == 5 / 8
    # 2, 2, 1, 0 against 2, 1, 1, 0: 2 / √(2.75 · 2)
    assert third.discrimination == pytest.approx(2 / (2.75 * 2) ** 0.5)


@given(some.data())
def test_discrimination_is_the_correlation_with_the_rest(data):
    """The same as Python's own correlation with the sum of all other items, for any class."""
    items = data.draw(some.integers(2, 5))
    row = some.lists(some.integers(0, 4), min_size=items, max_size=items)
    points = data.draw(some.lists(row, min_size=1, max_size=8))

    for item, found in enumerate(analysed(points, [4] * items)):
        own, rest = [row[item] for row in points], [sum(row) - row[item] for row in points]
        if len(points) < 3 or len(set(own)) == 1 or len(set(rest)) == 1:
            assert found.discrimination is None
            assert found.why_not
        else:
            assert found.discrimination == pytest.approx(statistics.correlation(own, rest))
        assert found.difficulty == pytest.approx(statistics.mean(own) / 4)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([[1, 0], [0, 1]], "fewer than 3 students"),
        ([[1, 0], [1, 1], [1, 1]], "all have the same points"),
        ([[1, 1], [0, 1], [1, 1]], "all have the same points in the rest"),
        ([[1], [0], [1]], "fewer than 3 students"),
    ],
)
def test_no_number_where_there_is_none(points, why):
    """Too few, or no spread: no correlation, and a reason. An item on its own has no rest."""
    found = analysed(points, [1] * len(points[0]))[0]

    assert (found.discrimination, found.why_not) == (None, why)


def test_unknown_points_are_left_out():
    """One student's second item waits: it counts neither in its difficulty nor in the rest of the first."""
    first, second = analysed([[1, 4], [0, 2], [1, np.nan], [0, 0], [1, 3]], [1, 4])

    assert (second.count, second.difficulty) == (4, (4 + 2 + 0 + 3) / 16)
    assert first.difficulty == 3 / 5
    assert first.discrimination == pytest.approx(statistics.correlation([1, 0, 0, 1], [4, 2, 0, 3]))


def test_intervals_by_hand():
    """3 of 10: (0.3 + 0.192 ± 1.96 √(0.021 + 0.0096)) / 1.384. r = 0.5 of 28: tanh(0.549 ± 1.96 / 5)."""
    assert wilson(0.3, 10) == pytest.approx((0.1078, 0.6032), abs=1e-4)
    assert wilson(1.0, 12) == pytest.approx((0.7575, 1.0), abs=1e-4)
    assert fisher(0.5, 28) == pytest.approx((0.1560, 0.7358), abs=1e-4)
    assert fisher(1.0, 12) is fisher(0.5, 3) is None


@pytest.mark.parametrize("students", [12, 60])
def test_intervals_hold_what_they_are_of(students):
    """In about 95 of 100 classes of one make, the number of all who could be in it lies within."""
    rng = np.random.default_rng(5)

    def drawn(many):
        """Points for an item of one point, and for four of three points each with parts of them."""
        ability = rng.normal(size=many)
        easier = rng.normal(size=(5, many)) + ability
        return (
            np.column_stack([easier[0] > -0.8, *(np.digitize(row, [-1, 0, 1]) for row in easier[1:])]) * 1.0
        )

    maxima = np.array([1.0, 3, 3, 3, 3])
    truth = analyse(drawn(200_000), maxima)
    classes = [analyse(drawn(students), maxima) for _ in range(600)]

    for item in (0, 1):
        p, r = truth[item].difficulty, truth[item].discrimination
        in_p = [low <= p <= high for low, high in (one[item].difficulty_interval for one in classes)]
        intervals = [one[item].discrimination_interval for one in classes]
        in_r = [low <= r <= high for low, high in filter(None, intervals)]
        assert np.mean(in_p) > 0.93
        assert 0.91 < np.mean(in_r) < 0.99
        assert len(in_r) > 500


def test_remarks_only_where_all_of_the_interval_says_so():
    """The same numbers of a class of 12, and of ten times as many: only there are they more than chance."""
    few = [[0, 1, 3], [0, 1, 2], [1, 1, 3], [0, 1, 1], [1, 1, 0], [1, 1, 0]] * 2
    few[0][1] = few[3][1] = 0

    small, large = analysed(few, [1, 1, 3]), analysed(few * 20, [1, 1, 3])

    assert [round(one.discrimination, 6) for one in small] == [round(one.discrimination, 6) for one in large]
    assert [one.remark for one in small] == ["", "", ""]
    assert "strong students lose points" in large[0].remark
    assert analysed([[1, number % 2] for number in range(300)], [1, 1])[0].remark.startswith("easy")
    assert analysed([[number == 0, number % 2] for number in range(300)], [1, 1])[0].remark.startswith("hard")


def test_scores_in_numbers():
    """The sample standard deviation; quartiles by linear interpolation."""
    found = summary([2.0, 4.0, 4.0, 6.0])

    assert (found.mean, found.median, found.quartiles, found.extremes) == (4, 4, (3.5, 4.5), (2, 6))
    assert found.deviation == statistics.stdev([2, 4, 4, 6])
    assert summary([3.0]).deviation is None
    assert summary([]) is None


WRITTEN = Item("1b", "essay", "1", points=3, written=True, open=1)
CODE = Item("1a", "double", "1", points=2, written=False)


def student(name, code, essay, *, penalty=0.0):
    """One who handed in."""
    score = max(0.0, (code or 0) + (essay or 0) - penalty)
    return StudentRow(
        name, "", submitted=True, score=score, penalty=penalty, points={"1a": code, "1b": essay}, links={}
    )


def classroom(*students, written=WRITTEN):
    """A class with code worth 2 points, and an essay worth 3."""
    return ClassReport("demo", None, 5.0, (CODE, written), students, {})


def test_written_answers_count_when_all_are_graded():
    """Before that, only the blank ones have points, zero: a mean of them would mislead."""
    waiting = classroom(student("ada", 2.0, None), student("bob", 1.0, 0.0))
    graded = classroom(student("ada", 2.0, 3.0), student("bob", 1.0, 0.0), written=replace(WRITTEN, open=0))

    assert (waiting.settled_points, [waiting.settled_score(one) for one in waiting.students]) == (2, [2, 1])
    assert (graded.settled_points, [graded.settled_score(one) for one in graded.students]) == (5, [5, 1])
    assert "Counted here are 2 of 5 points" in class_page(waiting, formgrader=FORMGRADER)
    assert "Counted here" not in class_page(graded, formgrader=FORMGRADER)


def test_penalties_never_lead_below_zero():
    """As in nbgrader's export."""
    late = classroom(student("ada", 1.0, 0.0, penalty=4.0))

    assert late.settled_score(late.students[0]) == 0


def test_what_there_is_to_do_comes_first():
    """By kind, each with its number: before all else of the page, and nothing where nothing is to do."""
    tasks = (
        Task("1", "essay", "", "answer"),
        Task("1", "", "It is cut off.", "unreadable"),
        Task("1", "double", "a.ipynb was graded, but b.ipynb holds another answer.", "file"),
    )
    links = {"1": "0123"}
    page = class_page(
        classroom(
            replace(student("ada", 2.0, None), tasks=tasks, links=links),
            replace(student("bob", 1.0, None), tasks=tasks[:1], links=links),
        ),
        formgrader=FORMGRADER,
        written="demo-written.html",
    )

    sections = re.findall(r'<section id="(\w+)"', page)
    todo = page[page.index('<section id="todo"') : page.index('<section id="teach"')]
    assert sections == ["todo", "teach", "exercises", "students", "time", "repairs"]
    assert re.findall(r"<h3>(.*)</h3>", todo) == [
        "2 answers to grade",
        "1 file that can’t be read",
        "1 file to choose",
    ]
    assert 'href="demo-written.html"' in todo
    assert f'href="{FORMGRADER}/gradebook/demo/1"' in todo
    assert f'href="{FORMGRADER}/submissions/0123/"' in todo
    assert "but b.ipynb holds another answer" in todo
    assert "Nothing: every file could be read" in class_page(
        classroom(student("ada", 2.0, 3.0)), formgrader=FORMGRADER
    )


def test_names_lead_to_feedback(tmp_path):
    """To the page with all of it, else to the first of a notebook, else to formgrader."""
    ada = replace(student("ada", 2.0, 3.0), links={"1": "0123"})
    folder = tmp_path / "feedback" / "ada" / "demo"
    folder.mkdir(parents=True)

    def address():
        """Of the name in the students' table."""
        page = class_page(
            classroom(ada),
            formgrader=FORMGRADER,
            feedback=lambda student: tmp_path / "feedback" / student / "demo",
            folder=tmp_path / "report",
        )
        return re.search(r'<bdi><a href="([^"]+)">ada', page)[1]

    found = [address()]
    for name in ("1.html", "index.html"):
        (folder / name).write_text("")
        found.append(address())

    assert found == [
        f"{FORMGRADER}/manage_students/ada/demo",
        "../feedback/ada/demo/1.html",
        "../feedback/ada/demo/index.html",
    ]


def test_an_exercise_has_one_name(course):
    """Number and name, in that order, in the table, in headings and where it is taught again."""
    page = class_page(read(course), formgrader=FORMGRADER)

    assert len(re.findall(r"1a double", page)) >= 3
    assert "double 1a" not in page


def test_labels_are_new_each_time():
    """The same class twice: other labels, other order, and nothing else differs but what tells who it is."""
    students = [
        replace(student(f"s{number:03}", number % 3, None), name=f"N{number:03}") for number in range(200)
    ]
    report = classroom(*students)

    first, second = anonymised(report), anonymised(report)

    labels = [{one.id for one in report.students} for report in (first, second)]
    assert [len(one) for one in labels] == [200, 200]
    assert not labels[0] & {one.id for one in students}
    assert len(labels[0] & labels[1]) < 5
    assert [one.score for one in first.students] != [one.score for one in students]
    assert sorted(one.score for one in first.students) == sorted(one.score for one in students)
    assert not any(one.name or one.links for one in first.students)


@pytest.fixture(scope="module")
def course(tmp_path_factory, make_course, hand_in):
    """A class of four that has doubled numbers; ada is in time, bob late, cleo late with an extension."""
    build = make_course(tmp_path_factory.mktemp("report") / "course")
    build.double()
    build.release()
    for name, answer in CLASS.items():
        path = hand_in(build.root, name, answer)
        day = 1 if name == "ada" else 3
        (path.parent / "timestamp.txt").write_text(f"2026-03-0{day} 12:00:00 UTC\n")
        if name == "ada":  # who has copied and pasted the tests
            document = nbformat.read(path, as_version=4)
            document.cells.append(nbformat.from_dict(document.cells[-1] | {"id": "pasted"}))
            nbformat.write(document, path)
    path.write_text('{"cells": [')  # dan's
    graded = run("grade", "demo", "--jobs", 1, "--course", build.root)
    assert graded == 1  # dan's file is cut off
    with Gradebook(f"sqlite:///{build.root}/gradebook.db") as gradebook:
        gradebook.find_assignment("demo").duedate = datetime(2026, 3, 2, 12)
        gradebook.find_submission("demo", "cleo").extension = timedelta(days=2)
        gradebook.add_student("eve", first_name="Eve")
        gradebook.db.commit()
    return build.course


def run(*arguments):
    """The exit code of `autograder`."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


def read(course):
    """The class as the page gets it."""
    gradebook = CourseGradebook.of(course)
    with gradebook.open_existing() as opened:
        return class_report(opened, course.assignment("demo"), gradebook.autograded_folder)


def test_what_the_gradebook_says(course):
    """Points, misconceptions, repairs, lateness with extensions, files to look at, who handed in nothing."""
    report = read(course)
    ada, bob, cleo, dan, eve = report.students

    assert [(item.code, item.name, item.points) for item in report.items] == [("1a", "double", 2.0)]
    assert [one.points for one in (ada, bob, cleo, dan)] == [
        {"1a": 2.0},
        {"1a": 0.0},
        {"1a": 0.0},
        {"1a": 0.0},
    ]
    assert [one.late for one in (ada, bob, cleo, dan)] == [0, 86400, 0, 86400]
    assert ada.repairs == (
        (
            "1_double",
            "The cell “test_double” was in the notebook twice. It counts once, with its original text.",
        ),
    )
    assert (bob.repairs, bob.remarks, ada.remarks) == ((), [], ["repaired"])
    assert ada.handed_in == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert (eve.submitted, eve.name) == (False, "Eve")
    assert [(one.id, one.hint, [who.id for who in one.students]) for one in report.misconceptions] == [
        ("squares", "You multiplied the number by itself.", ["bob"])
    ]
    assert {
        kind: [(who.id, task.notebook) for who, task in found] for kind, found in report.tasks.items()
    } == {"unreadable": [("dan", "1_double")]}
    assert "cut off" in dan.tasks[0].why
    assert all(one.seconds > 0 for one in (ada, bob, cleo))


def test_after_stock_autograde_scores_are_left(course):
    """The command of nbgrader leaves no record: the page has the points, and says what it lacks."""
    kept = {path: path.read_bytes() for path in course.step("autograded").glob(f"*/demo/{RECORD}")}
    for path in kept:
        path.unlink()

    try:
        report = read(course)
    finally:
        for path, data in kept.items():
            path.write_bytes(data)

    assert [one.points for one in report.submissions] == [one.points for one in read(course).submissions]
    assert report.misconceptions == []
    assert "Of 4 of these submissions only scores are known" in class_page(report, formgrader=FORMGRADER)


def test_a_regrade_of_points_by_a_person_is_asked_for(course):
    """What a person has graded and the machine graded anew is among what needs a person."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("test_double", "1_double", "demo", "bob")
        grade.manual_score, grade.needs_manual_grade = 1.5, True
        gradebook.db.commit()

        report = read(course)
        grade.manual_score, grade.needs_manual_grade = None, False
        gradebook.db.commit()

    assert report.students[1].points == {"1a": 1.5}
    assert [(who.id, task.cell) for who, task in report.tasks["verdict"]] == [("bob", "test_double")]


def test_the_page_is_written_whole(course, tmp_path, capsys):
    """Into a folder that is made; a second run replaces it; nothing else is left there."""
    for _ in range(2):
        assert run("report", "demo", "-o", tmp_path / "new" / "folder", "--course", course.root) == 0

    (file,) = (tmp_path / "new" / "folder").iterdir()
    assert file.name == "demo.html"
    assert file.read_text(encoding="utf-8").endswith("</html>\n")
    assert str(file) in capsys.readouterr().out.replace("\n", "")


def test_name_of_a_page_is_a_file(course, tmp_path):
    """What ends in .html is the page, and no folder."""
    assert run("report", "demo", "-o", tmp_path / "new" / "class.html", "--course", course.root) == 0

    assert (tmp_path / "new" / "class.html").read_text(encoding="utf-8").endswith("</html>\n")


def test_where_it_goes_by_default(course):
    """A folder of the course; the anonymous page has another name."""
    for options in ([], ["--anonymous"]):
        assert run("report", "demo", "--course", course.root, *options) == 0

    assert sorted(path.name for path in (course.root / "report").iterdir()) == [
        "demo-anonymous.html",
        "demo.html",
    ]


def refusal(capsys, *arguments):
    """The line on stderr of a command that refuses."""
    assert run(*arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_without_a_gradebook(build, capsys):
    """Exit code 2, and no gradebook is made."""
    build.double()

    assert "There is no gradebook" in refusal(capsys, "report", "demo", "--course", build.root)
    assert not (build.root / "gradebook.db").exists()
    assert not (build.root / "report").exists()


def test_with_nothing_graded(build, capsys):
    """A gradebook that knows the assignment, and no submission."""
    build.double()
    build.release()
    CourseGradebook.of(build.course).register("demo")

    assert "has no grades of demo" in refusal(capsys, "report", "demo", "--course", build.root)
    assert not (build.root / "report").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["other"], "No assignment 'other'"),
        (["demo", "--formgrader", "javascript:alert(1)"], "isn't the address of a web page"),
        (["demo", "--db", "nonsense"], "isn't a database URL"),
    ],
)
def test_what_makes_no_sense(course, capsys, arguments, said):
    """One line that says so."""
    assert said in refusal(capsys, "report", *arguments, "--course", course.root)


def test_where_nothing_can_be_written(course, tmp_path, capsys):
    """A file for a folder, a folder for a file: one line, and what is there stays as it was."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder" / "demo.html").mkdir(parents=True)

    for target in ("file", "file/below", "folder"):
        said = refusal(capsys, "report", "demo", "-o", tmp_path / target, "--course", course.root)
        assert str(tmp_path) in said

    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["demo.html"]
