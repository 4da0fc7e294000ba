"""`autograder check` with reports for other platforms: their files, GitHub's log, exit codes."""

import json
import re
import shutil
import subprocess

import pytest
from junitparser import JUnitXml

from autograder.cli import main

FILES = ("json", "junit", "gradescope", "ctrf", "classroom50", "prairielearn")
RUNNER = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "hello",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.com/cs/hello-ada/commit/a1b2c3d",
    "RELEASE_URL": "https://github.com/cs/hello-ada/releases/tag/x",
}
FORGED = """
def double(x):
    return "::error file=x::forged\\n\\n::add-mask::forged\\n##[error]forged\\n\\x1b[2J\\u202e<b>"
"""


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Check a submission in this process, with a file for each report: exit code, stdout, stderr, files."""

    def call(course, path, *arguments, reports=FILES, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        targets = {name: tmp_path / "reports" / name for name in reports}
        shutil.rmtree(tmp_path / "reports", ignore_errors=True)
        (tmp_path / "reports").mkdir()
        options = [word for name, target in targets.items() for word in (f"--{name}", str(target))]
        with pytest.raises(SystemExit) as ended:
            main(["check", str(path), "--course", str(course), *options, *arguments])
        out, err = capsys.readouterr()
        left = sorted(path.name for path in (tmp_path / "reports").iterdir())
        assert set(left) <= set(reports)  # nothing half-written
        written = {name: (tmp_path / "reports" / name).read_text(encoding="utf-8") for name in left}
        return ended.value.code, out, err, written

    return call


@pytest.fixture
def repository(build, hand_in, tmp_path):
    """A course, and a repository with a submission in one of its folders."""
    build.double()
    build.release()

    def write(source="def double(x):\n    return 2 * x"):
        notebook = hand_in(build.root, "ada", source)
        work = tmp_path / "repository" / "work"
        shutil.rmtree(tmp_path / "repository", ignore_errors=True)
        shutil.copytree(notebook.parent, work)
        subprocess.run(["git", "init", "--quiet", work.parent], check=True)
        return build.root, work

    return write


def obeyed(log):
    """The commands in a log that GitHub's runner obeys: those where it isn't told to obey none."""
    token, commands = None, []
    for line in log.splitlines():
        command = re.match(r"\s*::([\w-]+)(?: ([^:]*))?::(.*)", line) or re.search(r"##\[(\w+)()\](.*)", line)
        if command is None:
            continue
        if token is not None:
            token = None if command[1] == token else token
        elif command[1] == "stop-commands":
            token = command[3]
        else:
            commands.append((command[1], command[2] or "", command[3]))
    assert token is None
    return commands


def test_all_reports_agree(run, repository):
    """One run writes them all, with the same score."""
    code, out, err, written = run(*repository("def double(x):\n    return x * x"), **RUNNER)

    assert (code, err) == (0, "")
    assert "0 of 2 points" in out
    assert json.loads(written["json"])["score"] == json.loads(written["gradescope"])["score"] == 0
    assert json.loads(written["prairielearn"])["score"] == 0
    assert json.loads(written["ctrf"])["results"]["summary"]["failed"] == 1
    assert json.loads(written["classroom50"])["max-score"] == 200
    assert JUnitXml.fromstring(written["junit"].encode()).failures == 1
    assert all("You multiplied the number by itself." in text for text in written.values())


@pytest.mark.parametrize("handed_in", ["a notebook", "a folder"])
def test_a_notebook_alone_is_not_called_incomplete(run, build, repository, handed_in):
    """Whoever checks one of two sees that one and that there are more; a folder lacks the other."""
    course, work = repository()
    build.exercise("half", build.DOUBLE)
    path = work if handed_in == "a folder" else work / "1_double.ipynb"

    code, out, err, written = run(course, path, reports=["json"])

    assert (code, err) == (0, "")
    assert json.loads(written["json"])["max_score"] == 4
    if handed_in == "a folder":
        assert "half: missing" in out
        assert out.rstrip().endswith("2 of 4 points")
    else:
        assert "missing" not in out
        assert out.rstrip().endswith(
            "2 of 2 points\nThis is one of the 2 notebooks of demo. With half, there are 4 points in all."
        )


class TestThreshold:
    """`--fail-under`."""

    @pytest.mark.parametrize(
        ("source", "percent", "code"),
        [("2 * x", "100", 0), ("2 * x", "0", 0), ("x * x", "0", 0), ("x * x", "0.1", 1), ("x * x", "60", 1)],
    )
    def test_exit_code_says_whether_it_is_reached(self, run, repository, source, percent, code):
        """Reports are written either way."""
        course, work = repository(f"def double(x):\n    return {source}")

        ended, out, err, written = run(course, work, "--fail-under", percent, reports=["junit"])

        assert (ended, err) == (code, "")
        assert (f"less than {percent} %" in out) == bool(code)
        assert written["junit"]

    @pytest.mark.parametrize("percent", ["101", "-1", "many"])
    def test_no_percentage(self, run, repository, percent):
        """Said before any work."""
        course, work = repository()

        ended, out, err, written = run(course, work, "--fail-under", percent, reports=[])

        assert (ended, out, written) == (2, "", {})
        assert "--fail-under" in err


class TestUnusable:
    """What can't be graded."""

    def test_a_submission_without_notebooks_has_reports(self, run, repository):
        """Exit code 2 and a line as always; and the platforms get a result that says why. No JSON."""
        course, work = repository()
        shutil.rmtree(work)
        work.mkdir()
        (work / "homework.pdf").write_bytes(b"%PDF")

        code, out, err, written = run(course, work, **RUNNER)

        assert (code, out) == (2, "")
        assert "holds no notebook of demo" in err
        assert set(written) == {*FILES} - {"json"}
        assert all("holds no notebook of demo" in text for text in written.values())
        assert json.loads(written["gradescope"])["score"] == 0
        assert json.loads(written["prairielearn"])["gradable"] is False

    def test_a_path_that_is_not_there_has_none(self, run, repository):
        """That is no submission, but wrong usage."""
        course, work = repository()

        code, out, err, written = run(course, work / "nowhere", **RUNNER)

        assert (code, out, written) == (2, "", {})
        assert "is not there" in err

    def test_a_report_that_can_not_be_written(self, run, repository):
        """Said in a line, before any work where that can be known."""
        course, work = repository()

        for target in (work / "nowhere" / "junit.xml", work, "/proc/junit.xml"):
            code, _out, err, _written = run(course, work, "--junit", str(target), reports=[])
            assert code == 2
            assert "can't be written" in err
            assert len(err.splitlines()) == 1

    def test_classroom50_away_from_its_runner(self, run, repository, monkeypatch):
        """Which variable is missing is said, before any work."""
        course, work = repository()
        for name in ("CLASSROOM", "SUBMISSION_TAG"):
            monkeypatch.delenv(name, raising=False)

        code, out, err, written = run(course, work, reports=["classroom50"])

        assert (code, out, written) == (2, "", {})
        assert "SUBMISSION_TAG is not set" in err


