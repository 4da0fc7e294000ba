"""The command line: help with examples, exit codes, and one line for whoever got something wrong."""

import json
import re
import subprocess
import sys

import pytest

from autograder.cli import main
from autograder.cli.main import COMMANDS


@pytest.fixture
def run(capsys):
    """Run a command in this process: its exit code, stdout and stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


def expect_one_line(result, *words):
    """Exit code 2, nothing on stdout, one line on stderr that has these words in it."""
    code, out, err = result

    assert code == 2
    assert out == ""
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    assert err.startswith("autograder: ")
    assert "Traceback" not in err
    for word in words:
        assert word in err


@pytest.fixture
def released(build):
    """A course with a release and no submissions."""
    build.double()
    build.release()
    return build.root


class TestHelp:
    """Whoever asks for help gets some."""

    @pytest.mark.parametrize("command", COMMANDS)
    @pytest.mark.parametrize("option", ["--help", "-h"])
    def test_every_command_has_an_example(self, run, command, option):
        """The help ends with a command line that could be typed."""
        code, out, err = run(command, option)

        assert (code, err) == (0, "")
        assert out.startswith(f"Usage: autograder {command}")
        assert re.search(rf"Example:\n +autograder {command}( |\n)", out)

    def test_commands_of_the_contract_are_there(self):
        """Other people's scripts call these."""
        assert {"grade", "verify", "sample"} <= set(COMMANDS)

    def test_help_lists_every_command(self, run):
        """In the order of the work, each with a line that says what it does and is not cut off."""
        code, out, _ = run("--help")

        assert code == 0
        listed = re.findall(r"^  (\w+) +(\w.+\.)$", out.partition("Commands:")[2], re.MULTILINE)
        assert listed == list(COMMANDS.items())
        assert listed[0][0] == "new"

    def test_version_is_told(self, run):
        """For reports of errors."""
        code, out, _ = run("--version")

        assert code == 0
        assert out.startswith("autograder, version ")

    def test_no_command_shows_the_help(self, run):
        """Somebody who types the name alone wants to know what there is; it is wrong usage all the same."""
        code, out, err = run()

        assert code == 2
        assert "Usage: autograder" in out + err

    def test_module_can_be_run(self, tmp_path):
        """`python -m autograder` is the same command."""
        ended = subprocess.run(
            [sys.executable, "-m", "autograder", "grade", "nope"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )

        assert ended.returncode == 2
        assert ended.stderr.startswith("autograder: ")
        assert "isn't a course" in ended.stderr


class TestWrongUsage:
    """What can't be used is one line on stderr, exit code 2, and no traceback."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("grade", "demo", "--nope"),
            ("grade",),
            ("grade", "demo", "other"),
            ("grade", "demo", "--student"),
            ("verify", "--nope"),
            ("verify", "demo", "other"),
            ("sample", "-n", "0"),
            ("sample", "-n", "many"),
            ("sample", "--seed", "-1"),
            ("nope",),
            ("--nope",),
        ],
        ids=" ".join,
    )
    def test_wrong_options_and_arguments(self, run, arguments):
        """The way to the help is in the line."""
        expect_one_line(run(*arguments), "--help")

    @pytest.mark.parametrize(
        ("arguments", "meant"),
        [
            (("gread",), "grade"),
            (("package", "gradscope", "demo"), "gradescope"),
            (("grade", "x", "--forc"), "--force"),
        ],
    )
    def test_misspelt_words_are_recognised(self, run, arguments, meant):
        """Commands, options, and words that stand for something."""
        expect_one_line(run(*arguments), f"Did you mean '{meant}'?", "--help")

    def test_words_to_choose_from_end_with_a_stop(self, run):
        """The next sentence begins after it."""
        expect_one_line(run("export", "demo"), "csv, json, parquet. Try `autograder export --help`.")

    @pytest.mark.parametrize("command", [("grade", "demo"), ("verify",), ("verify", "demo"), ("sample",)])
    def test_no_course(self, run, tmp_path, command):
        """Outside of a course, the line says what a course has and how to name one."""
        ended = run(*command, "--course", tmp_path)
        expect_one_line(ended, "isn't a course", "nbgrader_config.py", "--course")

    def test_no_course_here(self, run, tmp_path, monkeypatch):
        """The working directory is called by its name, not by a dot."""
        monkeypatch.chdir(tmp_path)

        expect_one_line(run("grade", "demo"), f"{tmp_path} isn't a course: ")

    @pytest.mark.parametrize("command", [("check", "homework.zip"), ("verify",), ("sample",)])
    def test_course_without_an_assignment(self, run, build, command):
        """There is none to choose from, so none is asked for: how to start one is said."""
        expect_one_line(run(*command, "--course", build.root), "No assignment in ", "`autograder new NAME`")

    @pytest.mark.parametrize("command", [("check", "homework.zip"), ("sample",)])
    def test_one_of_several_assignments(self, run, build, released, command):
        """The names to choose from are listed."""
        build.notebook(build.cell("1"), assignment="other")

        result = run(*command, "--course", released)

        expect_one_line(result, "any of 2 assignments. Name one with --assignment: demo, other.")

    @pytest.mark.parametrize("command", [("grade", "demo"), ("verify",), ("sample",)])
    def test_course_that_does_not_exist(self, run, tmp_path, command):
        """A folder that isn't there is no course either."""
        expect_one_line(run(*command, "--course", tmp_path / "nowhere"), "isn't a course")

    def test_working_directory_is_the_course_by_default(self, run, released, monkeypatch):
        """Run in the course's root, no option is needed."""
        monkeypatch.chdir(released)

        expect_one_line(run("grade", "nope"), "No assignment 'nope'")

    @pytest.mark.parametrize("command", [("grade",), ("verify",), ("sample", "--assignment")])
    def test_unknown_assignment(self, run, released, command):
        """The assignments that there are are named."""
        expect_one_line(run(*command, "nope", "--course", released), "No assignment 'nope'", "demo")

    @pytest.mark.parametrize("command", [("grade", "demo"), ("sample",)])
    def test_no_release(self, run, build, command):
        """The command that makes one is named."""
        build.double()

        expect_one_line(
            run(*command, "--course", build.root), "no release", "`nbgrader generate_assignment demo`"
        )

    def test_release_without_notebooks(self, run, build):
        """Nbgrader skips a folder that is there, so the command that is named doesn't."""
        build.double()
        (build.root / "release" / "demo").mkdir(parents=True)

        expect_one_line(
            run("grade", "demo", "--course", build.root), "`nbgrader generate_assignment demo --force`"
        )

    def test_no_submissions(self, run, released):
        """Where to put them is said, and how to make some up."""
        expect_one_line(
            run("grade", "demo", "--course", released),
            "No submissions of demo",
            "submitted/STUDENT/demo/",
            "`autograder sample --assignment demo`",
        )

    def test_empty_folder_of_submissions(self, run, released):
        """A folder without any is no different."""
        (released / "submitted").mkdir()

        expect_one_line(run("grade", "demo", "--course", released), "No submissions of demo")

    def test_unknown_student(self, run, released):
        """Who is unknown is named, and who there is."""
        (released / "submitted" / "ada" / "demo").mkdir(parents=True)

        result = run("grade", "demo", "--student", "ada", "--student", "ben", "--course", released)

        expect_one_line(result, "No submission of demo by ben.", "ada")

    def test_class_over_real_submissions(self, run, released):
        """Real work is never overwritten."""
        (released / "submitted" / "ada" / "demo").mkdir(parents=True)

        expect_one_line(run("sample", "--course", released), "real submissions (ada)")

    def test_points_that_do_not_add_up(self, run, build):
        """What is wrong with the course is said in a line too."""
        build.double(points=5)

        expect_one_line(run("verify", "--course", build.root), "test_double is worth 5", "its checks 2")

    def test_no_solution_modules(self, run, build):
        """Nothing to check with."""
        build.notebook(build.cell("1"))

        expect_one_line(run("verify", "--course", build.root), "no solution module")

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("def (", "SyntaxError"),
            ("import not_there", "not_there"),
            ("1 / 0", "ZeroDivisionError"),
        ],
    )
    def test_solution_module_that_can_not_be_imported(self, run, build, code, words):
        """Which module it is, and what is wrong with it."""
        build.double(module=code)

        expect_one_line(run("verify", "--course", build.root), "doubling", words)

    def test_notebook_that_can_not_be_read(self, run, build):
        """A broken source is named."""
        build.double()
        path = build.notebook(build.cell("1"), name="2_broken")
        path.write_text("{")

        expect_one_line(run("verify", "--course", build.root), "2_broken.ipynb")

    def test_results_that_can_not_be_written(self, run, build, tmp_path):
        """A file in a folder that isn't there is named before any work is done."""
        build.double()

        result = run("verify", "--course", build.root, "--json", tmp_path / "nowhere" / "tests.json")

        expect_one_line(result, "nowhere")


