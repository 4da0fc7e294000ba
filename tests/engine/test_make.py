"""What make and .ci/run do to the system, and say about it; apt-get only writes down its calls."""

import os
import subprocess

import pytest


@pytest.fixture
def make(root, tmp_path):
    """Run a target as this user: its exit code, what it prints, and the calls of apt-get."""
    calls = tmp_path / "calls"
    calls.touch()

    def program(name, text):
        path = tmp_path / "programs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def run(*arguments, user=0):
        program("id", f"echo {user}")
        program("apt-get", f'echo "$@" >> {calls}')
        ended = subprocess.run(
            ["make", "--no-print-directory", "BIN=/nowhere", *arguments],
            cwd=root,
            env=os.environ | {"PATH": f"{tmp_path / 'programs'}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
        )
        return ended.returncode, ended.stdout, calls.read_text().splitlines()

    return run


@pytest.mark.parametrize("package", ["postgresql", "chromium", "libseccomp2"])
def test_root_reads_what_is_installed_before_it_is(make, package):
    """The first line names the package, and how to have it otherwise; nothing asks a question."""
    code, out, calls = make(f"system-{package}")

    assert code == 0
    assert out.splitlines()[0] == (
        f"This system lacks the package {package}: it is installed now "
        "(make CHANGE_SYSTEM=no leaves the system as it is)."
    )
    assert calls == ["update -q", f"install -y -q {package}"]


@pytest.mark.parametrize(("arguments", "user"), [(["CHANGE_SYSTEM=no"], 0), ([], 1000)])
def test_system_stays_as_it_is(make, arguments, user):
    """Where that is wanted, and for whoever isn't root: what to run is said, and make stops."""
    code, out, calls = make("system-postgresql", *arguments, user=user)

    assert code != 0
    assert "This system lacks the package postgresql. Run: sudo apt-get install postgresql" in out
    assert calls == []


def test_ubuntus_chromium_is_playwrights(make):
    """It says so as well."""
    code, out, calls = make("playwright-chromium", "CHANGE_SYSTEM=no")

    assert code != 0
    assert "This system lacks Chromium, and the libraries that it needs. Run: sudo " in out
    assert calls == []


def test_ci_refuses_arguments(root):
    """It always runs everything; whoever asks for a part of it is told how to run that."""
    ended = subprocess.run([root / ".ci" / "run", "--fast"], capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    assert "takes no arguments: --fast" in ended.stderr
