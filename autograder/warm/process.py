"""The trusted end of a warm process: starts it behind the best wall there is, asks it for processes.

One launcher, one set of layers and one way to try them for both: students' code and the judge.
"""

from __future__ import annotations

import contextlib
import os
import platform
import select
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from autograder.errors import BrokenCourse, UnusableInput
from autograder.limits import Limits
from autograder.sandbox import landlock
from autograder.sandbox.cgroup import ControlGroup, make_group
from autograder.sandbox.confine import Rules
from autograder.sandbox.findings import SandboxReport, TooWeak
from autograder.sandbox.forking import ABSENT, FORK, HAS, IMPORT, THREADS
from autograder.sandbox.leftovers import Cleaner
from autograder.sandbox.probe import Introduction, LayerFinding
from autograder.sandbox.runtime import runtime
from autograder.sandbox.syscalls import make_filter
from autograder.sandbox.walls import HOME, WORK, Bubblewrap, launched, ways
from autograder.warm.inside import STUDENT, Inhabitant

STARTUP_SECONDS = 300.0  # by the clock: many may start at once
_LONGEST_MESSAGE = 100_000  # bytes: the kernel keeps about twice that of a socket's
_MIB = 1 << 20
_UNKNOWN_SIZE = 2048 * _MIB
_WARM_MIB = 256  # what the warm process itself has in memory, and the files of its sandbox
_OWN_PROCESSES = 8  # the warm process, bubblewrap's, one that cleans up
_NO_SANDBOX = LayerFinding("sandbox", False, "turned off by --no-sandbox")
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # address space of threads
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pyarrow's, behind pandas: no thread
}


class WarmProcessFailed(Exception):
    """The warm process didn't start, or is gone."""


@dataclass(frozen=True)
class Forked:
    """A fresh process.

    Attributes:
        channel: to it.
        line: to the warm process; closing it ends this one.
        process: its number, 0 if there is none.
        size: bytes of its address space.
    """

    channel: socket.socket
    line: socket.socket
    process: int
    size: int

    def close(self) -> None:
        """End it."""
        self.line.close()
        self.channel.close()


