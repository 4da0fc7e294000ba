"""Handing in, in a real browser: by chooser, by drag, without scripts; and what the instructor sees then."""

import re
import shutil

import pytest
from answering import COUNTING, FORGETFUL, FORMS, HINT, RIGHT, fill
from playwright.sync_api import expect
from running import until
from serving import Serving, form

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
RECEIPT = re.compile("^[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}$")


@pytest.fixture(scope="module")
def serving(tmp_path_factory, copy_course, root, homework):
    """A course of two notebooks, served; points and feedback at once."""
    folder = tmp_path_factory.mktemp("handin")
    course = copy_course(folder / "course", COUNTING, FORMS)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Handin.minutes = 0\nc.Handin.before = 'all'\n")
    released = course / "release" / "ch177"
    released.mkdir(parents=True)
    for name in (f"{COUNTING}.ipynb", f"{FORMS}.ipynb", "layers.py"):
        shutil.copy(root / "release" / "ch177" / name, released)
    with Serving(course, folder / "log.txt") as serving:
        handed_in(serving, "zoe", homework)  # the first one waits for the processes that grade
        yield serving


@pytest.fixture(scope="module")
def homework(tmp_path_factory, root):
    """A folder with two notebooks as a student has them: the biases forgotten, all else right."""
    folder = tmp_path_factory.mktemp("student") / "homework"
    folder.mkdir()
    for name in (COUNTING, FORMS):
        shutil.copy(root / "release" / "ch177" / f"{name}.ipynb", folder)
        fill(folder / f"{name}.ipynb", FORGETFUL)
    return folder


def log_in(page, serving, student, *, instructor=False):
    """Open one's link, and press the button there."""
    page.goto(f"{serving.address}in/{serving.links.make(student, instructor=instructor)}")
    page.get_by_role("button", name=f"Go on as {student}").click()
    assert page.url.startswith(serving.address)
    assert "/in/" not in page.url


def handed_in(serving, student, folder):
    """Hand in without a browser, and wait for what comes of it; the token."""
    token = serving.links.make(student)
    kind, body = form([(path.name, path.read_bytes()) for path in sorted(folder.iterdir())])
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    answer = serving.ask("a/ch177", "POST", body, headers | {"Content-Type": kind})
    assert answer.status == 200, answer.text
    until(lambda: serving.ask("a/ch177/attempts/1", headers=headers).json["state"] == "graded")
    return token


def drag(page, *paths):
    """Drag files and folders onto the page, and let them go there, as the browser itself does."""
    session = page.context.new_cdp_session(page)
    box = page.locator(".drop").bounding_box()
    where = {"x": box["x"] + 20, "y": box["y"] + 20}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data} | where)


def test_a_student_hands_in_by_chooser(page, serving, homework):
    """The link, the assignment, two files: a receipt at once, then the points by themselves."""
    log_in(page, serving, "ada")
    page.get_by_role("link", name="ch177").click()
    expect(page.get_by_text("Attempts left")).to_be_visible()

    page.get_by_label("Notebooks, or a zip").set_input_files(sorted(homework.iterdir()))
    page.get_by_role("button", name="Hand in").click()

    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    expect(page.locator(".receipt code")).to_have_text(RECEIPT)
    expect(page.locator(".total")).to_have_text("4 of 7 points")
    page.get_by_role("link", name="Read the feedback").click()
    expect(page.get_by_text(HINT)).to_be_visible()
    expect(page.get_by_role("link", name=FORMS)).to_be_visible()


def test_a_folder_is_chosen(page, serving, homework):
    """With its path; the same files as before are the same attempt."""
    log_in(page, serving, "bob")
    for _ in range(2):
        page.goto(f"{serving.address}a/ch177")
        page.get_by_label("Or a whole folder").set_input_files(homework)
        page.get_by_role("button", name="Hand in").click()
        expect(page.locator("h1")).to_have_text("ch177, attempt 1")

    expect(page.locator(".total")).to_have_text("4 of 7 points")


