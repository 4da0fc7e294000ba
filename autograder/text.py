"""Text that somebody else had a hand in, made harmless, short and readable for whatever shows it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import Any

_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def inert(text: str) -> str:
    r"""The text with everything that is no visible character spelt out, but for line ends, tabs and spaces.

    Control characters, terminal escapes, changes of writing direction, lone surrogates and what XML forbids
    become \x1b, \u202e and the like.
    """
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n")
    return "".join(char if char in "\n\t" or _visible(char) else _spelt(char) for char in lines)


def in_a_line(text: str, limit: int = 200) -> str:
    """The first line of a text, at most `limit` characters of it."""
    return short(inert(text.strip()[: 8 * limit]).partition("\n")[0], limit)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of an inert text, and a note where something is missing."""
    kept = inert(text[: limit + 1])
    return kept if len(kept) <= limit else f"{kept[:limit]}\n… (cut)"


def short(text: str, limit: int) -> str:
    """The text; of a longer one its first characters and …, `limit` together."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def shown(name: str, limit: int = 60) -> str:
    """A name that a student chose, of a file or their own, short enough and safe to print."""
    return short("".join(char if char.isprintable() else "?" for char in name[: 2 * limit]), limit)


def same_file(name: str) -> str:
    """What names have in common that macOS and Windows take for one."""
    return unicodedata.normalize("NFC", name).casefold()


def listed(names: list[str], *, many: int = 3) -> str:
    """The first few of these names, and how many more there are."""
    rest = len(names) - many
    if rest > 0:
        return f"{', '.join(names[:many])} and {rest} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def points(number: float) -> str:
    """Points, without decimals where there are none: 7, 2.5."""
    return f"{round(number, 4):g}"


def codes(counts: Iterable[int]) -> Iterator[list[str]]:
    """Short names for the exercises of each notebook: 1a, 1b, …, then 2a, …

    Args:
        counts: how many exercises each notebook has.
    """
    for number, count in enumerate(counts, start=1):
        yield [f"{number}{_letters(index)}" for index in range(count)]


def as_json(document: Any) -> str:
    """A document as JSON for people to read, too."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in _NOT_SHOWN


def _spelt(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def _letters(index: int) -> str:
    """A, b, …, z, aa, ab, … in small letters."""
    more, last = divmod(index, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[last]
