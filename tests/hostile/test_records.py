"""No student speaks as the judge: the record that pages and programs read is the judge's alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from forging import ASSIGNMENT, WRONG_ANSWERS, Forgery, build_course, nbgrader, our_scores
from tampering import cell_of, code_cell, grade_cells

MIME = "application/vnd.autograder+json"
CLAIM = "Every promise that there is was kept."
RECORD = {
    "grade_id": "test_ans",
    "name": "ans",
    "score": 1.0,
    "max_score": 1.0,
    "status": "passed",
    "findings": [{"promise": CLAIM, "holds": True, "where": "ans", "points": 1.0}],
}
BUNDLE = {MIME: RECORD, "text/plain": "1.0"}


def _handed_in_outputs(notebook: dict[str, Any]) -> None:
    """Every test has run already, it says, and so has a copy of each."""
    for cell in grade_cells(notebook):
        record = RECORD | {"grade_id": cell["metadata"]["nbgrader"]["grade_id"]}
        data = {MIME: record, "text/plain": "1.0"}
        cell["outputs"] = [
            {"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}
        ]
    notebook["cells"] += json.loads(json.dumps(grade_cells(notebook)))


def _own_test(notebook: dict[str, Any]) -> None:
    """A cell of the student's own that says to be a test, and puts out a record."""
    cell = code_cell(f"from IPython.display import display\ndisplay({BUNDLE!r}, raw=True)")
    cell["metadata"]["nbgrader"] = cell_of(notebook, "test_ans")["metadata"]["nbgrader"] | {
        "grade_id": "test_own"
    }
    notebook["cells"].append(cell)


_SHOW = f"{WRONG_ANSWERS['ans']}\nfrom IPython.display import display\n"
FORGERIES = [
    Forgery("displayed", earns=False, cells={"ans": f"{_SHOW}display({BUNDLE!r}, raw=True)"}),
    Forgery(
        "as-a-result",
        earns=False,
        cells={
            "ans": f"{WRONG_ANSWERS['ans']}\nclass Told:\n"
            f"    def _repr_mimebundle_(self, **_):\n        return {BUNDLE!r}\nTold()"
        },
    ),
    Forgery(
        "in-metadata",
        earns=False,
        cells={"ans": f"{_SHOW}display({BUNDLE!r}, raw=True, metadata={BUNDLE!r})"},
    ),
    Forgery("handed-in", earns=False, tamper=_handed_in_outputs),
    Forgery("own-test", earns=False, tamper=_own_test),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with these submissions, graded, with a page for each."""
    folder = build_course(tmp_path_factory.mktemp("records") / "course", FORGERIES)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackPage"\n')
    our_scores(folder)
    nbgrader(folder, "generate_feedback", ASSIGNMENT).check_returncode()
    return folder


@pytest.mark.parametrize("student", [forgery.student for forgery in FORGERIES])
def test_every_record_is_the_judges(course: Path, student: str) -> None:
    """There is one under each test, which says what became of it, and none anywhere else."""
    result = json.loads((course / "report.json").read_text(encoding="utf-8"))
    (submission,) = (one for one in result["submissions"] if one["student"] == student)
    judged = {cell["grade_id"]: cell for cell in submission["notebooks"][0]["cells"]}
    path = course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    document = nbformat.read(path, as_version=4)

    found = [
        (cell.metadata.get("nbgrader", {}).get("grade_id"), output["data"][MIME])
        for cell in document.cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]

    assert [grade_id for grade_id, _ in found] == list(judged)
    for grade_id, record in found:
        assert record == {name: value for name, value in judged[grade_id].items() if name != "feedback"}
    assert CLAIM not in json.dumps([record for _, record in found])


@pytest.mark.parametrize("student", [forgery.student for forgery in FORGERIES])
def test_no_page_shows_a_forged_finding(course: Path, student: str) -> None:
    """What the student claims is nowhere among what the judge found."""
    page = course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
    text = page.read_text(encoding="utf-8")

    assert f"<div>{CLAIM}" not in text
    assert '<li class="held">' not in text


def test_the_graders_own_record_stays_with_the_instructor(course: Path) -> None:
    """It may say what of ours broke: nbgrader doesn't copy it to where feedback is handed back from."""
    assert (course / "autograded" / "displayed" / ASSIGNMENT / ".autograder.json").is_file()

    assert not list((course / "feedback").rglob(".autograder.json"))