class WarmProcess:
    """A warm process that is forked for each notebook.

    It starts at once and in parallel; the first that needs it waits for it.

    Args:
        limits: what a notebook may use; those of memory, processes and disk count here.
        sandbox: whether to confine it. Without, students' code can do what this process can.
        inside: who lives in it.
    """

    def __init__(
        self, limits: Limits | None = None, *, sandbox: bool = True, inside: Inhabitant = STUDENT
    ) -> None:
        if platform.system() != "Linux":
            raise UnusableInput(
                "The grader needs Linux.",
                "Use a container: docker build -t autograder . (autograder/README.md, “Where it runs”).",
            )
        self.limits = limits or Limits()
        self.sandbox = sandbox
        self.inside = inside
        self._ways: list[Bubblewrap] = ways() if sandbox else []
        self._python = runtime(inside.rooms, inside.rights)
        self._trouble: list[str] = []  # why earlier ways to start it failed
        self._report: SandboxReport | None = None
        self._no_group = ""
        self._told: set[bytes] = set()
        self.apart: dict[str, str] = {}  # the imports that it can't do for its forks, and why
        self.prepared: list[str] = []  # what it says that it has prepared, once it is ready
        self._start()

    @property
    def report(self) -> SandboxReport:
        """What of the sandbox holds.

        Raises:
            WarmProcessFailed: the process didn't start.
        """
        if self._report is None:
            self._report = self._introduce()
        return self._report

    def wait_until_ready(self) -> None:
        """Wait for the warm process.

        Raises:
            TooWeak: it can't be started here, or too little of the sandbox holds.
            BrokenCourse: what it prepares is broken.
        """
        try:
            report = self.report
        except WarmProcessFailed as error:
            raise TooWeak(
                f"The process for the {self.inside.name} doesn't start: {error}.",
                "`autograder doctor` may show why.",
            ) from error
        if self.sandbox:
            report.require()

    def tell(self, message: bytes) -> None:
        """Tell it something for all that it will fork, once; what is too long for a message isn't told.

        Raises:
            WarmProcessFailed: it is gone.
        """
        self.wait_until_ready()
        if len(message) < _LONGEST_MESSAGE and message not in self._told:
            try:
                self._control.send(message)
            except OSError as error:
                raise self._gone() from error
            self._told.add(message)

    def begin_import(self, statement: str) -> bool:
        """Have it import something for all that it will fork; False where it has, or can't."""
        if statement in self.apart or IMPORT + statement.encode() in self._told:
            return False
        self.tell(IMPORT + statement.encode())
        return True

    def end_import(self, statement: str) -> None:
        """Wait for an import to be done. One that it can't do is the forks' from then on."""
        answer = self._answer()
        why = answer[1:] if answer else "ends the process"
        if why:
            self.apart[statement] = why
        if not answer or why == THREADS:
            self.restart()

    def has_imported(self, module: str) -> bool:
        """Whether this module is imported in it, by whatever import; False where it is gone."""
        with contextlib.suppress(OSError):
            self._control.send(HAS + module.encode())
            return self._answer() == "1"
        return False

    def _answer(self) -> str:
        """What it answers to a message; nothing where it is gone."""
        try:
            self._control.settimeout(STARTUP_SECONDS)
            answer = self._control.recv(_LONGEST_MESSAGE).decode()
            self._control.settimeout(None)
        except OSError:
            return ""
        return answer

    def fork(self) -> Forked:
        """A fresh process; the one before it has to be ended first.

        Raises:
            WarmProcessFailed: the warm process is gone.
        """
        self.wait_until_ready()
        ours, theirs = socket.socketpair()
        line, other_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, other_end:
            try:
                socket.send_fds(self._control, [FORK], [other_end.fileno(), theirs.fileno()])
                other_end.close()
                line.settimeout(STARTUP_SECONDS)
                _pid, fds, _flags, _address = socket.recv_fds(line, 32, 1)
                line.settimeout(None)
            except OSError:
                fds = []
        if not fds:
            Forked(ours, line, 0, 0).close()
            raise self._gone()
        process = _number_of(fds[0])
        return Forked(ours, line, process, _size_of(process))

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        return bool(select.select([self._control], [], [], 0)[0])  # it says nothing unasked

    def _gone(self) -> WarmProcessFailed:
        return WarmProcessFailed(f"the warm process is gone: {self._last_words()}")

    @property
    def imported_anew(self) -> dict[str, str]:
        """The imports that each fork has to do for itself, and why; none of the course's own files."""
        return {statement: why for statement, why in self.apart.items() if why != ABSENT}

    def restart(self) -> None:
        """End the process, if it hasn't ended, and start another."""
        self.close()
        self._told.clear()
        self._report = None
        self._start()

    def hang_up(self) -> None:
        """Let the warm process end: it does when it is done with what it is at."""
        self._control.close()

    def close(self) -> None:
        """End the warm process and everything below it, and remove its folders."""
        self.hang_up()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        self._cleaner.close()

    def __enter__(self) -> WarmProcess:
        """Use in a with statement."""
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(OSError):
            self.close()

    @property
    def _way(self) -> Bubblewrap | None:
        return self._ways[0] if self._ways else None

    def _start(self) -> None:
        """Start the process the best way that hasn't failed yet."""
        folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        group = self._make_group() if self.sandbox else None
        self._group = group
        self._cleaner = Cleaner(folder, group.folders if group else ())
        self._files = folder / "files"
        self._prepare(folder)
        seen = replace(self._python, paths=[*self._python.paths, self._files])
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        work, home = (WORK, HOME) if self._way else (folder / "work", folder / "home")
        environment = _ENVIRONMENT | dict.fromkeys(
            ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), str(home)
        )
        environment["PYTHONHASHSEED"] = str(self.inside.hash_seed)
        command = [sys.executable, "-s", "-P", "-m", self.inside.module, str(theirs.fileno()), str(work)]
        command += [str(self._files), *self.inside.arguments]
        if self._way:
            disk = self.limits.disk * _MIB
            network = self.inside.rights.network
            walls = self._way.command(self.inside.name, seen, disk, environment, network=network)
            command = [*walls, *command]
        self._process = subprocess.Popen(
            launched(command, group.doors if group else []),
            pass_fds=[theirs.fileno()],
            env=environment,
            cwd="/" if self._way else work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # modules of a course print when they are imported
            stderr=self._errors,
            start_new_session=True,
        )
        theirs.close()
        self._control = ours

    def _make_group(self) -> ControlGroup | None:
        try:
            memory = self.inside.memory or self.limits.memory
            return make_group((memory + _WARM_MIB) * _MIB, self.limits.processes + _OWN_PROCESSES)
        except OSError as error:
            self._no_group = str(error)
            return None

    def _prepare(self, folder: Path) -> None:
        """Make the folders, and the bait: a file that only the sandbox keeps anybody from."""
        for name in ("work", "home"):
            path = folder / name
            path.mkdir()
            if self._uid is not None:
                os.chown(path, self._uid, self._uid)
        folder.chmod(0o711)
        self._files.mkdir()
        self.inside.lay_out(self._files, self._uid)
        self._bait = folder / "bait"
        self._bait.write_text("out of reach\n")
        self._bait.chmod(0o644)

    @property
    def _uid(self) -> int | None:
        """The user that the process is to become: root alone can, and has to."""
        if os.geteuid() != 0 or not self.sandbox:
            return None
        if self._way:
            return None if self._way.own_user else self.inside.uid
        return self.inside.uid if self._python.readable_by_others else None

    def _introduce(self) -> SandboxReport:
        """Wait for the process, tell it the rules, hear what holds; try the next way if this one fails."""
        while True:
            with socket.create_server(("127.0.0.1", 0)) as bait:
                rules, why = self._rules(bait.getsockname()[1])
                try:
                    return self._ask_for_findings(rules, why)
                except WarmProcessFailed as error:
                    if not self._way:
                        raise
                    self._trouble.append(f"{self._way.program.name}: {error}")
            self._ways = self._ways[1:]
            self.restart()

    def _rules(self, port: int) -> tuple[Rules, str]:
        """The sandbox's rules, and why there is no filter if there is none."""
        program, why = b"", ""
        if self.sandbox:
            try:
                forks = self._way is not None and self._group is not None
                program = make_filter(
                    forks=forks, namespaces=self._way is not None, rights=self.inside.rights
                )
            except OSError as error:
                why = str(error)
        rules = Rules(
            filter=program,
            read=list(map(str, [*self._python.paths, self._files])),
            landlock=self.sandbox and landlock.abi() > 0,
            namespaces=self._way is not None,
            uid=self._uid,
            disk=self.limits.disk * _MIB,
            files=self.limits.files,
            remover=str(self._python.remover or ""),
            execute=list(map(str, self._python.programs)),
            network=self.inside.rights.network,
            bait=str(self._bait),
            port=port,
        )
        return rules, why

    def _ask_for_findings(self, rules: Rules, no_filter: str) -> SandboxReport:
        self._control.settimeout(STARTUP_SECONDS)
        try:
            if not self._control.recv(16):
                raise WarmProcessFailed(self._last_words())
            self._control.send(msgspec.msgpack.encode(rules))
            answer = self._control.recv(1 << 17)
        except OSError as error:
            raise WarmProcessFailed(self._last_words()) from error
        if not answer:
            raise WarmProcessFailed(self._last_words())
        self._control.settimeout(None)
        introduced = msgspec.msgpack.decode(answer, type=Introduction)
        if introduced.broken:
            raise BrokenCourse(*introduced.broken)
        self.prepared = introduced.names
        found = {finding.layer: finding for finding in introduced.findings}
        if not self.sandbox:
            return SandboxReport((_NO_SANDBOX,))
        missing = {
            "namespaces": "; ".join(self._trouble) or "bubblewrap is not installed",
            "Landlock": "this kernel has none, or something forbids it",
            "seccomp": no_filter,
        }
        for layer, why in missing.items():
            found.setdefault(layer, LayerFinding(layer, False, why))
        order = ("namespaces", "Landlock", "seccomp", "user", "limits")
        group = LayerFinding("cgroup", self._group is not None, self._no_group)
        return SandboxReport((*(found[layer] for layer in order if layer in found), group))

    def _last_words(self) -> str:
        """Why the process ended, as far as it said so."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else "it ended without a word"


def _number_of(descriptor: int) -> int:
    """A process's number here, by its pidfd, which is closed; 0 where that can't be known."""
    try:
        lines = Path(f"/proc/self/fdinfo/{descriptor}").read_text().splitlines()
        return max(int(next(line for line in lines if line.startswith("Pid:")).split()[1]), 0)
    except (OSError, StopIteration, ValueError):
        return 0
    finally:
        os.close(descriptor)


def _size_of(process: int) -> int:
    """The address space of a process in bytes."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
    except (OSError, ValueError):
        return _UNKNOWN_SIZE
