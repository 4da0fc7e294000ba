"""The page that a student gets back from the real `nbgrader generate_feedback`, in a real browser."""

import re
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import nbformat
import pytest
from answering import COUNTING, FORGETFUL, FORMS, HINT, RIGHT, fill
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from planted import ACTING, MARKDOWN, NAME, SVG, Watch

ASSIGNMENT = "ch177"
ACTING_ID = "<img src=x onerror=planted()>"
TANH = "4_tanh_comparison"
MANUAL, COMMENT = 1.25, "Say **which rule** turns the order around: $(AB)^\\mathsf{T}$."
LATE = """
from nbgrader.plugins import LateSubmissionPlugin


class AQuarterPoint(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.25
"""
WRONG_COUNT = """\
def count_parameters(layer_sizes):
    return sum((a + 1) * b for a, b in zip(layer_sizes[:-1], layer_sizes[1:-1]))"""
WRONG = {
    "hand_count": "hand_count = 4",
    "count_parameters": WRONG_COUNT,
    "row_form": "def row_form(x, W, b):\n    return x @ W + b",
    "column_form": "def column_form(x, W, b):\n    return W @ x.T + b",
    "forms_agree": "def forms_agree(left, right):\n    return left.sum() == right.sum()",
    "tanh": "import numpy as np\ntanh = lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
    "network_outputs": "def network_outputs(x, weights, biases, activation):\n    return x",
}
PLOT = """\
import matplotlib.pyplot as plt
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
plt.plot([1, 3, 2])
plt.show()
display(HTML({acting!r}), SVG({svg!r}), Javascript("planted()"), Markdown({markdown!r}), Latex("$x^2$"))
display({{"text/html": "<script>planted()</script>", "text/plain": "only a script"}}, raw=True)
display({{"image/png": "x' onerror='planted()", "text/plain": "no picture"}}, raw=True)
print("<script>planted()</script> \\x1b[31mred\\x1b[0m \\u202e turned")
raise ValueError("<script>planted()</script>")"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory, copy_course, nbgrader, root):
    """A graded class: one forgets biases and is late, one plants things, one is wrong, one left blanks."""
    folder = copy_course(tmp_path_factory.mktemp("feedback") / "course", "0_lesson", COUNTING, FORMS, TANH)
    worked = folder / "solutions" / "worked" / ASSIGNMENT
    worked.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "solutions" / "worked" / ASSIGNMENT / "0_lesson.ipynb", worked)
    (folder / "late.py").write_text(LATE)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write('c.AssignLatePenalties.plugin_class = "late.AQuarterPoint"\n')
    made = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    assert made.returncode == 0, made.stderr
    for student, answers in (("ada", FORGETFUL), (ACTING_ID, RIGHT), ("wim", WRONG), ("ben", {})):
        target = folder / "submitted" / student / ASSIGNMENT
        target.mkdir(parents=True)
        for name in (COUNTING, FORMS, TANH):
            shutil.copy(folder / "release" / ASSIGNMENT / f"{name}.ipynb", target)
            fill(target / f"{name}.ipynb", answers)
        late = student == "ada"
        (target / "timestamp.txt").write_text(f"2026-03-0{2 if late else 1} 10:00:00 UTC\n")
    plant(folder / "submitted" / ACTING_ID / ASSIGNMENT)
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-01 12:00:00 UTC")
        gradebook.add_student(ACTING_ID, first_name=NAME, last_name="Planter")
    program = Path(sys.executable).with_name("autograder")
    command = [program, "grade", ASSIGNMENT]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stderr
    return folder


def plant(folder):
    """Put what acts into a submission: its answers, cells of its own, their outputs, an attachment."""
    document = nbformat.read(folder / f"{FORMS}.ipynb", as_version=4)
    cell = next(
        cell for cell in document.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "explanation"
    )
    cell.source = MARKDOWN
    code = PLOT.format(acting=ACTING, svg=SVG, markdown=MARKDOWN)
    document.cells.append(new_code_cell(f"# </code></pre>{ACTING.splitlines()[0]}\n{code}"))
    document.cells.append(new_markdown_cell("![mine](attachment:a.svg) ![none](attachment:b.png)"))
    document.cells[-1]["attachments"] = {"a.svg": {"image/svg+xml": b64encode(SVG.encode()).decode()}}
    nbformat.write(document, folder / f"{FORMS}.ipynb")


@pytest.fixture(scope="module")
def pages(graded, nbgrader):
    """The pages as nbgrader writes them once a person has graded one answer; by student and notebook."""
    with Gradebook(f"sqlite:///{graded}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("explanation", FORMS, ASSIGNMENT, "ada")
        grade.manual_score, grade.needs_manual_grade = MANUAL, False
        gradebook.find_grade("test_row_form", FORMS, ASSIGNMENT, "ada").extra_credit = 0.5
        gradebook.find_comment("explanation", FORMS, ASSIGNMENT, "ada").manual_comment = COMMENT
        gradebook.db.commit()
    ended = nbgrader(graded, "generate_feedback", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr

    def path(student, notebook):
        return graded / "feedback" / student / ASSIGNMENT / f"{notebook}.html"

    return path


def text_of(path):
    """What is read on a page, blanks as one."""
    found = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").body
    return " ".join(found.get_text().split())


def test_a_page_says_what_a_student_asks(pages, page):
    """The total and each exercise's points first; what held, what didn't, the hint, where to read on."""
    page.goto(pages("ada", COUNTING).as_uri())

    assert page.locator("header .total").inner_text() == "0.75 of 4 points"
    rows = [row.inner_text().split() for row in page.locator(".overview tbody tr").all()]
    assert rows == [
        ["hand_count", "✓", "1", "of", "1"],
        ["count_parameters", "✗", "0", "of", "3"],
        ["Late", "submission", "penalty", "−0.25"],
    ]
    section = page.locator("section", has=page.get_by_role("heading", name="count_parameters"))
    assert "count_parameters gave 6, expected 8, for layer_sizes = [3, 2]" in section.inner_text()
    assert "Every weight and every bias is counted once" in section.locator(".missed").inner_text()
    assert HINT in section.locator(".hint").inner_text()
    assert section.locator(".read").inner_text() == "Read more in 0_lesson: “Shapes chain”."
    assert "Every weight and bias" not in page.locator("section.full .missed").all_inner_texts()
    assert page.locator("section.full .held").count() == 1
    assert page.locator("section.full .read").count() == 0


def test_the_overview_leads_to_the_exercise(pages, page):
    """A link for each."""
    page.goto(pages("ada", COUNTING).as_uri())

    page.get_by_role("link", name="count_parameters").click()

    assert page.evaluate("document.querySelector(':target h2 code').textContent") == "count_parameters"


def test_pages_are_one_with_their_neighbours(pages, page):
    """All notebooks with their points at the head, in order; the next and the one before at the end."""
    page.goto(pages("ada", COUNTING).as_uri())

    listed = [" ".join(row.inner_text().split()) for row in page.locator("nav.notebooks li").all()]
    page.get_by_role("link", name=f"{FORMS} →").click()
    page.get_by_role("link", name=f"{TANH} →").click()

    assert [line.split()[1] for line in listed] == [COUNTING, FORMS, TANH]
    assert listed[0].endswith("0.75 of 4")
    assert page.locator("nav [aria-current]").inner_text() == TANH
    assert page.locator("nav.turn a").all_inner_texts() == [f"← {FORMS}"]
    page.locator("nav.notebooks").get_by_role("link", name=COUNTING).click()
    assert page.locator("h1").inner_text() == COUNTING


def test_reading_on_leads_to_the_executed_lesson(pages, page):
    """On the page itself: the passage under that heading, with its outputs, and no further."""
    page.goto(pages("ada", COUNTING).as_uri())

    page.locator(".read a").first.click()

    passage = page.locator(":target")
    assert passage.get_by_role("heading", name="From 0_lesson: Shapes chain").count() == 1
    assert passage.locator(".output table").count() == 1
    assert "The forward pass" not in passage.inner_text()
    assert page.locator(".passage").count() == 1


def test_one_page_has_everything(graded, pages, page, axe, screenshot):
    """The index: each notebook and exercise with its points, in order, and all that is said of it below."""
    page.goto(pages("ada", "index").as_uri())

    rows = [" ".join(row.inner_text().split()) for row in page.locator(".overview tbody tr").all()]
    notebooks = page.locator("h2.notebook").all_inner_texts()
    page.get_by_role("link", name="row_form").click()

    with Gradebook(f"sqlite:///{graded}/gradebook.db") as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        total = (
            f"{submission.score - submission.late_submission_penalty:g} of {submission.max_score:g} points"
        )
    assert page.locator("header .total").inner_text().startswith(total)
    assert rows[:3] == [f"{COUNTING} 0.75 of 4", "hand_count ✓ 1 of 1", "count_parameters ✗ 0 of 3"]
    assert [name.partition(":")[0] for name in notebooks] == [COUNTING, FORMS, TANH]
    assert page.evaluate("document.querySelector(':target h3 code').textContent") == "row_form"
    assert page.locator("a:not([href^='#'])[href]").count() == 0
    for width, scheme in ((1280, "light"), (360, "light"), (1280, "dark")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        screenshot(page, f"feedback-index-{scheme}-{width}")


def test_notebook_by_itself_brings_the_index_up_to_date(graded, pages, nbgrader):
    """Asked for one notebook alone, nbgrader writes that page, and the page of all with what is there now."""
    before = pages("wim", "index").read_text()
    with Gradebook(f"sqlite:///{graded}/gradebook.db") as gradebook:
        gradebook.find_comment("explanation", FORMS, ASSIGNMENT, "wim").manual_comment = "Come and see me."
        gradebook.db.commit()

    ended = nbgrader(
        graded, "generate_feedback", ASSIGNMENT, "--force", "--student=wim", f"--notebook={FORMS}"
    )

    assert ended.returncode == 0, ended.stderr
    assert "Come and see me." not in before
    shown = text_of(pages("wim", "index"))
    assert "Come and see me." in shown
    assert shown.count("Your answer") > 5


def test_nothing_else_lies_beside_the_pages(pages):
    """Only what `nbgrader release_feedback` reads."""
    names = {path.name for path in pages("ada", COUNTING).parent.iterdir()}

    kept = {name for name in names if not name.endswith(".html")}
    assert "timestamp.txt" in kept
    assert kept <= {"timestamp.txt", "submission_secret.txt"}
    assert {f"{name}.html" for name in (COUNTING, FORMS, TANH, "index")} == names - kept


def test_the_scores_are_the_gradebooks(graded, pages, page):
    """A person's points and comment, extra credit and the penalty count; what is open is said to be."""
    with Gradebook(f"sqlite:///{graded}/gradebook.db") as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        notebook = next(notebook for notebook in submission.notebooks if notebook.name == FORMS)
        scores = notebook.score - notebook.late_submission_penalty, notebook.max_score
        whole = submission.score - submission.late_submission_penalty, submission.max_score

    page.goto(pages("ada", FORMS).as_uri())

    assert page.locator("header .total").inner_text() == "{:g} of {:g} points".format(*scores)
    assert (
        page.locator("header .whole")
        .inner_text()
        .startswith("All of ch177: {:g} of {:g} points".format(*whole))
    )
    section = page.locator("section", has=page.get_by_role("heading", name="explanation: 1.25 of 2 points"))
    assert "A person gave these points." in section.inner_text()
    assert "Say which rule turns the order around" in section.locator(".comment").inner_text()
    assert section.locator(".comment math").count() == 1
    row_form = page.locator("section", has=page.get_by_text("row_form:"))
    assert "0.5 of them are extra credit" in row_form.inner_text()
    assert page.locator("section.waits").count() == 0
    page.goto(pages(ACTING_ID, FORMS).as_uri())
    headings = page.locator("section.waits h2").all_inner_texts()
    assert headings == ["explanation: not graded yet (2 points possible)"]


