"""Between notebooks as files and what the judge knows of them.

Feedback is an output of the grade cell, with the score as its result. So formgrader and nbgrader's feedback
show it as they are, and nbgrader's own rule for reading scores reads the same one. The gradebook gets its
score from the verdict, not from there. Beside it stands the whole verdict, as data: our page is made of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course import Cell, Notebook, Role, role_of
from autograder.grading.outputs import MIME, Kept
from autograder.judge.job import NotebookVerdict
from autograder.results import Status, Verdict


def job_cells(document: NotebookNode, instructor: Notebook) -> tuple[Cell, ...]:
    """The cells to run and judge, in order.

    Args:
        document: the notebook as intake left it.
        instructor: the instructor's version, with solutions.
    """
    asked = {cell.grade_id: cell for cell in instructor.cells if cell.is_marked}
    cells = []
    for cell in document.cells:
        original = asked.get((cell.metadata.get("nbgrader") or {}).get("grade_id", ""))
        cell_of_their_own = Cell("", Role.PLAIN, cell.cell_type, cell.source)
        cells.append(original.with_source(cell.source) if original else cell_of_their_own)
    return tuple(cells)


def fill_in(
    document: NotebookNode, verdict: NotebookVerdict, results: Sequence[Verdict], kept: Kept | None = None
) -> None:
    """Put outputs and feedback into the notebook, as if it had been run.

    Args:
        document: the notebook.
        verdict: what the judge says of it.
        results: of its graded cells.
        kept: what bounds the outputs of its other cells.
    """
    kept = kept or Kept()
    by_id = {result.grade_id: result for result in results}
    count = 0
    for place, cell in enumerate(document.cells):
        if cell.cell_type != "code":
            continue
        metadata = cell.metadata.get("nbgrader") or {}
        count += 1
        cell.execution_count = count
        if role_of(metadata, cell.cell_type) is Role.GRADE:
            cell.outputs = _judged_outputs(by_id[metadata["grade_id"]], count)
        else:
            cell.outputs = kept.of(verdict.outputs.get(place, []), count)
            if place in verdict.left_out:
                text = f"This cell was left out: it {verdict.left_out[place]}.\n"
                cell.outputs.append(new_output("stream", name="stderr", text=text))


def blank(instructor: Notebook) -> NotebookNode:
    """A notebook with the instructor's graded cells and no answers: for a file that can't be read."""
    cells = []
    for cell in instructor.cells:
        if cell.role not in (Role.PLAIN, Role.LOCKED):
            fixed = cell.role in (Role.GRADE, Role.TASK)
            make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
            made = make(cell.source if fixed else "", id=_cell_id(cell.grade_id))
            made.metadata["nbgrader"] = dict(cell.nbgrader)
            cells.append(made)
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell_id(grade_id: str) -> str:
    return hashlib.sha256(grade_id.encode()).hexdigest()[:16]


def _judged_outputs(verdict: Verdict, count: int) -> list[Any]:
    """Feedback as text, the score as a result, from which nbgrader's own rule reads the same, and the record.

    A cell without a score has no result: the record is beside the text then.
    """
    record = verdict.to_json()
    text = record.pop("feedback")
    if verdict.score is None:
        return [new_output("display_data", data={"text/plain": text, MIME: record})]
    data = {"text/plain": repr(float(verdict.score)), MIME: record}
    result = new_output("execute_result", data=data, execution_count=count)
    return [new_output("stream", name="stdout", text=f"{text}\n"), result] if text else [result]


def recorded_verdict(cell: NotebookNode) -> Verdict | None:
    """What the engine wrote under a grade cell; None where it, or an engine before this one, wrote no record.

    Args:
        cell: a grade cell of a graded notebook. Nobody else puts anything there: a student's cells have no
            such output, whatever their code puts out.
    """
    for output in cell.get("outputs", []):
        try:
            verdict = msgspec.convert(output["data"][MIME], Verdict)
        except (KeyError, msgspec.ValidationError):
            continue
        if verdict.grade_id == cell.metadata["nbgrader"]["grade_id"]:
            return verdict
    return None


def cell_results(
    verdicts: Sequence[Verdict], instructor: Notebook, names: Mapping[str, str]
) -> tuple[Verdict, ...]:
    """The verdicts on a notebook's graded cells, those that a person grades among them, in order.

    Args:
        verdicts: on its grade cells.
        instructor: the notebook.
        names: the exercise of each grade id.
    """
    by_id = {verdict.grade_id: verdict for verdict in verdicts}
    manual = Verdict(grade_id="", score=None, max_score=0.0, status=Status.MANUAL)
    return tuple(
        replace(
            manual if cell.role is Role.MANUAL else by_id[cell.grade_id],
            grade_id=cell.grade_id,
            name=names[cell.grade_id],
        )
        for cell in instructor.with_role(Role.GRADE, Role.MANUAL)
    )
