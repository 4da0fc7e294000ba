"""Wrong answers on no list: those that are wrong in the same way are put together, and proposed for it."""

import pytest

from autograder.cli import main
from autograder.gradebook import CourseGradebook
from autograder.report import anonymised, class_page, class_report

CLASS = {
    "ada": "def double(x):\n    # Ada's idea\n    return x + 1",
    "bob": "def double(x):\n    y = x\n    return y + 1",
    "cleo": "def double(x):\n    return x * x",
    "dan": "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "eve": "def double(x):\n    return y",
}
FORMGRADER = "http://localhost:8888/formgrader"


@pytest.fixture(scope="module")
def course(tmp_path_factory, make_course, hand_in):
    """A graded class: two are wrong alike, one as is listed, one not at all yet, one in her own way."""
    build = make_course(tmp_path_factory.mktemp("unlisted") / "course")
    build.double(test=build.TEST.replace("== 4", "== 4, f'double(2) is {double(2)}'"))
    build.release()
    for name, answer in CLASS.items():
        hand_in(build.root, name, answer)
    with pytest.raises(SystemExit):
        main(["grade", "demo", "--jobs", "1", "--course", str(build.root)])
    return build.course


@pytest.fixture(scope="module")
def report(course):
    """The class as the page gets it."""
    gradebook = CourseGradebook.of(course)
    with gradebook.open_existing() as opened:
        return class_report(opened, course.assignment("demo"), gradebook.autograded_folder)


def test_answers_that_are_wrong_alike_are_put_together(report):
    """However they are written; one is shown, what is listed or blank isn't among them."""
    found = [([who.id for who in one.students], one.sample.answer) for one in report.unlisted]

    assert found == [(["ada", "bob"], CLASS["ada"]), (["eve"], CLASS["eve"])]
    assert [student.id for student in report.students if student.unanswered] == ["dan"]


def test_the_page_shows_them_and_counts_blank_answers_apart(report):
    """A label tells nobody: then the answer, in which names may stand, isn't shown."""
    page, nobody = (class_page(one, formgrader=FORMGRADER) for one in (report, anonymised(report)))

    assert "unexplained" in page
    assert ">1 blank<" in page
    assert "Ada&#39;s idea" in page
    assert "Ada&#39;s idea" not in nobody
    assert "unexplained" in nobody


def test_a_stub_is_proposed_for_what_several_share(course, capsys):
    """It belongs below the exercise's other misconceptions, and has no hint yet."""
    with pytest.raises(SystemExit, match="0"):
        main(["verify", "demo", "--propose", "--course", str(course.root)])

    out = capsys.readouterr().out
    assert "# 2 students gave an answer that is wrong in this way.\n@doubling.misconception\n" in out
    assert 'def give_it_a_name(x):\n    """Say what is wrong' in out.replace("'''", '"""')
    assert "return x + 1" in out
    assert out.count("misconception\n") == 1
