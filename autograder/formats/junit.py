"""JUnit XML, as pytest and the Jenkins schema junit-10.xsd have it."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from autograder.formats.common import BY_A_PERSON, Timing, said
from autograder.results import NotebookResult, Status, SubmissionResult, Verdict
from autograder.text import cut, in_a_line, inert, points

_ELEMENT = {
    Status.FAILED: "failure",
    Status.TAMPERED: "failure",
    Status.ERROR: "error",
    Status.MANUAL: "skipped",
}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_MOST = 100_000


def junit(result: SubmissionResult, timing: Timing) -> str:
    """The result as JUnit XML: a suite for each notebook, a test case for each graded cell.

    A wrong answer is a failure, a cell that could not be judged an error, one that a person grades is
    skipped. Points are properties of the suite.
    """
    root = ElementTree.Element("testsuites", name=inert(result.assignment))
    suites = [_suite(result.assignment, notebook, timing) for notebook in result.notebooks]
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    root.set("time", f"{timing.seconds:.3f}")
    root.extend(suites)
    ElementTree.indent(root)
    return f"{_HEAD}\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _suite(assignment: str, notebook: NotebookResult, timing: Timing) -> ElementTree.Element:
    cells = notebook.cells
    counted = {
        "tests": len(cells),
        "failures": sum(_ELEMENT.get(cell.status) == "failure" for cell in cells),
        "errors": sum(cell.status is Status.ERROR for cell in cells),
        "skipped": sum(cell.status is Status.MANUAL for cell in cells),
    }
    suite = ElementTree.Element("testsuite", name=inert(notebook.name))
    for name, number in counted.items():
        suite.set(name, str(number))
    suite.set("timestamp", datetime.fromtimestamp(timing.started, UTC).strftime("%Y-%m-%dT%H:%M:%S"))
    properties = ElementTree.SubElement(suite, "properties")
    values = {
        "status": notebook.status,
        "score": points(sum(cell.score or 0 for cell in cells)),
        "max_score": points(sum(cell.max_score for cell in cells)),
    }
    for name, value in values.items():
        ElementTree.SubElement(properties, "property", name=name, value=value)
    for cell in cells:
        suite.append(_case(f"{assignment}.{notebook.name}", cell))
    return suite


def _case(classname: str, cell: Verdict) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=inert(classname), name=inert(cell.grade_id))
    text = cut(said(cell), _MOST)
    if cell.status is Status.PASSED:
        ElementTree.SubElement(case, "system-out").text = text
        return case
    outcome = ElementTree.SubElement(case, _ELEMENT[cell.status], message=in_a_line(_message(cell)))
    if cell.status is not Status.MANUAL:
        outcome.set("type", cell.misconception or cell.status)
        outcome.text = text
    return case


def _message(cell: Verdict) -> str:
    if cell.score is None:
        return BY_A_PERSON if cell.status is Status.MANUAL else said(cell)
    return f"{points(cell.score)} of {points(cell.max_score)} points. {said(cell)}"
