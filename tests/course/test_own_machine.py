"""A student's own machine: what the README says is enough, typed as it stands there."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest

LESSON = "0_lesson"
STUB_ERRORS = {"NotImplementedError", "NameError"}  # the stub's own, and that of a number not yet given
SUCCESS = "Success! Your notebook passes all the tests."
STARTS = "jupyter lab"


def blocks(readme):
    """The commands of each section, by its heading."""
    found = {}
    for section in re.split(r"^## ", readme, flags=re.MULTILINE)[1:]:
        heading, _, text = section.partition("\n")
        lines = re.findall(r"^ {4}(\S.*)$", text, flags=re.MULTILINE)
        found[heading.strip()] = [line.partition("  #")[0].strip() for line in lines]
    return found


class Machine:
    """A folder with the release in it, and a shell without anything of this project's environment.

    Args:
        folder: to be made.
        release: what students get.
        constraints: the versions to install.
    """

    def __init__(self, folder, release, constraints):
        self.home = folder
        self.folder = shutil.copytree(release, folder / release.name)
        programs = folder / "bin"
        programs.mkdir()
        python = programs / "python3"
        python.write_text(f'#!/bin/sh\nexec "{sys._base_executable}" "$@"\n')
        python.chmod(0o755)
        self.environment = {
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "PIP_CONSTRAINT": str(constraints),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "LANG": "C.UTF-8",
        }
        cache = os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache"))
        self.environment["PIP_CACHE_DIR"] = os.environ.get("PIP_CACHE_DIR", f"{cache}/pip")
        for name, value in os.environ.items():
            if name.lower().endswith("_proxy") or name in (
                "PIP_INDEX_URL",
                "PIP_CONFIG_FILE",
                "SSL_CERT_FILE",
            ):
                self.environment[name] = value

    def script(self, *lines):
        """The lines in bash, in the environment that the README makes."""
        active = ["source .venv/bin/activate"] if (self.folder / ".venv").exists() else []
        return ["bash", "-ec", "\n".join([*active, *lines])]

    def run(self, *lines):
        """Type lines; fails where one of them does."""
        ended = subprocess.run(
            self.script(*lines),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert ended.returncode == 0, f"{lines}: {ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def notebook(self, name):
        """A notebook as it is now."""
        return nbformat.read(self.folder / f"{name}.ipynb", as_version=4)

    def names(self):
        """All notebooks with exercises."""
        return sorted(path.stem for path in self.folder.glob("*.ipynb") if path.stem != LESSON)

    def run_all(self):
        """Restart and run all, in every notebook."""
        files = " ".join(sorted(path.name for path in self.folder.glob("*.ipynb")))
        self.run(f"jupyter nbconvert --to notebook --execute --allow-errors --inplace {files}")


def is_test(cell):
    """Whether a cell is one that checks."""
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade", False)


def is_answer(cell):
    """Whether a cell is one that students write into, code or text."""
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def is_written(cell):
    """Whether a cell is an answer in words."""
    return cell.cell_type == "markdown" and is_answer(cell)


def errors(cell):
    """The exceptions that a cell shows."""
    return [output.ename for output in cell.get("outputs", []) if output.output_type == "error"]


@pytest.fixture(scope="module")
def typed(root):
    """What the README tells to type, by section."""
    return blocks((root / "release" / "ch177" / "README.md").read_text())


@pytest.fixture(scope="module")
def machine(root, typed, tmp_path_factory):
    """A machine on which everything before `jupyter lab` has been typed."""
    folder = tmp_path_factory.mktemp("machine")
    machine = Machine(folder, root / "release" / "ch177", root / "constraints.txt")
    machine.run(*typed["Open"][: typed["Open"].index(STARTS)])
    return machine


@pytest.fixture(scope="module")
def untouched(machine):
    """All notebooks as they were handed out, run from top to bottom."""
    machine.run_all()
    return {path.stem: machine.notebook(path.stem) for path in machine.folder.glob("*.ipynb")}


@pytest.fixture(scope="module")
def validated(machine, untouched, typed):
    """What `nbgrader validate` says of the untouched notebooks."""
    return _validated(machine, typed)


@pytest.fixture(scope="module")
def solved(machine, root, validated):
    """All notebooks with the worked solutions in the cells for answers, run from top to bottom."""
    for name in machine.names():
        worked = nbformat.read(root / "solutions" / "worked" / "ch177" / f"{name}.ipynb", as_version=4)
        answers = {cell.metadata.nbgrader.grade_id: cell.source for cell in worked.cells if is_answer(cell)}
        document = nbformat.read(root / "release" / "ch177" / f"{name}.ipynb", as_version=4)
        for cell in filter(is_answer, document.cells):
            cell.source = answers[cell.metadata.nbgrader.grade_id]
        nbformat.write(document, machine.folder / f"{name}.ipynb")
    machine.run_all()
    return {name: machine.notebook(name) for name in machine.names()}


def _validated(machine, typed):
    """The README's lines, and then its last one for each of the other notebooks."""
    *install, validate = typed["Validate"]
    first = validate.split()[-1].removesuffix(".ipynb")
    assert first in machine.names()
    said = {first: machine.run(*install, validate)}
    for name in machine.names():
        if name != first:
            said[name] = machine.run(validate.replace(first, name))
    return said


