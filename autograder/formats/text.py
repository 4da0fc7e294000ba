"""Text that a student had a hand in, made harmless for whatever shows it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BOUNDS = (100_000, 10_000, 1_000, 100)


def inert(text: str) -> str:
    r"""The text with everything that is no visible character spelt out, but for line ends, tabs and spaces.

    Control characters, terminal escapes, changes of writing direction, lone surrogates and what XML forbids
    become \x1b, \u202e and the like.
    """
    lines = text.replace("\r\n", "\n")
    return "".join(char if char in "\n\t" or _visible(char) else _spelt(char) for char in lines)


def in_a_line(text: str, limit: int = 200) -> str:
    """The first line of a text, at most `limit` characters of it."""
    line = inert(text.strip()[: 8 * limit]).partition("\n")[0]
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of an inert text, and a note where something is missing."""
    shown = inert(text[: limit + 1])
    return shown if len(shown) <= limit else f"{shown[:limit]}\n… (cut)"


def fitting(write: Callable[[int], str], size: int) -> str:
    """The longest of several writings that is at most `size` bytes; the shortest if none is.

    Args:
        write: a writing in which each feedback has at most so many characters.
        size: bytes, as UTF-8.
    """
    written = ""
    for bound in _BOUNDS:
        written = write(bound)
        if len(written.encode()) <= size:
            break
    return written


def as_json(document: Any) -> str:
    """A document as JSON for people to read, too."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def points(number: float) -> str:
    """Points, without decimals where there are none: 7, 2.5."""
    return f"{round(number, 4):g}"


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in _NOT_SHOWN


def _spelt(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
