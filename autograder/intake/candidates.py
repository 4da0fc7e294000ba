"""Which of a submission's files is the student's answer to each notebook.

Nothing that was handed in is passed over without a word. Where there are several candidates for a notebook,
those that are as they were handed out don't count; if one is left, it is the answer. If several are left, the
one of the plain name is graded and a person looks; without one of that name it is the student's to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.course import Assignment, Notebook
from autograder.intake.files import Entry, Unopenable
from autograder.intake.recognise import by_cells, is_notebook, is_plain, is_worked_on, named, speaks_against
from autograder.intake.unreadable import MAX_BYTES, Unreadable, too_large
from autograder.text import listed, shown

_MAX_READ = 20  # candidates that are looked into, of a whole submission
_SUFFIX = ".ipynb"


@dataclass(frozen=True, kw_only=True)
class TakenFile:
    """What was taken for a notebook.

    Attributes:
        data: its bytes, or why there are none.
        path: where it lay; empty where none was chosen.
        left_out: the other candidates, and why they were not taken, by path.
        doubt: why a person has to look whether it is the right one; empty where it plainly is.
    """

    data: bytes | Unreadable
    path: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""


def candidates_in(
    entries: Iterable[Entry], wanted: Assignment
) -> tuple[dict[str, list[Entry]], dict[str, str]]:
    """The files that may be each notebook, by its name; and notebooks that are none of these, with why."""
    found: dict[str, list[Entry]] = {name: [] for name in wanted.notebooks}
    strangers: list[Entry] = []
    for entry in entries:
        if is_notebook(entry.name) and not entry.problem.startswith("has a path"):
            name = _by_name(entry, wanted)
            if name is None:
                strangers.append(entry)
            elif name not in wanted.lessons:
                found[name].append(entry)
    others = {entry.path: f"it isn't a notebook of {wanted.name}" for entry in strangers}
    missing = {name: notebook for name, notebook in wanted.notebooks.items() if not found[name]}
    for entry in strangers[:_MAX_READ] if missing else ():
        data = _bytes_of(entry, entry.name)
        name = by_cells(data, missing) if isinstance(data, bytes) else None
        if name is not None:
            found[name].append(entry)
            del others[entry.path]
    return found, others


def _by_name(entry: Entry, wanted: Assignment) -> str | None:
    """The notebook that a file is by its name; by its cells, too, if it isn't the plain name."""
    every = [*wanted.notebooks, *wanted.lessons]
    plain = [name for name in every if is_plain(entry.name, name)]
    if plain:
        return plain[0]
    name = named(entry.name, every)
    if name is not None and name in wanted.notebooks:
        data = _bytes_of(entry, name)
        if isinstance(data, bytes) and speaks_against(data, wanted.notebooks[name]):
            return None
    return name


def root_of(candidates: Mapping[str, list[Entry]]) -> str:
    """The folder with the most of the notebooks; of several, the outermost."""
    counts = Counter(folder for found in candidates.values() for folder in {entry.folder for entry in found})
    return min(counts, key=lambda folder: (-counts[folder], folder.count("/") + bool(folder), folder))


def answer(name: str, found: Sequence[Entry], root: str, wanted: Assignment) -> TakenFile:
    """Take one of the candidates for a notebook.

    Args:
        name: the notebook's.
        found: the candidates, one or more.
        root: the folder of the notebooks.
        wanted: the assignment.
    """
    ranked = sorted(found, key=lambda entry: _rank(entry, name, root))[:_MAX_READ]
    data = {entry.path: _bytes_of(entry, name) for entry in ranked}
    answers = _answers(ranked, data, wanted.notebooks[name]) if len(ranked) > 1 else ranked
    chosen = answers[0]
    rivals = [entry for entry in answers if _rank(entry, name, root)[:2] == _rank(chosen, name, root)[:2]]
    if len(rivals) > 1 and not is_plain(chosen.name, name):
        return TakenFile(data=_more_than_once(name, rivals))
    left_out = {
        entry.path: f"{shown(chosen.path)} was taken for {name}" for entry in found if entry is not chosen
    }
    doubt = ""
    if len(answers) > 1:
        others = listed([shown(entry.path) for entry in answers[1:]])
        doubt = f"{shown(chosen.path)} was graded, but {others} holds another answer."
    return TakenFile(data=data[chosen.path], path=chosen.path, left_out=left_out, doubt=doubt)


def _answers(ranked: list[Entry], data: Mapping[str, bytes | Unreadable], notebook: Notebook) -> list[Entry]:
    """The candidates that hold an answer, each once; if none does, the first that can be read."""
    worked_on: dict[bytes, bool | None] = {}
    once: list[Entry] = []
    for entry in ranked:
        own = data[entry.path]
        if isinstance(own, bytes) and own not in worked_on:
            worked_on[own] = is_worked_on(own, notebook)
            once.append(entry)
    for state in (True, False):
        found = [entry for entry in once if worked_on[data[entry.path]] is state]  # type: ignore[index]
        if found:
            return found if state else found[:1]
    return once or ranked[:1]


def _rank(entry: Entry, name: str, root: str) -> tuple[bool, bool, int, str]:
    return (entry.folder != root, not is_plain(entry.name, name), entry.path.count("/"), entry.path)


def _more_than_once(name: str, rivals: Sequence[Entry]) -> Unreadable:
    return Unreadable(
        f"{name}{_SUFFIX} is there more than once: {listed([shown(entry.path) for entry in rivals])}. "
        f"Hand in one of them, named {name}{_SUFFIX}."
    )


def _bytes_of(entry: Entry, name: str) -> bytes | Unreadable:
    again = f"Hand in {name}{_SUFFIX} as a plain file."
    if entry.problem:
        return Unreadable(f"{shown(entry.name)} {entry.problem}. {again}")
    try:
        data = entry.read(MAX_BYTES + 1)
    except Unopenable as error:
        return Unreadable(f"{shown(entry.name)} {error}. {again}")
    return too_large(shown(entry.name)) if len(data) > MAX_BYTES else data