def test_no_more_than_three_packages(machine, root):
    """Only numpy, matplotlib and jupyter are asked for, and nothing of ours is there."""
    asked = (root / "release" / "ch177" / "requirements.txt").read_text().split()

    assert asked == ["numpy", "matplotlib", "jupyter"]
    found = machine.run(
        'python -c \'import importlib.util as u; print(*map(u.find_spec, ["autograder", "nbgrader"]))\''
    )
    assert found.split() == ["None", "None"]


def test_jupyter_lab_opens(machine, typed):
    """The last line starts a server that shows the page; only its port and its token are ours."""
    assert typed["Open"][-1] == STARTS
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--no-browser --allow-root --ServerApp.port={port} --IdentityProvider.token=ours"
    with (machine.home / "lab.txt").open("w+") as log:
        started = subprocess.Popen(
            machine.script(f"exec {STARTS} {options}"),
            cwd=machine.folder,
            env=machine.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            page = answer(f"http://127.0.0.1:{port}/lab?token=ours", started)
        finally:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()
        log.seek(0)
        assert b"JupyterLab" in page, log.read()


def answer(address, process):
    """What a server answers as soon as it does; nothing if it ends or takes too long."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=30) as page:
                return page.read()
        except urllib.error.URLError:
            time.sleep(0.2)
    return b""


def test_the_untouched_release_says_what_is_missing(untouched):
    """Every check fails by the stub that it meets, and nothing else fails."""
    for name, document in untouched.items():
        tests = [cell for cell in document.cells if is_test(cell)]
        assert bool(tests) == (name != LESSON)
        for cell in tests:
            assert errors(cell), (name, cell.source)
        seen = {error for cell in document.cells for error in errors(cell)}
        assert seen <= (STUB_ERRORS if tests else set()), name


def test_validate_finds_them(validated, untouched):
    """As many cells as fail, by the names of the same errors, and the answers in words."""
    for name, said in validated.items():
        tests = [cell for cell in untouched[name].cells if is_test(cell)]
        written = [cell for cell in untouched[name].cells if is_written(cell)]
        assert f"VALIDATION FAILED ON {len(tests) + len(written)} CELL(S)" in said
        assert said.count("The following cell failed") == len(tests) + len(written)
        assert said.count("You did not provide a response.") == len(written)
        for error in {errors(cell)[0] for cell in tests}:
            assert error in said


def test_solved_notebooks_run_without_an_error(solved):
    """From top to bottom, and the plots are drawn."""
    for name, document in solved.items():
        assert [(name, errors(cell)) for cell in document.cells if errors(cell)] == []
        assert all(
            cell.execution_count for cell in document.cells if cell.cell_type == "code" and cell.source
        )
    drawn = [
        output
        for cell in solved["4_tanh_comparison"].cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert drawn


def test_validate_is_content_with_them(machine, solved, typed):
    """It says the same of each."""
    assert {name: SUCCESS in said for name, said in _validated(machine, typed).items()} == dict.fromkeys(
        solved, True
    )
