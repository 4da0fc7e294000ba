"""What the Markdown files say is so: links lead somewhere, commands exist, lists of names are complete."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from test_rooms import LEVEL

import autograder
from autograder import exercise
from autograder.cli import main
from autograder.exercise import Drawing, Exercise

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("autograder", "release", "solutions", "source", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))])
LONGEST = {"README.md": 150, "CONTRIBUTING.md": 120}  # lines; of any other page:
LONG = 270

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def parts(page):
    """The lines of a page that are text, and those that are code."""
    text, code, fenced = [], [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        else:
            (code if fenced or line.startswith("    ") else text).append(line)
    return "\n".join(text), code


def spans(page):
    """What stands in backticks within the text."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", parts(page)[0])]


def anchors(page):
    """What GitHub makes of a page's headings."""
    found = []
    for heading in re.findall(r"^#+ (.+)$", parts(page)[0], flags=re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.append(slug if slug not in found else f"{slug}-{found.count(slug)}")
    return found


def commands(page, program):
    """The commands of this program that a page shows, as arguments, without comments."""
    lines = [line.strip().removeprefix("$ ").removesuffix(" &") for line in parts(page)[1]]
    lines = [re.split(r" {2,}#", line)[0] for line in lines]
    return [shlex.split(line)[1:] for line in lines if line.startswith(f"{program} ")]


@each_page
def test_every_link_leads_somewhere(page):
    """To a file that is there, and to a heading that it has."""
    text = re.sub(r"`[^`]+`", "", parts(page)[0])
    targets = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith("http")]

    lost = []
    for target in targets:
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            lost.append(target)

    assert lost == []


@each_page
def test_a_page_fits_its_reader(page):
    """The first page and that for contributors can be read in one go, any other at one sitting."""
    lines = page.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= LONGEST.get(str(page.relative_to(ROOT)), LONG)


@each_page
def test_files_that_are_named_are_there(page):
    """A path in backticks that begins with one of our folders is a file of ours, but for made-up names."""
    named = [span for span in spans(page) if re.fullmatch(rf"({'|'.join(FOLDERS)})/[\w./-]*", span)]
    made_up = re.compile(r"/ch178/|/[A-Z]+/")

    assert [name for name in named if not ((ROOT / name).exists() or made_up.search(name))] == []


def test_students_page_needs_nothing_but_its_folder():
    """It is handed out with the notebooks: a link that leads out of there would be dead."""
    text = (ROOT / "source" / "ch177" / "README.md").read_text(encoding="utf-8")

    assert "](.." not in text


@pytest.fixture(scope="module")
def options():
    """The options of each command of ours, as `--help` has them."""
    known = {}

    def ask(name, capsys):
        if name not in known:
            with pytest.raises(SystemExit) as ended:
                main([*([name] if name else []), "--help"])
            assert ended.value.code == 0, f"autograder {name}"
            known[name] = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", capsys.readouterr().out))
        return known[name]

    return ask


@each_page
def test_commands_of_ours_have_the_options_shown(page, options, capsys):
    """In blocks of code and within the text."""
    inline = [span.split()[1:] for span in spans(page) if span.startswith("autograder ")]
    unknown = []
    for arguments in [*commands(page, "autograder"), *inline]:
        name = "" if arguments[0].startswith("-") else arguments[0]
        given = {argument.partition("=")[0] for argument in arguments if argument.startswith("-")}
        unknown += [f"autograder {name} {option}" for option in given - options(name, capsys)]

    assert unknown == []


@each_page
def test_other_programs_find_what_they_are_given(page):
    """Targets of make are in the Makefile, tests and scripts are where they are run."""
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    made = [arguments[-1] if "=" in arguments[0] else arguments[0] for arguments in commands(page, "make")]
    run = [word for program in ("python", "pytest") for words in commands(page, program) for word in words]

    assert [target for target in made if target not in targets] == []
    assert [word for word in run if word.startswith("tests/") and not (ROOT / word).exists()] == []


@each_page
def test_commands_of_nbgrader_exist(page):
    """By the names that nbgrader itself has for them."""
    from nbgrader.apps import NbGraderApp

    known = NbGraderApp().subcommands

    assert [words[0] for words in commands(page, "nbgrader") if words[0] not in known] == []


def test_contributors_find_every_room():
    """The table has the rooms that there are, from the ground up."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text[text.index("| room |") :].split("\n\n")[0]
    rows = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in table.splitlines()[2:]]
    named = [room for row in rows for room in row]

    assert sorted(named) == sorted(LEVEL)


def test_authors_find_every_name():
    """All that autograder.exercise has, every option of a decorator, every part of a plot."""
    text = (ROOT / "solutions" / "README.md").read_text(encoding="utf-8")
    table = "\n".join(line for line in text[text.index("## All that a check") :].splitlines())
    exercises = [
        field.name
        for field in fields(Exercise)
        if not field.name.startswith("_") and field.default_factory is MISSING
    ]
    of_a_check = [*inspect.signature(Exercise.check).parameters][1:]
    of_a_misconception = [*inspect.signature(Exercise("x").misconception).parameters][1:]
    of_equal = [*inspect.signature(exercise.expect_equal).parameters]
    decorators = [
        f"exercise.{name}" for name in ("reference", "check", "misconception", "alternative", "equivalent")
    ]
    of_a_plot = [f".{field.name}" for field in fields(Drawing)]

    wanted = [
        *exercise.__all__,
        *exercises,
        *of_a_check,
        *of_a_misconception,
        *of_equal,
        *decorators,
        *of_a_plot,
    ]

    assert [name for name in wanted if not re.search(rf"`[^`]*(?<!\w){re.escape(name)}\b[^`]*`", table)] == []
    assert {"facet"} <= set(inspect.signature(autograder.check).parameters)
    assert 'facet="stable"' in text


def literals(node):
    """The texts that an expression may be, as far as they are written there; X for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(part.value if isinstance(part, ast.Constant) else "X" for part in parts)]
        case ast.IfExp(body=body, orelse=orelse):
            return [*literals(body), *literals(orelse)]
    return []


def test_every_error_is_a_sentence_with_one_thing_to_try():
    """Both end with one full stop. That there is something to try is left to mypy: it has no default."""
    errors = {"UnusableInput", "BrokenCourse"}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "autograder").rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    raised = [call for call in calls if getattr(call.func, "id", "") in errors]
    texts = [text for call in raised for argument in call.args for text in literals(argument)]

    assert len(texts) > 200
    assert [text for text in texts if text and not re.search(r"[^.]\.$", text)] == []
