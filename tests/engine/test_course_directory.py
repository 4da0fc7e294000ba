"""What `c.CourseDirectory` sets means the same to every command as it does to nbgrader."""

import json
import shutil

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook import CourseGradebook

STRUCTURE = "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'\n"


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command from elsewhere: exit code, stdout, stderr."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(list(map(str, arguments)))
        return ended.value.code, *capsys.readouterr()

    yield call
    assert list(elsewhere.iterdir()) == []


def configure(root, text):
    """Add to a course's configuration."""
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(text)


def test_a_relative_gradebook_lies_in_the_root(build, hand_in, run, nbgrader):
    """As with nbgrader, wherever the command is called from; its path is printed whole."""
    build.double()
    build.release()
    hand_in(build.root, "ada")
    configure(build.root, "c.CourseDirectory.db_url = 'sqlite:///grades.db'\n")

    code, out, _ = run("grade", "demo", "--jobs", "1", "--course", build.root)
    stock = nbgrader(build.root, "db", "student", "list")

    assert code == 0
    assert f"The gradebook is {build.root}/grades.db." in out
    assert "ada" in stock.stdout + stock.stderr
    assert not (build.root / "gradebook.db").exists()
    assert run("export", "demo", "--to", "csv", "-o", build.root / "out.csv", "--course", build.root)[0] == 0


def test_another_root_and_another_structure_are_nbgraders(build, hand_in, run, nbgrader, tmp_path):
    """The configuration is in one folder, the files in another, by assignment: all commands agree."""
    build.double()
    build.release()
    hand_in(build.root, "ada")
    home, root = tmp_path / "home", build.root
    home.mkdir()
    for step in ("source", "release"):
        assert (root / step / "demo").is_dir()
    shutil.move(root / "submitted/ada/demo", root / "submitted/demo/ada")
    shutil.move(root / "nbgrader_config.py", home)
    configure(home, f"c.CourseDirectory.root = '../{root.name}'\n{STRUCTURE}")
    configure(home, "c.Autograde.exporter_class = 'autograder.gradebook.autograde.BatchExporter'\n")

    code, out, err = run("grade", "demo", "--jobs", "1", "--course", home)
    others = [
        run(*command, "--course", home)[0]
        for command in (("report", "demo"), ("export", "demo", "--to", "csv", "-o", root / "out.csv"))
    ]
    stock = nbgrader(home, "autograde", "demo")

    assert (code, err, others) == (0, "", [0, 0])
    assert f"The gradebook is {root}/gradebook.db." in out
    assert (root / "autograded/demo/ada/.autograder.json").is_file()
    assert (root / "report/demo.html").is_file()
    assert "Skipping existing assignment: ada" in stock.stderr
    with Gradebook(f"sqlite:///{root}/gradebook.db", "made-up") as gradebook:
        assert gradebook.find_submission("demo", "ada").score == 2


def test_a_password_is_not_shown(build):
    """Of a URL, everything else is."""
    url = "postgresql://me:secret@host/name"

    shown = CourseGradebook.of(build.course, url).shown

    assert shown == "postgresql+psycopg://me:***@host/name"


def test_a_gradebooks_path_is_shown_as_it_is(make_course, tmp_path):
    """Umlauts and spaces are not written as in a URL."""
    build = make_course(tmp_path / "Übung 1")

    assert CourseGradebook.of(build.course).shown == str(tmp_path / "Übung 1" / "gradebook.db")


def test_a_configuration_in_json_is_one_too(build, hand_in, run):
    """Nbgrader reads nbgrader_config.json; so does a package that goes elsewhere."""
    build.double()
    build.release()
    hand_in(build.root, "ada")
    (build.root / "nbgrader_config.py").unlink()
    named = {"CourseDirectory": {"db_url": "sqlite:///grades.db"}, "Limits": {"cell": 7}}
    (build.root / "nbgrader_config.json").write_text(json.dumps(named))

    code, out, _ = run("grade", "demo", "--jobs", "1", "--course", build.root)
    packed = build.course.elsewhere("demo")["nbgrader_config.py"].decode()

    assert code == 0
    assert f"The gradebook is {build.root}/grades.db." in out
    (build.root / "nbgrader_config.json").unlink()
    (build.root / "nbgrader_config.py").write_text(packed)
    assert build.course.limits().cell == 7


def test_a_source_elsewhere_is_not_taken_along(build, run, tmp_path):
    """It grades here; what has to go to another machine says which folder it misses."""
    build.double()
    build.release()
    shutil.move(build.root / "source", tmp_path / "source")
    configure(build.root, f"c.CourseDirectory.source_directory = {str(tmp_path / 'source')!r}\n")

    code, _, err = run("package", "gradescope", "demo", "-o", tmp_path / "out.zip", "--course", build.root)

    assert code == 2
    assert f"{tmp_path}/source/demo isn't in the course's folder" in err
    assert not (tmp_path / "out.zip").exists()
