"""Between notebooks as files and what the judge knows of them.

Feedback is an output of the grade cell, with the score as its result. So formgrader and nbgrader's feedback
show it as they are, and nbgrader's own rule for reading scores reads the same one. The gradebook gets its
score from the verdict, not from there.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course import Notebook, Role
from autograder.course.assignment import role_of
from autograder.course.definitions import defined_names
from autograder.judge import CellVerdict
from autograder.judge.grade_cell import statements_of
from autograder.judge.notebook import JobCell, NotebookVerdict
from autograder.remote.messages import Output
from autograder.results import CellResult


def job_cells(
    document: NotebookNode, instructor: Notebook, in_student: Collection[str]
) -> tuple[JobCell, ...]:
    """The cells to run and judge, in order.

    Args:
        document: the notebook as intake left it.
        instructor: the instructor's version, with solutions.
        in_student: the grade cells that run in the student's process, by grade_id.
    """
    asked = {cell.grade_id: cell for cell in instructor.cells if cell.grade_id}
    cells = []
    for cell in document.cells:
        metadata = cell.metadata.get("nbgrader") or {}
        original = asked.get(metadata.get("grade_id", ""))
        role = role_of(metadata, cell.cell_type)
        defines = defined_names(original.source) if original and role is Role.SOLUTION else ()
        cells.append(
            JobCell(
                role=role,
                cell_type=cell.cell_type,
                grade_id=original.grade_id if original else "",
                source=cell.source,
                points=original.points if original else 0.0,
                defines=tuple(sorted(defines)),
                in_student=original is not None and original.grade_id in in_student,
            )
        )
    return tuple(cells)


def imports_of(instructor: Notebook) -> tuple[str, ...]:
    """The imports of the instructor's own cells: what they name is the judge's import, not the student's."""
    found: dict[str, None] = {}
    for cell in instructor.cells:
        if cell.cell_type == "code" and cell.role is not Role.GRADE:
            try:
                statements = statements_of(cell.source)
            except SyntaxError:
                continue
            imports = [part for part in statements if isinstance(part, ast.Import | ast.ImportFrom)]
            found |= dict.fromkeys(map(ast.unparse, imports))
    return tuple(found)


def fill_in(document: NotebookNode, verdict: NotebookVerdict, results: Sequence[CellResult]) -> None:
    """Put outputs and feedback into the notebook, as if it had been run."""
    by_id = {result.grade_id: result for result in results}
    count = 0
    for place, cell in enumerate(document.cells):
        if cell.cell_type != "code":
            continue
        metadata = cell.metadata.get("nbgrader") or {}
        count += 1
        cell.execution_count = count
        if role_of(metadata, cell.cell_type) is Role.GRADE:
            cell.outputs = _feedback_outputs(by_id[metadata["grade_id"]], count)
        else:
            cell.outputs = student_outputs(verdict.outputs.get(place, []), count)
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


def fill_in_blank(document: NotebookNode, results: Sequence[CellResult]) -> None:
    """Put the reason into the grade cells of a blank notebook."""
    fill_in(document, NotebookVerdict([], {}, {}), results)


def _feedback_outputs(result: CellResult, count: int) -> list[Any]:
    """Feedback as text, and the score as a result: nbgrader's own rule reads the same from it."""
    outputs = []
    if result.feedback:
        outputs.append(new_output("stream", name="stdout", text=result.feedback + "\n"))
    if result.score is not None:
        data = {"text/plain": repr(float(result.score))}
        outputs.append(new_output("execute_result", data=data, execution_count=count))
    return outputs


def student_outputs(outputs: Sequence[Output], count: int) -> list[Any]:
    """A cell's outputs as nbformat has them; what isn't well-formed is dropped."""
    made = []
    for output in outputs:
        match output.output_type:
            case "stream" if output.name in ("stdout", "stderr"):
                made.append(new_output("stream", name=output.name, text=output.text))
            case "error":
                made.append(
                    new_output(
                        "error", ename=output.ename, evalue=output.evalue, traceback=list(output.traceback)
                    )
                )
            case "display_data" | "execute_result" as kind:
                extra = {"execution_count": count} if kind == "execute_result" else {}
                metadata = _parsed(output.metadata)
                data = _data(output.data)
                metadata = metadata if isinstance(metadata, dict) else {}
                made.append(new_output(kind, data=data, metadata=metadata, **extra))
    return made


def _data(data: Mapping[str, str]) -> dict[str, Any]:
    return {mime: _parsed(text) if mime.endswith("json") else text for mime, text in data.items()}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def cell_results(
    verdicts: Sequence[CellVerdict], instructor: Notebook, names: Mapping[str, str]
) -> tuple[CellResult, ...]:
    """The results of a notebook's graded cells, in the instructor's order.

    Args:
        verdicts: of its grade cells.
        instructor: the notebook.
        names: the exercise of each grade id.
    """
    by_id = {verdict.grade_id: verdict for verdict in verdicts}
    results = []
    for cell in instructor.with_role(Role.GRADE, Role.MANUAL):
        name = names[cell.grade_id]
        if cell.role is Role.MANUAL:
            results.append(CellResult(cell.grade_id, name, None, 0.0, "manual"))
            continue
        verdict = by_id[cell.grade_id]
        status = "failed" if verdict.status == "blocked" else str(verdict.status)
        results.append(
            CellResult(
                cell.grade_id,
                name,
                verdict.score,
                cell.points,
                status,
                verdict.misconception,
                verdict.feedback,
                verdict.detail,
                verdict.forgeable,
            )
        )
    return tuple(results)
