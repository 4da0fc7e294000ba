"""How long processes have waited for a processor: time that others took, and no student is to pay for.

The kernel counts it (/proc/PID/schedstat: the second number, in nanoseconds). Without it a slow answer
under load looks like one that sleeps. There is no /proc behind the wall: the judge asks, and it is read here.

A process that has forked others may wait for these: its waiting isn't counted.
"""

from __future__ import annotations

import contextlib
import math
from pathlib import Path


def waited(process: int) -> float:
    """For how many seconds the longest waiting of a process's threads has waited; NaN if that can't be known.

    Args:
        process: its number.
    """
    longest = math.nan
    for thread in Path(f"/proc/{process}/task").glob("*"):
        with contextlib.suppress(OSError, ValueError, IndexError):  # it has ended, or nobody counts
            if (thread / "children").read_text().strip():
                return 0.0
            longest = max(int((thread / "schedstat").read_text().split()[1]) / 1e9, longest)
    return longest
