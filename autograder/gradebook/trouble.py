"""A gradebook in trouble: locked, old, damaged, read-only, on a full disk. One line, and nothing is lost.

Such a fault is of the database, not of a submission: it would fail for all, so it ends the run. Each
submission is one transaction, so the next run goes on after the last that was written. A locked gradebook is
waited for as long as a person would: SQLite's five seconds are less than formgrader takes for a large class.
"""

from __future__ import annotations

import errno
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError

from autograder.errors import UnusableInput

_PATIENCE = 30  # seconds
_QUIET = 2.0  # seconds of waiting of which nothing is said
_AGAIN = "and run this again: it goes on with what isn't graded yet"
# What is in the database's own words, what is said of it, what to do.
_OLD = ("was made by an older nbgrader", "Run `nbgrader db upgrade`, then run this again.")
_READ_ONLY = ("can't be written: it is read-only", f"Let yourself write it and its folder, {_AGAIN}.")
_KNOWN = {
    "is locked": ("is still in use by another program", f"Close that program, {_AGAIN}."),
    "no such column": _OLD,
    "no column named": _OLD,
    "undefinedcolumn": _OLD,
    "not a database": ("is damaged, or isn't a database", "Put a backup in its place, or move it away."),
    "malformed": ("is damaged", "Put a backup in its place, or try `sqlite3 FILE .recover`."),
    "is full": ("can't grow: the disk is full", f"Make room, {_AGAIN}."),
    "disk i/o": ("can't be read or written: its disk has failed or is full", f"Look at the disk, {_AGAIN}."),
    "readonly": _READ_ONLY,
    "read-only": _READ_ONLY,
}
_FULL = ("is full", f"Make room there, {_AGAIN}.")
_OF_THE_DISK = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: ("is read-only", f"Let yourself write there, {_AGAIN}."),
}


@event.listens_for(Engine, "connect")
def _be_patient(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")


@contextmanager
def patient(which: str) -> Iterator[None]:
    """Say that it waits where something takes long.

    Args:
        which: the gradebook, as it is shown.
    """
    line = (
        f"autograder: the gradebook {which} doesn't answer yet; another program may be writing it. "
        f"Waiting for up to {_PATIENCE} seconds."
    )
    timer = threading.Timer(_QUIET, print, [line], {"file": sys.stderr, "flush": True})
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def ends_the_run(error: BaseException) -> bool:
    """Whether it would be the same for every submission."""
    if isinstance(error, OSError):
        return error.errno in _OF_THE_DISK
    return isinstance(error, DatabaseError) and not isinstance(error, DataError | IntegrityError)


@contextmanager
def faults_in_a_line(which: str, *others: type[Exception]) -> Iterator[None]:
    """Turn what a database or its disk complains of into a line.

    Args:
        which: the gradebook, as it is shown.
        others: what else is a complaint here.

    Raises:
        UnusableInput: something of that kind has happened.
    """
    try:
        yield
    except OSError as error:
        if not ends_the_run(error):
            raise
        what, advice = _OF_THE_DISK[error.errno or 0]
        raise UnusableInput(f"The disk of {error.filename or 'autograded/'} {what}.", advice) from error
    except (ArgumentError, DatabaseError, *others) as error:  # type: ignore[misc]  # mypy knows no star here
        if isinstance(error, DatabaseError) and not ends_the_run(error):
            raise
        raise complaint(which, str(error)) from error


def complaint(which: str, text: str) -> UnusableInput:
    """What is said where a database complains in these words."""
    for words, (what, advice) in _KNOWN.items():
        if words in text.casefold():
            return UnusableInput(f"The gradebook {which} {what}.", advice)
    first = next(iter(text.strip().splitlines()), "no reason given")[:300]
    return UnusableInput(
        f"The gradebook's database can't be opened or used: {first}.",
        "Check --db, or c.CourseDirectory.db_url in nbgrader_config.py.",
    )