class TestVerify:
    """`autograder verify` tells good tests from bad ones by its exit code."""

    def test_good_tests_exit_with_0(self, run, build, tmp_path):
        """Everything held; what was found is in the table, and in a file for tools."""
        build.double()
        file = tmp_path / "tests.json"

        code, out, err = run("verify", "demo", "--course", build.root, "--json", file)

        assert (code, err) == (0, "")
        assert "double" in out
        assert "(100.0%)" in out
        (found,) = json.loads(file.read_text(encoding="utf-8"))
        assert (found["exercise"], found["misconceptions"], found["problems"]) == ("double", 1, [])
        assert found["caught"] == found["mutants"]

    def test_weak_tests_exit_with_1(self, run, build):
        """What survived and what fell short is named."""
        weak = build.DOUBLE.replace("rng.uniform(3, 9, size=4).tolist()", "[2.0]")
        build.double(module=weak)

        code, out, _ = run("verify", "--course", build.root)

        assert code == 1
        line = weak.strip().splitlines().index("    return 2 * x") + 1
        assert f"double: survived: 2 * x → 2 + x   doubling.py:{line}" in out
        assert "squares should lose test_double; it lost nothing." in out


def test_sample_says_where_the_class_is(run, released):
    """How many there are, where, and the seed that makes them again."""
    code, out, err = run("sample", "-n", "5", "--seed", "3", "--course", released)

    assert (code, err) == (0, "")
    assert "A made-up class of 5" in out
    assert "(seed 3)" in out
    assert len(list((released / "submitted").glob("*/demo"))) == 5