def test_a_folder_is_dragged_in(page, serving, homework):
    """What is in it is listed before it is sent."""
    log_in(page, serving, "cem")
    page.goto(f"{serving.address}a/ch177")

    drag(page, homework)

    expect(page.locator(".chosen li")).to_have_text([f"homework/{COUNTING}.ipynb", f"homework/{FORMS}.ipynb"])
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".receipt code")).to_have_text(RECEIPT)
    expect(page.locator(".total")).to_have_text("4 of 7 points")


def test_what_is_refused_is_said_beside_the_form(page, serving, tmp_path, complaints):
    """A dragged file that is no homework: why, and nothing is used up."""
    log_in(page, serving, "dora")
    page.goto(f"{serving.address}a/ch177")
    (tmp_path / "holiday.txt").write_text("sun")

    drag(page, tmp_path / "holiday.txt")
    page.get_by_role("button", name="Hand in").click()

    expect(page.get_by_role("alert")).to_contain_text("holds no notebook of ch177")
    expect(page.get_by_role("button", name="Hand in")).to_be_enabled()
    assert [line for line in complaints if "422" not in line] == []
    complaints.clear()
    page.reload()
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_it_works_without_scripts(browser, serving, homework):
    """The form is a form, and the page that waits loads itself again."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, serving, "eve")
    page.goto(f"{serving.address}a/ch177")
    expect(page.get_by_text("Drag notebooks")).to_be_hidden()

    page.get_by_label("Notebooks, or a zip").set_input_files(sorted(homework.iterdir()))
    page.get_by_role("button", name="Hand in").click()

    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    expect(page.locator(".total")).to_have_text("4 of 7 points")
    context.close()


def test_who_logs_out_is_out(page, serving, complaints):
    """And is told how to get in again."""
    log_in(page, serving, "fay")

    page.get_by_role("button", name="Log out").click()

    expect(page.locator("h1")).to_have_text("You aren’t logged in")
    complaints.clear()


def test_the_instructor_sees_the_class(page, serving, homework, tmp_path):
    """Who has handed in, what is wrong now and with whom, their feedback, the report."""
    right = tmp_path / "right"
    shutil.copytree(homework, right)
    for name in (COUNTING, FORMS):
        fill(right / f"{name}.ipynb", RIGHT)
    handed_in(serving, "gus", homework)
    handed_in(serving, "hal", right)
    log_in(page, serving, "prof", instructor=True)

    page.get_by_role("link", name="ch177").click()

    expect(page.get_by_role("row", name="gus")).to_contain_text("4 of 7")
    expect(page.get_by_role("row", name="hal")).to_contain_text("7 of 7")
    mistake = page.locator(".mistakes li").first
    expect(mistake).to_contain_text(HINT)
    mistake.locator("summary").click()
    expect(mistake.locator("details")).to_contain_text("gus")
    expect(mistake.locator("details")).not_to_contain_text("hal")
    page.get_by_role("row", name="gus").get_by_role("link").click()
    expect(page.get_by_text(HINT)).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="The report on the class").click()
    expect(page.locator("h1")).to_contain_text("the class")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_everybody_can_read_the_pages(browser, serving, homework, axe, screenshot, width, scheme):
    """On a desk and on a phone, light and dark: axe-core objects to nothing, and nothing is cut off."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    student = f"kim-{width}-{scheme}"
    token = handed_in(serving, student, homework)
    look(page, serving, f"in/{token}", axe, screenshot, f"handin-enter-{width}-{scheme}")
    page.get_by_role("button", name="Go on as").click()
    seen = {
        "home": "",
        "assignment": "a/ch177",
        "attempt": "a/ch177/attempts/1",
        "feedback": "a/ch177/attempts/1/feedback",
        "error": "a/none",
    }
    for name, path in seen.items():
        look(page, serving, path, axe, screenshot, f"handin-{name}-{width}-{scheme}")
    log_in(page, serving, "prof", instructor=True)
    for name, path in {"instructor": "instructor", "class": "instructor/ch177"}.items():
        look(page, serving, path, axe, screenshot, f"handin-{name}-{width}-{scheme}")
    context.close()


def look(page, serving, path, axe, screenshot, name):
    """Look at a page."""
    page.goto(f"{serving.address}{path}")
    page.wait_for_load_state()
    screenshot(page, name)
    assert axe(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