def test_each_lesson_heading_is_there(course, exercises):
    """What exercises say to read on is a heading of the lesson; all but one exercise say it."""
    from autograder.feedback.sections import headings

    lessons = list(course.assignment(ASSIGNMENT).lessons.values())
    known = headings(lessons)

    assert {entry.read for entry in exercises.values() if entry.read} <= set(known)
    assert {name for name, entry in exercises.items() if not entry.read} == {"plot_comparison"}
    assert known["Shapes chain"] == ("0_lesson", "Shapes chain")


def test_nothing_secret_is_on_a_page(graded, pages, exercises, root):
    """No hidden test, no line of a solution, no alternative, no mark scheme, for right, wrong and blank."""
    given = "".join(
        (root / "release" / ASSIGNMENT / f"{name}.ipynb").read_text()
        for name in ("0_lesson", COUNTING, FORMS, TANH)
    )
    solutions = "\n".join(
        path.read_text() for path in (graded / "solutions" / ASSIGNMENT).rglob("*.py")
    ) + "\n".join(
        cell.source
        for name in (COUNTING, FORMS, TANH)
        for cell in nbformat.read(graded / "source" / ASSIGNMENT / f"{name}.ipynb", as_version=4).cells
        if "BEGIN" in cell.source
    )
    told = [entry.hint for exercise in exercises.values() for entry in exercise.misconceptions]
    told += [check.promise for exercise in exercises.values() for check in exercise.checks]
    lines = {line.strip() for line in solutions.splitlines() if len(line.strip()) > 18}
    secret = {line for line in lines if line not in given and not any(line.strip('"') in one for one in told)}
    assert len(secret) > 100

    for student in ("ada", "wim", "ben"):
        for name in (COUNTING, FORMS, TANH):
            own = "".join(
                cell.source
                for cell in nbformat.read(
                    graded / "submitted" / student / ASSIGNMENT / f"{name}.ipynb", as_version=4
                ).cells
            )
            raw = BeautifulSoup(pages(student, name).read_text(), "html.parser").body.get_text()
            assert [line for line in secret if line in raw and line not in own] == []
            assert "HIDDEN" not in raw
            assert "from autograder" not in raw


