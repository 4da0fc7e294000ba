"""`autograder similar` on a made-up class and a copy, and its page in a real browser."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell
from planted import ACTING, Watch

ASSIGNMENT = "ch177"
ACTING_ID = "<img src=x onerror=planted()>"
OWN = {
    "count_parameters": """\
def count_parameters(layer_sizes):
    # walk along the network and keep the size that came before
    previous, total = layer_sizes[0], 0
    position = 1
    while position < len(layer_sizes):
        current = layer_sizes[position]
        total = total + previous * current
        total = total + current
        previous = current
        position = position + 1
    return total""",
    "collapse": """\
def collapse(weights):
    # split the matrices in two halves and collapse each of them
    if len(weights) == 1:
        return np.asarray(weights[0]) + 0.0
    middle = (len(weights) + 1) // 2
    early = collapse(weights[:middle])
    late = collapse(weights[middle:])
    rows = [[sum(late[i, :] * early[:, j]) for j in range(early.shape[1])] for i in range(late.shape[0])]
    return np.array(rows)""",
    "explanation": "Whoever transposes a product has to turn its order around, as with socks and then shoes.",
}
NAMES = {
    "previous": "before",
    "total": "n",
    "position": "k",
    "current": "now",
    "layer_sizes": "sizes",
    "weights": "Ws",
    "middle": "half",
    "early": "A",
    "late": "B",
    "rows": "table",
}
COMMENTS = {"walk along": "go through", "split the": "take"}
# the same tasks by others, in their own ways
FIRST = OWN | {
    "count_parameters": """\
def count_parameters(layer_sizes):
    sizes = np.array(layer_sizes, dtype=object)
    inputs, outputs = sizes[:-1], sizes[1:]
    return int(np.dot(inputs, outputs) + outputs.sum())""",
    "collapse": "def collapse(weights):\n    return functools.reduce(lambda a, b: b.dot(a), weights)",
    "explanation": "It follows from the definition of the product, row times column, written down once more.",
}


def copied(source):
    """With other names and comments."""
    for old, new in COMMENTS.items():
        source = source.replace(old, new)
    return re.sub(r"\w+", lambda word: NAMES.get(word[0], word[0]), source)


def hand_in(course, student, answers, *more):
    """Hand in these answers and cells, all else as it was handed out."""
    folder = course / "submitted" / student / ASSIGNMENT
    shutil.copytree(course / "release" / ASSIGNMENT, folder)
    for path in folder.glob("*.ipynb"):
        document = nbformat.read(path, as_version=4)
        for cell in document.cells:
            cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        document.cells += [new_code_cell(source) for source in more if path.stem.startswith("5")]
        nbformat.write(document, path)


@pytest.fixture(scope="module")
def compared(tmp_path_factory, copy_course, root):
    """A made-up class of thirty, a copy, one who worked alone, two who plant things; page and output."""
    folder = copy_course(tmp_path_factory.mktemp("similar") / "course")
    shutil.copytree(root / "release", folder / "release")
    program = Path(sys.executable).with_name("autograder")
    subprocess.run(
        [program, "sample", "-n", "30", "--seed", "4"], cwd=folder, check=True, capture_output=True
    )
    hand_in(folder, "zz-first", OWN)
    hand_in(folder, "zz-second", {name: copied(source) for name, source in OWN.items()})
    hand_in(folder, "zz-third", FIRST)
    acting = f'"""</pre></mark>{ACTING}"""\n'
    for student in (ACTING_ID, "zz-eve"):
        hand_in(
            folder, student, {}, acting + "".join(f"x{i} = {i} % (y or {i}j) @ z[{i}:]\n" for i in range(6))
        )
    ended = subprocess.run([program, "similar", ASSIGNMENT], cwd=folder, capture_output=True, text=True)
    assert ended.returncode in (0, 1), ended.stderr
    return folder / "report" / f"{ASSIGNMENT}-similar.html", ended.stdout


def groups_of(path):
    """The groups in the order of the page."""
    found = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select(".overview tbody th")
    return [re.split(", | and ", row.get_text()) for row in found]


def test_a_copy_is_a_group(compared):
    """With other names and comments; so are the two and the three of the made-up class who worked together.

    Nobody who worked alone is in any.
    """
    path, said = compared

    groups = groups_of(path)
    by_hand = [group for group in groups if not set(group).isdisjoint({"zz-first", ACTING_ID})]
    made_up = [group for group in groups if group not in by_hand]
    assert by_hand == [["zz-first", "zz-second"], [ACTING_ID, "zz-eve"]]
    assert sorted(map(len, made_up)) == [2, 3]
    assert not any("zz-third" in group for group in groups)
    assert "35 submissions compared: 4 groups of similar ones." in said


def test_both_sides_show_what_is_alike(compared, page):
    """All of the cell, with what is in common marked in it; what was handed out isn't there."""
    page.goto(compared[0].as_uri())
    page.get_by_role("link", name="zz-first and zz-second").click()
    section = page.locator("section:target")

    left, right = (section.locator(".side pre").nth(side) for side in (0, 1))
    assert left.inner_text() == OWN["count_parameters"]
    assert right.inner_text() == copied(OWN["count_parameters"])
    assert "while" in " ".join(left.locator("mark").all_inner_texts())
    assert section.get_by_text("written answers").count() == 1
    assert "YOUR CODE HERE" not in section.inner_text()
    page.get_by_role("link", name="All groups").first.click()
    assert page.url.endswith("#top")


def test_it_accuses_nobody(compared, page):
    """It says what it doesn't say, and has none of the words that would."""
    page.goto(compared[0].as_uri())
    text = page.locator("body").inner_text()

    assert "That says nothing about how they came about" in text
    assert "Talk to them before" in " ".join(text.split())
    words = re.findall("cheat|copied|copy|plagiar|suspic|fraud|guilt|offen|culprit", text, re.IGNORECASE)
    assert words == []


@pytest.mark.parametrize("policy", ["with the policy", "without the policy"])
def test_nothing_planted_acts(compared, browser, policy):
    """In names and code."""
    context = browser.new_context(bypass_csp=policy == "without the policy")
    page = context.new_page()
    watch = Watch(page)

    page.goto(compared[0].as_uri())
    watch.press_everything()

    assert ACTING_ID in page.locator("main").inner_text()
    assert watch.acted() == []
    assert page.locator("script, iframe, img, svg, object, link, form").count() == 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_read_it(compared, page, axe, screenshot, scheme, width):
    """In both themes, on a screen and a phone: axe has no objection, nothing hangs out at the side."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(compared[0].as_uri())

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    columns = page.locator(".sides").evaluate_all(
        "all => all.map(e => getComputedStyle(e).gridTemplateColumns.split(' ').filter(parseFloat).length)"
    )
    assert set(columns) == ({2, 3} if width > 1000 else {1})
    screenshot(page, f"similar-{scheme}-{width}")
