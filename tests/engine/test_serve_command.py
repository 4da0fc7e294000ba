"""`autograder serve` from the command line: the class's links, and a copy of the course to click through."""

import csv
import re

import pytest
from running import until
from serving import Serving, free_port

from autograder.cli import main
from autograder.course import Course
from autograder.gradebook import CourseGradebook


@pytest.fixture(scope="module")
def released(tmp_path_factory, make_course):
    """A course with a release; its gradebook knows Ada and Bob."""
    builder = make_course(tmp_path_factory.mktemp("serve") / "course")
    builder.double()
    builder.release()
    with CourseGradebook.of(Course.at(builder.root)).open() as gradebook:
        for student in ("ada", "bob"):
            gradebook.add_student(student)
    return builder.root


@pytest.fixture
def write_links(released, tmp_path, capsys):
    """Write the links to a file: the exit code, the output, and each link by its id."""
    path, port = tmp_path / "links.csv", free_port()

    def write(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["serve", "--links", str(path), "--port", str(port), "--course", str(released), *arguments])
        with path.open(newline="") as file:
            return (
                ended.value.code,
                capsys.readouterr(),
                {row["id"]: row["link"] for row in csv.DictReader(file)},
            )

    return write


def who(serving, link):
    """The page that a link's button opens."""
    path = "/" + link.split("/", 3)[3]
    page = serving.ask(path)
    xsrf = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
    assert xsrf, page.text[:2000]
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    answer = serving.ask(path, "POST", b"", {"Cookie": cookie, "X-Xsrftoken": xsrf[1]})
    session = [value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie", [])]
    headers = {"Cookie": "; ".join(session)}
    home = serving.ask("", headers=headers)
    return home if home.status == 200 else serving.ask(home.headers["Location"], headers=headers)


def test_everybody_in_the_gradebook_gets_a_link_that_opens_the_page(write_links, released, tmp_path):
    """And so does the instructor; a link that is withdrawn opens nothing more, the others do."""
    code, said, links = write_links()
    with Serving(released, tmp_path / "log") as serving:
        opened = who(serving, links["ada"])
        _, _, left = write_links("--withdraw", "ada")
        closed = serving.ask("/" + links["ada"].split("/", 3)[3])
        other = who(serving, links["bob"])

    assert code == 0
    assert "links of 3 people" in said.out
    assert set(links) == {"ada", "bob", "instructor"}
    assert (opened.status, other.status) == (200, 200)
    assert "ada" in opened.text
    assert "demo" in opened.text
    assert closed.status in (403, 404)
    assert left["ada"] == ""


def test_a_course_to_click_through_is_a_copy_with_a_class(released, tmp_path):
    """It says a link for a student and one for the instructor, who sees what the class has handed in."""
    log = tmp_path / "log"
    before = sorted(path.relative_to(released) for path in released.rglob("*") if "pycache" not in path.name)

    with Serving(released, log, "--try") as serving:
        links = until(lambda: re.findall(r"http\S+/in/\S+", log.read_text()))
        student, instructor = (who(serving, link) for link in links)

    assert (student.status, instructor.status) == (200, 200)
    assert "demo" in student.text
    assert "12 of 12" in instructor.text
    assert before == sorted(
        path.relative_to(released) for path in released.rglob("*") if "pycache" not in path.name
    )