def test_no_expected_value_of_a_hidden_test_is_on_a_page(pages, exercises):
    """What was asked is told, what should have come isn't."""
    shown = text_of(pages("wim", COUNTING))

    call = r"count_parameters\((\[[\d, ]+\])\)"
    findings = [
        found.group() for found in re.finditer(rf"asked: {call}.*?(?=Hint|Read on|Your answer|[✓✗])", shown)
    ]
    asked = [eval(sizes) for finding in findings for sizes in re.findall(call, finding)]

    assert asked
    expected = {exercises["count_parameters"].answer(sizes) for sizes in asked}
    for number in (exercises["hand_count"].answer, *expected):
        assert not [finding for finding in findings if re.search(rf"\b{number}\b", re.sub(call, "", finding))]
        assert number < 100 or str(number) not in shown
    assert "235146" not in shown
    assert "235,146" not in shown


def test_planted_things_act_where_nothing_stops_them(browser):
    """The watch sees calls and requests: otherwise the next test could not fail."""
    page = browser.new_page()
    watch = Watch(page)
    page.route("http://planted.invalid/**", lambda route: route.abort())

    page.goto("about:blank")
    page.evaluate("html => document.write(html)", ACTING.replace('http-equiv="refresh"', ""))

    acted = watch.acted()
    assert any("planted.invalid" in line for line in acted)
    assert page.evaluate("acted.length") >= 3
    page.close()