class TestGithub:
    """`--github`, in a job of GitHub Actions."""

    @pytest.fixture
    def step(self, run, tmp_path):
        """Check as a step does: exit code, stdout, the summary."""

        def call(course, path):
            summary = tmp_path / "summary.md"
            summary.write_text("# Before\n")
            variables = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
            code, out, err, _written = run(course, path, "--github", reports=[], **variables)
            return code, out, err, summary.read_text(encoding="utf-8")

        return call

    def test_annotation_is_at_the_failed_cell(self, step, repository):
        """The file as the repository has it, and the line in which the cell's id is."""
        course, work = repository("def double(x):\n    return x * x")

        _code, out, _err, _summary = step(course, work)

        ((kind, properties, message),) = obeyed(out)
        file, line = re.search(r"file=([^,]*),.*line=(\d+)", properties).groups()
        assert (kind, file) == ("error", "work/1_double.ipynb")
        lines = (work / "1_double.ipynb").read_text().splitlines()
        assert '"test_double"' in lines[int(line) - 1]
        assert "You multiplied the number by itself." in message

    def test_a_single_notebook_and_an_archive_are_named(self, step, repository):
        """Relative to the repository as well; an archive has no lines."""
        course, work = repository("def double(x):\n    return x * x")
        archive = shutil.make_archive(str(work.parent / "work"), "zip", work)

        for path, properties in (
            (work / "1_double.ipynb", "file=work/1_double.ipynb,title=test_double%3A 0 of 2 points,line="),
            (archive, "file=work.zip,title=test_double%3A 0 of 2 points"),
        ):
            ((_kind, found, _message),) = obeyed(step(course, path)[1])
            assert found.startswith(properties)

    def test_summary_is_appended(self, step, repository):
        """What other steps have written stays."""
        _code, _out, _err, summary = step(*repository())

        assert summary.startswith("# Before\n## demo: 2 of 2 points\n")

    def test_hostile_values_command_nothing(self, step, repository):
        """What a student's function returns is in the log and in the summary, and obeyed nowhere."""
        course, work = repository(FORGED)

        code, out, _err, summary = step(course, work)

        assert code == 0
        assert "add-mask" in out
        assert [kind for kind, _properties, _message in obeyed(out)] == ["error"]
        assert obeyed(out)[0][1].startswith("file=work/1_double.ipynb")
        assert not [char for char in out + summary if not char.isprintable() and char != "\n"]

    def test_an_unusable_submission_is_annotated(self, step, repository):
        """Its log says why, too."""
        course, work = repository()
        (work / "1_double.ipynb").rename(work / "other.txt")

        code, out, err, summary = step(course, work)

        assert code == 2
        assert "holds no notebook" in err
        assert [kind for kind, _properties, _message in obeyed(out)] == ["error"]
        assert "holds no notebook" in summary
