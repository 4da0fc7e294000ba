"""GitHub Actions: the job summary, and annotations at the cells.

GitHub obeys lines of a log that begin with `::`, and the log has a student's words in it. So all that
`check` prints there stands between `::stop-commands::` and a random token, and annotations are escaped.

After https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from autograder.formats.common import BY_A_PERSON, fitting, said, said_of_all
from autograder.results import NotebookResult, Status, SubmissionResult, Verdict
from autograder.text import cut, in_a_line, inert, points

_SUMMARY_SIZE = 1_000_000  # of the 1 MiB that a step may have
_MOST_OF_A_KIND = 10  # more are not shown
_LONGEST = 4_000
_MARKS = {
    Status.PASSED: "✅",
    Status.FAILED: "❌",
    Status.MANUAL: "✏️",
    Status.ERROR: "⚠️",
    Status.TAMPERED: "⛔",
}
_KINDS = {Status.TAMPERED: "error", Status.ERROR: "warning", Status.MANUAL: "notice"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~@:$^=])")


@dataclass(frozen=True)
class Place:
    """Where a cell is.

    Attributes:
        file: relative to the repository.
        line: in the file, from 1; None where the file has no lines.
    """

    file: str
    line: int | None = None


@dataclass(frozen=True)
class _Annotation:
    kind: str
    title: str
    message: str
    place: Place | None

    def __str__(self) -> str:
        properties = {"title": self.title}
        if self.place is not None:
            properties = {"file": self.place.file} | properties
            if self.place.line is not None:
                properties["line"] = str(self.place.line)
        written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        return f"::{self.kind} {written}::{_data(cut(self.message, _LONGEST))}"


def annotate(result: SubmissionResult, places: Mapping[tuple[str, str], Place]) -> list[str]:
    """Workflow commands, a line each, that annotate what was not passed; at most ten of a kind are shown.

    Args:
        result: the result.
        places: where cells are, by notebook and grade_id; the notebook itself by an empty id.
    """
    found = [one for notebook in result.notebooks for one in _of_notebook(notebook, places)]
    lines = []
    for kind, group in groupby(sorted(found, key=lambda one: one.kind), key=lambda one: one.kind):
        ones = list(group)
        if len(ones) > _MOST_OF_A_KIND:
            left = ones[_MOST_OF_A_KIND - 1 :]
            more = f"{len(left)} more are in the summary: {', '.join(one.title for one in left)}"
            ones = [*ones[: _MOST_OF_A_KIND - 1], _Annotation(kind, "And more", more, None)]
        lines += [str(one) for one in ones]
    return lines


def summary(result: SubmissionResult) -> str:
    """The result as Markdown for the job summary: a table, and below it what is said of each cell."""
    return fitting(lambda bound: "\n".join(_summary(result, bound)) + "\n", _SUMMARY_SIZE)


def _of_notebook(notebook: NotebookResult, places: Mapping[tuple[str, str], Place]) -> Iterator[_Annotation]:
    whole = places.get((notebook.name, ""))
    if notebook.status != "graded" and notebook.cells:
        yield _Annotation("error", f"{notebook.name}: {notebook.status}", notebook.message or "", whole)
        return
    for cell in notebook.cells:
        kind = _kind(cell)
        if kind:
            place = places.get((notebook.name, cell.grade_id), whole)
            yield _Annotation(kind, f"{cell.grade_id}: {_score(cell)}", said(cell), place)


def _kind(cell: Verdict) -> str:
    if cell.status is Status.FAILED:
        return "warning" if cell.score else "error"
    return _KINDS.get(cell.status, "")


def _score(cell: Verdict) -> str:
    if cell.score is None:
        return BY_A_PERSON.rstrip(".").lower() if cell.status is Status.MANUAL else "not judged"
    return f"{points(cell.score)} of {points(cell.max_score)} points"


def _summary(result: SubmissionResult, bound: int) -> Iterator[str]:
    yield f"## {_markdown(result.assignment)}: {points(result.score)} of {points(result.max_score)} points"
    yield ""
    for line in filter(None, said_of_all(result).split("\n")):
        yield from (f"> {_markdown(cut(line, bound))}", ">")
    yield from ("", "| notebook | test | points | |", "|---|---|---:|---|")
    for notebook in result.notebooks:
        for cell in notebook.cells:
            earned = "–" if cell.score is None else f"{points(cell.score)}/{points(cell.max_score)}"
            remark = f"{_MARKS[cell.status]} {cell.status}"
            yield f"| {_markdown(notebook.name)} | {_markdown(cell.grade_id)} | {earned} | {remark} |"
    yield ""
    for notebook in result.notebooks:
        if notebook.status == "graded":
            for cell in notebook.cells:
                yield from _details(cell, bound)


def _details(cell: Verdict, bound: int) -> Iterator[str]:
    text = cut(said(cell), bound)
    if cell.status is Status.PASSED or not cell.feedback:
        return
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"<details><summary>{_html(cell.grade_id)}: {_html(_score(cell))}</summary>"
    yield from ("", f"{fence}text", text, fence, "", "</details>", "")


def _markdown(text: str) -> str:
    """The text in a line of Markdown, where nothing of it means anything."""
    return _MARKDOWN.sub(r"\\\1", in_a_line(text, 1000)).replace("\\<", "&lt;").replace("\\&", "&amp;")


def _html(text: str) -> str:
    return inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(in_a_line(text)).replace(":", "%3A").replace(",", "%2C")
