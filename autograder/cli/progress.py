"""What `autograder grade` is at, for whoever looks at a terminal; a file or a pipe gets nothing of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


def say(what: str) -> None:
    """Say what is being done, in place of what was said before."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{what} …" if what else "\r\x1b[K", nl=False, err=True)


@contextmanager
def silent_at_the_end() -> Iterator[None]:
    """Take back what was said last, whatever happens."""
    try:
        yield
    finally:
        say("")


@contextmanager
def counted(what: str, total: int) -> Iterator[Callable[[bool, bool], None]]:
    """A bar that shows how much is done and how fast it goes.

    Yields:
        What to call when one more is done, with whether it took its time, and whether it has a failed test.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    say("")
    console, begun, worked, failed = Console(stderr=True), time.monotonic(), 0, 0
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
        auto_refresh=False,
    )
    with progress:
        task = progress.add_task(what, total=total, note="")
        progress.refresh()

        def one_more(has_worked: bool, has_failed: bool) -> None:
            nonlocal worked, failed
            worked, failed = worked + has_worked, failed + has_failed
            note = f"{rate(worked, time.monotonic() - begun)}{failed} with a failed test"
            progress.update(task, advance=1, note=note, refresh=True)

        yield one_more


def rate(done: int, seconds: float) -> str:
    """How fast it goes, in a unit of which it isn't 0.0; nothing as long as nothing is done."""
    if not done or seconds <= 0:
        return ""
    a_second = done / seconds
    return f"{a_second:.1f} a second, " if a_second >= 0.1 else f"{a_second * 60:.1f} a minute, "
