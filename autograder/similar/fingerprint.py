"""A text as the passages that it is made of, which tell what it has in common with another.

Code is taken without names, comments and layout, prose as it stands. Every passage counts: keeping only some,
as winnowing does, saves room among millions of lines, and a class's notebooks have thousands (Schleimer,
Wilkerson, Aiken: Winnowing. Local algorithms for document fingerprinting. SIGMOD 2003).

So little is left to do that this module does it, on Pygments, which is kept up and needed anyway. copydetect
did it before: without a commit since March 2024, and what begins with a class's name it marks elsewhere.
compare50 is GPL and wants whole files; JPlag and Dolos want Java and Node.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pygments.lexers import PythonLexer
from pygments.token import Comment, Literal, Name, Text

from autograder.similar.answers import CODE

PASSAGE = {"code": 20, "markdown": 40}  # characters; in code, a name is one
_MAX_TEXT = 50_000
_VARIABLES = {Name, Name.Variable, Name.Attribute}


@dataclass(frozen=True)
class Fingerprint:
    """A text's passages.

    Attributes:
        length: how many characters each has.
        passages: the hash of each, in the order in which they begin.
        places: where each character that counts stands in the text: start and end.
    """

    length: int
    passages: tuple[int, ...]
    places: Sequence[tuple[int, int]]

    def common(self, passages: Collection[int]) -> tuple[int, list[tuple[int, int]]]:
        """How many characters of it are in these passages, and from where to where they stand in the text."""
        begins = [at for at, passage in enumerate(self.passages) if passage in passages]
        runs: list[tuple[int, int]] = []
        for at in begins:
            start = runs.pop()[0] if runs and at <= runs[-1][1] else at
            runs.append((start, at + self.length))
        spans = [(self.places[start][0], self.places[end - 1][1]) for start, end in runs]
        return sum(end - start for start, end in runs), spans


@lru_cache(4096)
def fingerprint(text: str, kind: str) -> Fingerprint:
    """All passages of a text and where they are.

    Args:
        text: a cell's.
        kind: "code" or "markdown".
    """
    kept = text[:_MAX_TEXT]
    counted = list(_of_code(kept)) if kind == CODE else [(char, at, at + 1) for at, char in enumerate(kept)]
    chars, length = "".join(char for char, _, _ in counted), PASSAGE[kind]
    passages = (hash(chars[at : at + length]) for at in range(len(chars) - length + 1))
    return Fingerprint(length, tuple(passages), [(start, end) for _, start, end in counted])


def _of_code(code: str) -> Iterator[tuple[str, int, int]]:
    """The characters of code that count, each with its place; a name or a string is a single one."""
    for start, token, text in PythonLexer().get_tokens_unprocessed(code):
        if token in Text or token in Comment:
            continue
        whole = "V" if token in _VARIABLES else "F" if token in Name.Function else ""
        whole = whole or ("O" if token in Name.Class else "S" if token in Literal.String else "")
        if whole:
            yield '"' if text in ("'", '"') else whole, start, start + len(text)
        else:
            yield from ((char, start + at, start + at + 1) for at, char in enumerate(text))
