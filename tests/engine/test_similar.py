"""What counts as alike: rare passages of some length, whatever the names in them are."""

import random
import shutil

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.similar import alike
from autograder.similar.answers import Class, Written
from autograder.similar.compare import MOST_GROUPS
from autograder.similar.fingerprint import fingerprint

LOOP = """\
def collapse(weights):
    # go through them from the first to the last
    result = None
    for index, matrix in enumerate(weights):
        if index == 0:
            result = matrix.copy()
        else:
            result = matrix.dot(result)
    if result is None:
        raise ValueError("there were no layers at all")
    return result"""
RENAMED = """\
def collapse(Ws):
    product = None   # nothing yet

    for i, W in enumerate(Ws):
        if i == 0:
            product = W.copy()
        else:   # the later one stands on the left
            product = W.dot(product)
    if product is None:
        raise ValueError("no matrices")
    return product"""
OTHER = """\
def collapse(weights):
    stack = list(weights)
    while len(stack) > 1:
        first, second = stack.pop(0), stack.pop(0)
        stack.insert(0, np.einsum("ij,jk->ik", second, first))
    return stack.pop()"""
SHORT = "def collapse(weights):\n    return multi_dot(weights[::-1])"
PROSE = "Because transposing turns the order of a product around, and twice is once too many to see it."


def a_class(*sources, kind="code", known=()):
    """Students s00, s01, … with one cell each."""
    ids = tuple(f"s{number:02}" for number in range(len(sources)))
    written = tuple(
        Written(student, "5_linear", kind, (("collapse", source),))
        for student, source in zip(ids, sources, strict=True)
    )
    return Class("ch177", ids, (), written, {("5_linear", kind): tuple(known)})


def odd(seed):
    """Code of twenty lines that nobody else would write."""
    rng = random.Random(seed)
    lines = (f"    x = x {rng.choice('+-*/%@|&^')} y[{rng.randrange(100)}]\n" for _ in range(20))
    return f"def f(x, y):\n{''.join(lines)}"


def students_of(groups):
    """Who is in them."""
    return [group.students for group in groups]


def test_new_names_and_comments_hide_nothing():
    """The copy is found; the independent answer isn't in any group."""
    groups = alike(a_class(LOOP, OTHER, RENAMED))

    assert students_of(groups) == [("s00", "s02")]
    assert groups[0].lines >= 8
    for side, source in zip(groups[0].matches[0].sides.values(), (LOOP, RENAMED), strict=True):
        assert "".join(text for text, _ in side[0].parts) == source
        common = "".join(text for text, common in side[0].parts if common)
        assert "enumerate" in common


def test_what_is_alike_is_marked_where_it_stands():
    """To the character: from a class's name on, too, and behind comments, names and strings of any length."""
    code = (
        "number_of_layers = 'a text'  # a remark that shifts what comes after it\n\n"
        "class Shallow(Base):\n    size = 4\n    def forward(self, x):\n        return self.W @ x + self.b\n"
    )
    found = fingerprint(code, "code")
    begins = code.index("Shallow")
    one = found.passages[[start for start, _ in found.places].index(begins)]

    characters, ((start, end),) = found.common({one})

    assert characters == found.length == 20
    assert (start, code[start:end]) == (begins, "Shallow(Base):\n    size = 4\n    def forward(self, x)")
    assert found.common(set(found.passages)) == (len(found.places), [(0, code.rindex("b") + 1)])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_fingerprint(text):
    """Code that is none, too: each character that counts has its place in the text, in order."""
    for kind in ("code", "markdown"):
        places = fingerprint(text, kind).places

        assert all(0 <= start < end <= len(text) for start, end in places)
        assert list(places) == sorted(places)


def test_short_answers_are_never_alike():
    """There are not many ways to write one line."""
    assert alike(a_class(SHORT, SHORT)) == []


def test_what_the_course_knows_is_no_match():
    """What was handed out, and its own answers, whatever the names."""
    assert alike(a_class(LOOP, RENAMED, known=[LOOP.replace("matrix", "M")])) == []


def test_what_many_share_is_no_match():
    """Five who found the same in a book are no match; four are a group."""
    assert alike(a_class(*[LOOP] * 5, OTHER)) == []
    assert students_of(alike(a_class(*[LOOP] * 4, OTHER))) == [("s00", "s01", "s02", "s03")]


