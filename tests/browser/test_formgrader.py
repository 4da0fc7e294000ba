"""nbgrader's formgrader in a real JupyterLab, as an instructor uses it, with this engine behind it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from answering import COUNTING, FORGETFUL, FORMS, HINT, fill
from nbgrader.api import Gradebook
from playwright.sync_api import expect
from running import descendants, until

ASSIGNMENT = "ch177"
TOKEN = "0123456789abcdef"
COMMENT = "Say which rule turns the order around."
PROGRAMS = Path(sys.executable).parent
SECRETS = ("HIDDEN TESTS", "MARK SCHEME", "autograder")


@pytest.fixture(scope="module")
def course(tmp_path_factory, copy_course, nbgrader):
    """Two notebooks of the course, and ada, who has handed in: the biases forgotten, all else right."""
    folder = copy_course(tmp_path_factory.mktemp("formgrader") / "course", COUNTING, FORMS)
    ended = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    handed_in = folder / "submitted" / "ada" / ASSIGNMENT
    shutil.copytree(folder / "release" / ASSIGNMENT, handed_in)
    for notebook in (COUNTING, FORMS):
        fill(handed_in / f"{notebook}.ipynb", FORGETFUL)
    return folder


@pytest.fixture(scope="module")
def lab(course, tmp_path_factory):
    """A JupyterLab in the course: its address, its process. nbgrader's extensions install themselves."""
    home = tmp_path_factory.mktemp("instructor")
    settings = {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "IPYTHONDIR": str(home / "ipython"),
        "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1",
    }
    command = [
        *(PROGRAMS / "jupyter", "lab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"),
    ]
    log = home / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=course,
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        address = until(lambda: re.search(r"http://127\.0\.0\.1:\d+(?=/lab)", log.read_text()))
        yield SimpleNamespace(address=address[0], pid=process.pid)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def formgrader(page, lab):
    """Open JupyterLab, and formgrader from its menu; the frame that it is in."""
    page.goto(f"{lab.address}/lab?token={TOKEN}")
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Formgrader", exact=True).click()
    return page.frame_locator("iframe")


def press(frame, button, word):
    """Press one of the buttons beside ada; wait for a word of what it says when it went well."""
    frame.locator("tr", has_text="ada").locator(f".{button} a").click()
    expect(frame.locator("#success-modal")).to_contain_text(word)
    frame.locator("#success-modal").get_by_role("button", name="OK").click()
    expect(frame.locator(".modal-backdrop")).to_have_count(0)


def open_submission(frame, notebook):
    """Go through Manual Grading to ada's notebook."""
    frame.get_by_role("link", name="Manual Grading").click()
    for link in (ASSIGNMENT, notebook, "Submission #1"):
        frame.locator("#main-table").get_by_role("link", name=link).click()
    expect(frame.locator(".panel-title").first).to_contain_text(notebook)


def saved(frame, place, text):
    """Write into a field, leave it, wait until formgrader has saved it."""
    with frame.owner.page.expect_response(lambda answer: answer.request.method == "PUT") as answer:
        frame.locator(place).fill(text)
        frame.locator(place).press("Tab")
    assert answer.value.ok


def explanation(course):
    """What the gradebook has of ada's written answer: a person's score and comment, and if it needs one."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        notebook = gradebook.find_submission_notebook(FORMS, ASSIGNMENT, "ada")
        grade = next(grade for grade in notebook.grades if grade.name == "explanation")
        comment = next(comment for comment in notebook.comments if comment.name == "explanation")
        return grade.manual_score, comment.manual_comment, grade.needs_manual_grade


def regrade(course):
    """Grade all anew, with our own command."""
    command = [PROGRAMS / "autograder", "grade", ASSIGNMENT, "--force"]
    ended = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=240)
    assert ended.returncode in (0, 1), ended.stderr


def feedback(course, notebook):
    """What ada is given to read."""
    return (course / "feedback" / "ada" / ASSIGNMENT / f"{notebook}.html").read_text()


def mathjax_is_elsewhere(complaints):
    """Take out that formgrader's page of a submission gets MathJax from another machine, its only wish."""
    complaints[:] = [line for line in complaints if not re.search("mathjax|MathJax|net::ERR_FAILED", line)]


def test_an_instructor_grades_in_formgrader(page, lab, course, screenshot, complaints):
    """List, autograde, read why, grade by hand with a comment; both outlast a regrade, and reach ada."""
    frame = formgrader(page, lab)
    assignment, ada = (frame.locator("#main-table tr", has_text=name) for name in (ASSIGNMENT, "ada"))
    expect(assignment.locator(".num-submissions")).to_have_text("1")
    screenshot(page, "formgrader-assignments")

    assignment.locator(".num-submissions a").click()
    expect(ada.locator(".status")).to_have_text("needs autograding")
    press(frame, "autograde", "ada, 1_parameter_count: 1 of 4 points")
    assert not [command for command in descendants(lab.pid).values() if "autograder" in command]
    expect(ada.locator(".score")).to_have_text("4 / 9")
    expect(ada.locator(".status")).to_have_text("needs manual grading")
    screenshot(page, "formgrader-submissions")

    open_submission(frame, COUNTING)
    expect(frame.locator("input#test_hand_count")).to_have_attribute("placeholder", "1")
    expect(frame.locator("input#test_count_parameters")).to_have_attribute("placeholder", "0")
    frame.get_by_text(HINT).scroll_into_view_if_needed()
    expect(frame.locator("body")).to_contain_text("count_parameters: 0 of 3 points")
    screenshot(page, "formgrader-feedback")

    open_submission(frame, FORMS)
    expect(frame.locator("input#explanation")).to_have_class(re.compile("needs_manual_grade"))
    saved(frame, "input#explanation", "1.5")
    saved(frame, "textarea#explanation-comment", COMMENT)
    expect(frame.locator("input#explanation")).not_to_have_class(re.compile("needs_manual_grade"))
    frame.locator("textarea#explanation-comment").scroll_into_view_if_needed()
    screenshot(page, "formgrader-manual")
    assert explanation(course) == (1.5, COMMENT, False)

    regrade(course)
    assert explanation(course) == (1.5, COMMENT, True)
    open_submission(frame, FORMS)
    expect(frame.locator("input#explanation")).to_have_value("1.5")
    expect(frame.locator("textarea#explanation-comment")).to_have_value(COMMENT)
    expect(frame.locator("input#explanation")).to_have_class(re.compile("needs_manual_grade"))
    frame.locator("textarea#explanation-comment").scroll_into_view_if_needed()
    screenshot(page, "formgrader-regraded")

    for link in ("Manual Grading", "Manage Assignments"):
        frame.get_by_role("link", name=link).click()
    assignment.locator(".num-submissions a").click()
    expect(ada.locator(".score")).to_have_text("5.5 / 9")
    expect(ada.locator(".status")).to_have_text("needs manual grading")
    press(frame, "generate-feedback", "Successfully generated feedback")
    pages = [feedback(course, notebook) for notebook in (COUNTING, FORMS)]
    assert HINT in pages[0]
    assert COMMENT in pages[1]
    assert [secret for page in pages for secret in SECRETS if secret in page] == []
    mathjax_is_elsewhere(complaints)
