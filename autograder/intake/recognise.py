"""Which of the assignment's notebooks a file is: by its name, by a name like it, by the cells in it.

Browsers, platforms, editors and students put things around a name (`hw_1_mean (1).ipynb`, `1_mean - Kopie`,
`1_mean_final_v2`, `1%20mean.ipynb.txt`), and there is no end to the list. So no list of additions is kept. A
name is looked at as words: a file whose words hold those of a notebook's name is a candidate, and so is one
whose name is nearly the same. Either is only believed if the file has cells of that notebook, and a file of
any name that has most of them is that notebook. macOS writes names in decomposed form (NFD); all are compared
composed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from urllib.parse import unquote

from autograder.course import Notebook
from autograder.course.released import normal
from autograder.intake.document import read_cells
from autograder.intake.match import Found, match
from autograder.intake.unreadable import Unreadable

_ENDING = re.compile(r"(?:\.ipynb(?:\.txt|\.json)?)+\Z", re.IGNORECASE)
_ALIKE = 0.85  # a slip or two in a name of a dozen letters
_MOST = 0.5


def is_notebook(file: str) -> bool:
    """Whether a file is a notebook by its ending."""
    return _ENDING.search(file) is not None and _ENDING.sub("", file) != ""


def is_plain(file: str, name: str) -> bool:
    """Whether a file has just the name of a notebook."""
    return unicodedata.normalize("NFC", file) == unicodedata.normalize("NFC", f"{name}.ipynb")


def named(file: str, names: Iterable[str]) -> str | None:
    """The notebook that a file is by its name; None where it is none, or may be several."""
    if not is_notebook(file):
        return None
    words = {name: _words(name) for name in names}
    bare = _words(_ENDING.sub("", file))
    within = [name for name in words if f" {words[name]} " in f" {bare} "]
    if within:
        return max(within, key=lambda name: len(words[name]))
    likeness = {name: SequenceMatcher(None, words[name], bare, autojunk=False).ratio() for name in words}
    alike = sorted((name for name in words if likeness[name] >= _ALIKE), key=lambda name: -likeness[name])
    clear = len(alike) == 1 or (len(alike) > 1 and likeness[alike[0]] > likeness[alike[1]])
    return alike[0] if clear else None


def _words(name: str) -> str:
    """A name's words in lower case, with one blank between two."""
    composed = unicodedata.normalize("NFC", unquote(name)).casefold()
    return " ".join(re.findall(r"[^\W_]+", composed))


def speaks_against(data: bytes, notebook: Notebook) -> bool:
    """Whether a file is a notebook that has none of this one's marked cells."""
    return bool(_marked(notebook)) and _share(data, notebook) == 0


def by_cells(data: bytes, notebooks: Mapping[str, Notebook]) -> str | None:
    """The notebook that a file plainly is, whatever its name: most of that one's marked cells are in it."""
    shares = {name: _share(data, notebook) or 0.0 for name, notebook in notebooks.items()}
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] > _MOST else None


def _share(data: bytes, notebook: Notebook) -> float | None:
    """How many of a notebook's marked cells a file has, from 0 to 1; None for one that can't be read."""
    try:
        matching = match(notebook, read_cells(data, ""))
    except Unreadable:
        return None
    sure = [grade_id for grade_id in matching.main if matching.found.get(grade_id) is not Found.PLACE]
    return len(sure) / max(len(_marked(notebook)), 1)


def _marked(notebook: Notebook) -> list[str]:
    return [cell.grade_id for cell in notebook.cells if cell.is_marked]


def is_worked_on(data: bytes, notebook: Notebook) -> bool | None:
    """Whether a file holds anything that the handout doesn't; None for one that is no notebook."""
    handed_out = {*notebook.handed_out, *(cell.given for cell in notebook.cells)}
    handed_out |= {normal(cell.source) for cell in notebook.cells if cell.is_fixed}
    try:
        return any(
            normal(cell.source) not in handed_out for cell in read_cells(data, "") if cell.source.strip()
        )
    except Unreadable:
        return None