def test_in_a_group_each_two_are_alike():
    """Who shares one thing with one and another with another is in two groups: a chain is none."""
    groups = alike(a_class(odd(1), f"{odd(1)}\n{odd(2)}", odd(2), odd(3)))

    assert sorted(students_of(groups)) == [("s00", "s01"), ("s01", "s02")]


def test_of_each_in_a_group_all_that_anybody_shares_is_marked():
    """Three with the same passage, two of whom share another: it is marked in these two alone."""
    both = f"{odd(1)}\n{odd(2)}"

    (group,) = alike(a_class(both, both, odd(1)))

    marked = {student: passages[0].lines for student, passages in group.matches[0].sides.items()}
    assert group.students == ("s00", "s01", "s02")
    assert marked["s00"] == marked["s01"] == 42
    assert marked["s02"] == 21


def test_the_rarer_ranks_higher():
    """The same length, shared by three and by two."""
    groups = alike(a_class(*[odd(1)] * 3, *[odd(2)] * 2))

    assert students_of(groups) == [("s03", "s04"), ("s00", "s01", "s02")]


def test_written_answers_are_compared_as_they_stand():
    """A sentence of the same words; not one of others."""
    same = f"I think so.\n\n{PROSE}"
    groups = alike(a_class(PROSE, same, PROSE.replace(" ", "  "), kind="markdown"))

    assert students_of(groups) == [("s00", "s01")]
    assert groups[0].matches[0].sides["s01"][0].parts == (("I think so.\n\n", False), (PROSE, True))


def test_there_are_not_more_groups_than_can_be_looked_at():
    """Of sixty times two students."""
    assert len(alike(a_class(*[odd(number // 2) for number in range(120)]))) == MOST_GROUPS


@pytest.fixture(scope="module")
def course(tmp_path_factory, copy_course, root):
    """The chapter's last notebook, and its release."""
    folder = copy_course(tmp_path_factory.mktemp("similar") / "course", "5_linear_collapse")
    (folder / "release" / "ch177").mkdir(parents=True)
    shutil.copy(root / "release" / "ch177" / "5_linear_collapse.ipynb", folder / "release" / "ch177")
    return folder


def hand_in(course, student, source):
    """A submission with this answer to `collapse`."""
    target = course / "submitted" / student / "ch177"
    shutil.copytree(course / "release" / "ch177", target)
    path = target / "5_linear_collapse.ipynb"
    document = nbformat.read(path, as_version=4)
    for cell in document.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "collapse":
            cell.source = source
    nbformat.write(document, path)
    return path


def run(course, *arguments):
    """Run the command as a user does; exit code."""
    from autograder.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["similar", *arguments, "--course", str(course)])
    return ended.value.code


def test_the_command_wants_two_submissions(course, capsys):
    """With none, one, and one beside an unreadable one: one line, exit code 2, no page."""
    said = []
    for step in (lambda: None, lambda: hand_in(course, "ada", LOOP), lambda: unreadable(course, "zoe")):
        step()
        assert run(course, "ch177") == 2
        said.append(capsys.readouterr().err)

    assert [line.count("\n") for line in said] == [1, 1, 1]
    assert "There are no submissions of ch177" in said[0]
    assert "1 of 1 submissions of ch177 can be read" in said[1]
    assert "1 of 2 submissions of ch177 can be read" in said[2]
    assert not (course / "report").exists()


def unreadable(course, student):
    """A submission that is no notebook."""
    hand_in(course, student, "").write_text("{")


def test_the_command_writes_a_page(course, tmp_path, capsys):
    """Where it was asked to; it names what could not be compared, and ends with 1 then."""
    for student, source in (("ben", RENAMED), ("cleo", OTHER)):
        hand_in(course, student, source)
    page = tmp_path / "alike.html"

    code = run(course, "ch177", "-o", str(page))

    assert code == 1
    said = capsys.readouterr().out
    assert "Not compared: zoe: 5_linear_collapse" in said
    assert "3 submissions compared: 1 group of similar ones." in said
    assert "ada and ben" in page.read_text()
    assert "cleo" not in page.read_text()
    shutil.rmtree(course / "submitted" / "zoe")
    assert run(course, "ch177") == 0
    assert (course / "report" / "ch177-similar.html").exists()


def test_the_command_says_what_is_wrong(course, tmp_path, capsys):
    """No such assignment, no place to write: one line and exit code 2."""
    for arguments in (["ch999"], ["ch177", "-o", str(tmp_path / "none" / "page.html")], ["ch177", "-o", "/"]):
        assert run(course, *arguments) == 2
        assert capsys.readouterr().err.count("\n") == 1
