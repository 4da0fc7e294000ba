"""Removes folders and control groups when the grader has ended, even if it was killed.

A small shell waits for the end of a pipe that only the grader holds open. It has a session of its
own, so that what ends the grader (Ctrl-C, a closed terminal) doesn't end it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

# Processes are gone a moment after the grader: try until the groups can be removed.
_SCRIPT = """
cat >/dev/null
folder=$1; shift
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    left=
    for group; do rmdir "$group" 2>/dev/null; [ -d "$group" ] && left=1; done
    [ -z "$left" ] && break
    sleep 0.1
done
chmod -R u+rwX "$folder" 2>/dev/null
rm -rf -- "$folder"
"""


class Cleaner:
    """Removes a folder and control groups when it is closed, or when this process is no more.

    Args:
        folder: to remove with all in it.
        groups: folders of control groups, to remove once they are empty.
    """

    def __init__(self, folder: Path, groups: Sequence[Path] = ()) -> None:
        read, self._write = os.pipe()
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "autograder-cleaner", str(folder), *map(str, groups)],
            stdin=read,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin"},
            cwd="/",
            start_new_session=True,
        )
        os.close(read)

    def close(self) -> None:
        """Clean up now."""
        if self._write >= 0:
            os.close(self._write)
            self._write = -1
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
