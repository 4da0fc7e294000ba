"""From a file's bytes to JSON values, or what the file is instead."""

from __future__ import annotations

import json
import re

from autograder.intake.unreadable import MAX_BYTES, Unreadable, too_large

_MAX_CONTAINERS = 2_000_000
_MAX_DIGITS = 4000
_PADDING = "\ufeff\0 \t\r\n"
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
_SCRIPT = re.compile(rb"^(?:(?:import|from|def|class|if|for|print)\b|[A-Za-z_]\w* *=|#|@)", re.MULTILINE)
_LAST_WORD = re.compile(r"[\w.+-]*\s*")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)

_MAGIC = (
    (b"%PDF", "is a PDF"),
    (b"PK\x03\x04", "is a zip archive"),
    (b"PK\x05\x06", "is a zip archive"),
    (b"\x1f\x8b", "is a gzip archive"),
    (b"Rar!", "is a rar archive"),
    (b"7z\xbc\xaf", "is a 7z archive"),
    (b"\x89PNG", "is an image"),
    (b"\xff\xd8\xff", "is an image"),
    (b"GIF8", "is an image"),
    (b"\xd0\xcf\x11\xe0", "is an Office document"),
)


def parse_json(data: bytes, file: str) -> object:
    """The JSON value that a file holds. Takes time linear in the file's size.

    Args:
        data: the file's content: UTF-8, or UTF-16 or UTF-32, with or without a byte order mark.
        file: its name, for the reason.

    Raises:
        Unreadable: it holds none.
    """
    if len(data) > MAX_BYTES:
        raise too_large(file)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(f"{file} is empty. Save it in Jupyter and hand it in again.")
    try:
        return _loads(data.decode(json.detect_encoding(data)))
    except RecursionError as error:
        raise Unreadable(
            f"{file} is nested far deeper than any notebook. Clear all outputs in Jupyter, save, "
            "and hand it in again."
        ) from error
    except (_TooManyValues, MemoryError) as error:
        raise Unreadable(
            f"{file} holds millions of values. Clear all outputs in Jupyter, save, and hand it in again."
        ) from error
    except ValueError as error:
        raise Unreadable(f"{file} {_what_instead(data, error)}") from error


class _TooManyValues(Exception):
    """Parsed, it would take many times its size in memory."""


def _loads(text: str) -> object:
    text = text.lstrip("\ufeff").rstrip(_PADDING)
    if text.count("[") + text.count("{") > _MAX_CONTAINERS:
        bare = _STRING.sub("", text)
        if bare.count("[") + bare.count("{") > _MAX_CONTAINERS:
            raise _TooManyValues
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of thousands of digits, in some output
        return json.loads(text, parse_int=_bounded_int)


def _bounded_int(digits: str) -> int:
    return int(digits) if len(digits) < _MAX_DIGITS else 0


def _what_instead(data: bytes, error: ValueError) -> str:
    """What the file is, and what to do about it: the rest of a sentence that begins with its name."""
    start = data[:4000].lstrip(_PADDING.encode())
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return f"{name}, not a notebook. Hand in the .ipynb file itself."
    if start.startswith(b"version https://git-lfs"):
        return "is a Git LFS pointer, not the notebook itself. Run `git lfs pull`, then hand it in."
    if start.startswith((b"{", b"[")):
        return _what_broke_it(data, error)
    if _CONFLICT.match(start):
        return _CONFLICTED
    if _MARKUP.match(start):
        return "is an HTML page, not a notebook. Use File > Download in Jupyter, and hand in what you get."
    if isinstance(error, UnicodeDecodeError):
        return f"is not text, so it isn't a notebook. {_AGAIN}"
    if _SCRIPT.match(start):
        return "is a Python script, not a notebook. Hand in the .ipynb file that the code stands in."
    return f"is not JSON, so it isn't a notebook. {_AGAIN}"


_AGAIN = "Download it again from Jupyter and hand it in."
_CONFLICTED = (
    "has the marks of a merge conflict (<<<<<<< and >>>>>>>) in it. Take one of the two versions, "
    "open it in Jupyter to see that it works, and hand it in again."
)


def _what_broke_it(data: bytes, error: ValueError) -> str:
    if _CONFLICT.search(data):
        return _CONFLICTED
    if _cut_off(error):
        return f"is cut off: the JSON ends in the middle. {_AGAIN}"
    if isinstance(error, json.JSONDecodeError):
        where = f"it breaks off at line {error.lineno}, column {error.colno}"
        return f"is damaged: {where}. {_AGAIN}"
    return (
        "has bytes in it that aren't text. Open it in Jupyter, save it there, and hand it in again; "
        "if it doesn't open, download it again."
    )


def _cut_off(error: ValueError) -> bool:
    if isinstance(error, UnicodeDecodeError):
        return error.end >= len(error.object) and error.reason in ("unexpected end of data", "truncated data")
    if not isinstance(error, json.JSONDecodeError):
        return False
    rest = error.doc[error.pos :]
    return (
        error.msg.startswith("Unterminated string")
        or _LAST_WORD.fullmatch(rest) is not None
        or ("escape" in error.msg and len(rest) < 8)
        or (rest.startswith(",") and not rest[1:].strip())
    )
