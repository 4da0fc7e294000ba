"""What is written for the user: a file or folder that is there whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import UnusableInput


def write_whole(
    path: Path, content: str | bytes, *, private: bool = False, with_folder: bool = False
) -> None:
    """Write a file at once or not at all; into a device or a pipe as it comes.

    Args:
        path: what is there is replaced; where it is a link, what that leads to.
        content: a text is written as UTF-8, lone surrogates as escapes.
        private: nobody but the owner may read it.
        with_folder: make the folder that it is in, if need be.

    Raises:
        UnusableInput: it can't be written.
    """
    data = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    try:
        if with_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data, 0o600 if private else 0o666)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, which becomes the target when all is in it, and is gone if that fails.

    Args:
        target: not there, or an empty folder.

    Raises:
        UnusableInput: it can't be written.
    """
    fresh = _beside(target)
    try:
        fresh.mkdir()
        yield fresh
        fresh.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _replace(target: Path, data: bytes, mode: int) -> None:
    fresh = _beside(target)
    try:
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            file.write(data)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    return target.absolute().with_name(f".{target.name}.{secrets.token_hex(4)}")


def _unwritable(path: Path, error: OSError) -> UnusableInput:
    return UnusableInput(
        f"{path} can't be written: {error.strerror}.", "Name another place, in a folder that is there."
    )