@pytest.mark.parametrize("policy", ["with the policy", "without the policy"])
def test_nothing_planted_acts(pages, browser, policy):
    """In outputs, Markdown, names and code; cleaned, so that it holds where a policy is not heeded too."""
    context = browser.new_context(bypass_csp=policy == "without the policy")
    page = context.new_page()
    watch = Watch(page)

    for notebook in (FORMS, COUNTING):
        page.goto(pages(ACTING_ID, notebook).as_uri())
        watch.press_everything()

        assert watch.acted() == []
        watch.requests.clear()
    context.close()


def test_what_was_planted_is_still_read(pages, page, axe, screenshot):
    """The text stays, pictures too; names stand as they were typed; nothing that axe minds."""
    page.goto(pages(ACTING_ID, FORMS).as_uri())

    assert page.locator(".who").inner_text() == f"{NAME} Planter ({ACTING_ID}) · ch177"
    text = page.locator("main").inner_text()
    for part in (
        "A heading of mine",
        "only a script",
        "no picture",
        "<script>planted()</script> red \\u202e turned",
    ):
        assert part in text
    assert "ValueError: <script>planted()</script>" in text
    pictures = page.locator(".rest img[src^='data:image/']")
    assert pictures.count() == 3
    assert all(pictures.nth(i).evaluate("image => image.naturalWidth > 0") for i in range(3))
    tags = (
        "script, iframe, object, embed, link, form, input, base, video, svg, main style, [style], [onerror]"
    )
    assert page.locator(tags).count() == 0
    assert page.locator("main a:not([href^='#'])[href]").count() == 0
    assert axe(page) == []
    screenshot(page, "feedback-planted")


def test_the_policy_allows_nothing(pages):
    """No script, no request; one style sheet, by its hash."""
    head = BeautifulSoup(pages("ada", COUNTING).read_text(), "html.parser").head
    policy = head.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]

    assert re.fullmatch(
        r"default-src 'none'; img-src data:; style-src 'sha256-[\w+/=]+'; "
        r"base-uri 'none'; form-action 'none'",
        policy,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(("student", "notebook"), [("ada", FORMS), ("wim", TANH), ("ben", COUNTING)])
def test_everybody_can_read_it(pages, page, axe, screenshot, scheme, width, student, notebook):
    """In both themes, on a screen and a phone: axe has no objection, nothing hangs out at the side."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(pages(student, notebook).as_uri())

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 200) == (scheme == "dark")
    screenshot(page, f"feedback-{student}-{scheme}-{width}")


def test_it_prints(pages, page, screenshot, tmp_path):
    """To PDF, dark ink on white whatever the theme, and without what can only be opened on a screen."""
    page.emulate_media(color_scheme="dark")
    page.goto(pages("ada", FORMS).as_uri())

    page.pdf(path=tmp_path / "feedback.pdf", format="A4")

    data = (tmp_path / "feedback.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", data)) <= 4
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h2')).color") == "rgb(29, 33, 41)"
    assert not page.locator("details, nav, .passage").filter(visible=True).count()
    screenshot(page, "feedback-print")
