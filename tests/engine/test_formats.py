"""Results in the formats of others: as they want them, and with nothing in them that comes alive."""

import json
import re
from pathlib import Path
from unicodedata import category

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from msgspec.structs import replace

from autograder.errors import UnusableInput
from autograder.formats import (
    Handover,
    Place,
    Timing,
    annotate,
    classroom50,
    ctrf,
    gradescope,
    junit,
    prairielearn,
    summary,
)
from autograder.results import Hint, NotebookResult, Status, SubmissionResult, Verdict
from autograder.text import inert

SCHEMAS = Path(__file__).parent / "schemas"
TIMING = Timing(1_780_000_000.25, 1_780_000_002.5)
RUNNER = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "hello",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.com/cs/hello-ada/commit/a1b2c3d",
    "RELEASE_URL": "https://github.com/cs/hello-ada/releases/tag/x",
}
HANDOVER = Handover.from_environment(RUNNER)
HOSTILE = "\n".join(
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; ]]> <![CDATA[",
        "```",
        "````text",
        "~~~",
        "</details><h1>full marks</h1>",
        "![x](http://tracker.example/x.png) [y](javascript:alert(1)) **bold** | a | b |",
        "::error file=x::forged",
        "##[error]forged",
        "::stop-commands::x",
        "100% %0A::warning::forged",
        "\x1b[31mred\x1b[0m \x00 \x08 \x0c \x7f \x85 \u202eright to left\u202c \u2028 \ufffe \ud800 \r",
    ]
)
TOLD = f"{HOSTILE}\n\nHint: What of the biases?"


def cell(grade_id, status="passed", score=1.0, max_score=1.0, *, said="", misconception=None, broken=""):
    """A cell's result, in which so much is said."""
    return Verdict(
        grade_id=grade_id,
        name=grade_id.removeprefix("test_"),
        score=score,
        max_score=max_score,
        status=Status(status),
        notes=(said,) if said else (),
        hint=Hint(kind="listed", id=misconception, text="What of the biases?") if misconception else None,
        broken=broken,
    )


def notebook(name, status="graded", message=None, *cells):
    """A notebook's result."""
    return NotebookResult(name=name, status=status, message=message, cells=cells)


def result(*cells, status="graded", message=None, sandbox="Landlock, seccomp", more=()):
    """A submission's result with one notebook, and others."""
    notebooks = (notebook("1_demo", status, message, *cells), *more)
    return SubmissionResult(assignment="demo", student="ada", notebooks=notebooks, sandbox=sandbox)


ALL = result(
    cell("test_right", said="right: 1 of 1 points"),
    cell("test_wrong", "failed", 0.0, 2.0, misconception="forgot_biases", said=HOSTILE),
    cell("test_half", "failed", 0.5, 1.0, said="half of it"),
    cell("essay", "manual", None, 0.0),
    cell("test_ours", "error", None, 3.0, broken="secret traceback"),
    cell("test_forged", "tampered", 0.0, 1.0, said="It printed a forged verdict."),
    more=(
        notebook("2_gone", "missing", "Not handed in.", cell("test_gone", "failed", 0.0, 4.0)),
        notebook("3_broken", "unreadable", "It is cut off.", cell("test_cut", "failed", 0.0, 5.0)),
        notebook("0_lesson", "missing", "Not handed in."),
    ),
)
NOTHING = SubmissionResult(assignment="demo", student="ada", notebooks=(notebook("0_lesson"),))


def validated(name, text):
    """A JSON text that fits a schema, and that says nothing of our insides."""
    document = json.loads(text)
    jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.json").read_text()))
    assert "secret traceback" not in text
    return document


def nothing_invisible(text):
    """Every character can be seen, or is a space, a tab or the end of a line."""
    assert not [char for char in text if not (char.isprintable() or char in "\n\t" or category(char) == "Zs")]


WRITTEN = {
    "gradescope": lambda one: gradescope(one, TIMING),
    "prairielearn": prairielearn,
    "ctrf": lambda one: ctrf(one, TIMING),
    "classroom50": lambda one: classroom50(one, HANDOVER, TIMING.ended),
}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    "given_result", [ALL, NOTHING, result(cell("test_a"))], ids=["all", "nothing", "right"]
)
def test_json_fits_its_schema(name, given_result):
    """Whatever the result, and without a character that isn't visible."""
    text = WRITTEN[name](given_result)

    validated(name, text)
    nothing_invisible(text)


@pytest.mark.parametrize("name", WRITTEN)
@given(feedback=st.text(), message=st.text(), grade_id=st.text(min_size=1))
def test_json_fits_its_schema_for_any_text(name, feedback, message, grade_id):
    """No text of a student's breaks a file."""
    odd = result(cell(grade_id, "failed", 0.0, said=feedback), status="unreadable", message=message)

    validated(name, WRITTEN[name](odd))


class TestGradescope:
    """Its results.json."""

    def test_scores_are_the_cells(self):
        """The whole, each cell, and none where a person decides."""
        document = validated("gradescope", gradescope(ALL, TIMING))

        tests = {test["name"].split()[0]: test for test in document["tests"]}
        assert document["score"] == ALL.score == 1.5
        assert document["execution_time"] == 2.25
        assert (tests["test_half"]["score"], tests["test_half"]["status"]) == (0.5, "failed")
        assert tests["test_right"]["status"] == "passed"
        assert tests["test_wrong"]["tags"] == ["failed", "forgot_biases"]
        assert not {"score", "max_score", "status"} & {*tests["essay"], *tests["test_ours"]}

    def test_every_text_is_shown_as_it_is(self):
        """Nothing is marked as HTML or Markdown; the log is for instructors."""
        document = validated("gradescope", gradescope(ALL, TIMING))

        assert {test["output_format"] for test in document["tests"]} == {"text"}
        assert {document[name] for name in ("output_format", "test_output_format", "test_name_format")} == {
            "text"
        }
        assert document["stdout_visibility"] == "hidden"

    def test_the_whole_says_what_was_not_graded(self):
        """Missing and unreadable notebooks, and what waits for a person; not a notebook without grades."""
        output = json.loads(gradescope(ALL, TIMING))["output"]

        assert "2_gone: Not handed in." in output
        assert "3_broken: It is cut off." in output
        assert "essay: for a person to grade" in output
        assert re.search("test_ours: .*no fault of the student", output)
        assert re.search("test_forged: .*tamper", output)
        assert "0_lesson" not in output

    def test_no_sandbox_is_said(self):
        """Every result says so."""
        assert "without the sandbox" in json.loads(gradescope(replace(ALL, sandbox="off"), TIMING))["output"]


class TestPrairieLearn:
    """Its results.json."""

    def test_score_is_a_share(self):
        """From 0 to 1; a person's cells don't count."""
        document = validated(
            "prairielearn", prairielearn(result(cell("test_a"), cell("test_b", "failed", 0.5)))
        )

        assert (document["gradable"], document["score"]) == (True, 0.75)

    def test_our_fault_costs_no_attempt(self):
        """It isn't gradable then, and the reason is no fault of the student's."""
        document = validated("prairielearn", prairielearn(ALL))

        assert document["gradable"] is False
        assert document["format_errors"][0].startswith("test_ours: ")

    def test_nothing_readable_costs_no_attempt(self):
        """Each notebook has its reason."""
        broken = result(cell("test_a", "failed", 0.0), status="unreadable", message="It is cut off.")

        document = validated("prairielearn", prairielearn(broken))

        assert document["format_errors"] == ["1_demo: It is cut off."]

    def test_at_most_a_megabyte(self):
        """Long feedback is cut, not the scores."""
        long = result(*(cell(f"test_{number}", "failed", 0.0, said="ä" * 90_000) for number in range(30)))

        text = prairielearn(long)

        assert len(text.encode()) <= 1_000_000
        assert len(validated("prairielearn", text)["tests"]) == 30
        assert "(cut)" in text


def test_ctrf_counts_add_up():
    """A person's cells are pending, ours other; points are extra."""
    document = validated("ctrf", ctrf(ALL, TIMING))["results"]

    counts = document["summary"]
    assert {name: counts[name] for name in ("tests", "passed", "failed", "skipped", "pending", "other")} == {
        "tests": 8,
        "passed": 1,
        "failed": 5,
        "skipped": 0,
        "pending": 1,
        "other": 1,
    }
    assert (counts["start"], counts["stop"]) == (1_780_000_000_250, 1_780_000_002_500)
    assert document["tests"][2]["extra"] == {"score": 0.5, "max_score": 1.0, "exercise": "half"}


class TestClassroom50:
    """Its result.json."""

    def test_points_are_hundreds(self):
        """Whole numbers that add up, never more than the most."""
        document = validated("classroom50", classroom50(ALL, HANDOVER, TIMING.ended))

        assert (document["score"], document["max-score"]) == (150, 1700)
        assert document["score"] == sum(test["score"] for test in document["tests"])
        assert all(test["score"] <= test["max-score"] for test in document["tests"])

    def test_a_regrade_never_moves_the_submission(self):
        """When it was handed in is in the tag; when it was graded isn't."""
        first, second = (json.loads(classroom50(ALL, HANDOVER, time)) for time in (1.8e9, 1.9e9))

        assert first["datetime"] == second["datetime"] == "2026-06-01T14:32:05Z"
        assert first["graded_at"] != second["graded_at"]

    def test_review_is_the_commit_by_default(self):
        """As the runner does it."""
        assert HANDOVER.review == RUNNER["COMMIT_URL"]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"CLASSROOM": ""}, "CLASSROOM is not set"),
            ({"SUBMISSION_TAG": "v1"}, "SUBMISSION_TAG"),
            ({"SUBMISSION_TAG": "submit/now"}, "SUBMISSION_TAG"),
            ({"ASSIGNMENT_TYPE": "duel"}, "individual or group"),
        ],
    )
    def test_an_environment_of_no_runner(self, change, words):
        """What is wrong with it is said."""
        with pytest.raises(UnusableInput, match=words):
            Handover.from_environment(RUNNER | change)


class TestJunit:
    """JUnit XML."""

    def read(self, one, tmp_path):
        """What a parser that others wrote makes of it."""
        path = tmp_path / "junit.xml"
        path.write_text(junit(one, TIMING), encoding="utf-8")
        return JUnitXml.fromfile(str(path))

    def test_outcomes_are_the_cells(self, tmp_path):
        """Wrong is a failure, ours an error, a person's is skipped."""
        report = self.read(ALL, tmp_path)

        outcomes = {case.name: [type(one) for one in case.result] for suite in report for case in suite}
        assert outcomes == {
            "test_right": [],
            "test_wrong": [Failure],
            "test_half": [Failure],
            "essay": [Skipped],
            "test_ours": [Error],
            "test_forged": [Failure],
            "test_gone": [Failure],
            "test_cut": [Failure],
        }

    def test_counts_are_right(self, tmp_path):
        """Those in the file are those that the parser counts itself."""
        report = self.read(ALL, tmp_path)
        written = (report.tests, report.failures, report.errors)

        report.update_statistics()

        assert written == (report.tests, report.failures, report.errors) == (8, 5, 1)

    def test_text_survives(self, tmp_path):
        """Feedback is there as it was, but for what XML forbids, which is spelt out."""
        report = self.read(ALL, tmp_path)

        wrong = next(case for suite in report for case in suite if case.name == "test_wrong").result[0]
        assert wrong.type == "forgot_biases"
        assert wrong.text == inert(TOLD)
        assert r"\x1b[31mred" in wrong.text

    @given(feedback=st.text(), misconception=st.text(min_size=1).map(inert))
    def test_any_text_can_be_read(self, tmp_path_factory, feedback, misconception):
        """No text of a student's breaks the file."""
        odd = result(cell("test_a", "failed", 0.0, misconception=misconception, said=feedback))

        report = self.read(odd, tmp_path_factory.mktemp("junit"))

        assert report.failures == 1

    def test_points_are_properties(self, tmp_path):
        """Of each suite."""
        first = next(iter(self.read(ALL, tmp_path)))

        assert {one.name: one.value for one in first.properties()} == {
            "status": "graded",
            "score": "1.5",
            "max_score": "8",
        }


def decoded(line):
    """An annotation as GitHub's runner reads it: kind, properties, message."""
    match = re.fullmatch(r"::(\w+) ([^\n]*?)::([^\n]*)", line)
    assert match
    properties = dict(part.split("=", 1) for part in match[2].split(","))
    escapes = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    for code, char in escapes:
        properties = {name: value.replace(code, char) for name, value in properties.items()}
    message = match[3]
    for code, char in (*escapes[:2], escapes[4]):
        message = message.replace(code, char)
    return match[1], properties, message


PLACES = {
    ("1_demo", ""): Place("a,b:c/1_demo.ipynb"),
    ("1_demo", "test_wrong"): Place("1_demo.ipynb", 12),
}


class TestAnnotations:
    """What GitHub shows at the cells."""

    def test_each_outcome_has_its_kind(self):
        """Wrong is an error, half right a warning, a person's a notice, right nothing."""
        found = {}
        for kind, properties, _message in map(decoded, annotate(ALL, PLACES)):
            found[properties["title"].partition(":")[0]] = kind

        assert found == {
            "test_wrong": "error",
            "test_half": "warning",
            "essay": "notice",
            "test_ours": "warning",
            "test_forged": "error",
            "2_gone": "error",
            "3_broken": "error",
        }

    def test_they_are_at_the_cells(self):
        """File and line of the cell; the notebook where that isn't known; nothing where there is none."""
        places = {}
        for _kind, properties, _message in map(decoded, annotate(ALL, PLACES)):
            places[properties["title"].partition(":")[0]] = (properties.get("file"), properties.get("line"))

        assert places["test_wrong"] == ("1_demo.ipynb", "12")
        assert places["test_half"] == ("a,b:c/1_demo.ipynb", None)
        assert places["2_gone"] == (None, None)

    def test_hostile_text_is_one_message(self):
        """No line of it becomes a command of its own, and it arrives as it was."""
        lines = annotate(ALL, PLACES)
        (wrong,) = [message for _kind, properties, message in map(decoded, lines) if "line" in properties]

        assert all(len(line.splitlines()) == 1 and line.startswith("::") for line in lines)
        assert wrong == inert(TOLD)

    def test_more_than_are_shown_are_named_in_the_last(self):
        """Ten of a kind, the tenth names the rest."""
        many = result(*(cell(f"test_{number}", "failed", 0.0) for number in range(25)))

        found = [decoded(line) for line in annotate(many, {})]

        assert len(found) == 10
        assert "16 more" in found[-1][2]
        assert "test_24" in found[-1][2]


class TestSummary:
    """The Markdown of the job summary."""

    def tokens(self, one):
        """What a Markdown parser makes of it."""
        return MarkdownIt("commonmark", {"html": True}).enable("table").parse(summary(one))

    def test_table_has_a_row_for_each_cell(self):
        """And the points of each."""
        inline = [token.content for token in self.tokens(ALL) if token.type == "inline"]

        assert sum(token.type == "tr_open" for token in self.tokens(ALL)) == 1 + 8
        assert "0.5/1" in inline
        assert "demo: 1.5 of 17 points" in inline

    def test_hostile_text_stays_text(self):
        """The only HTML, links and pictures are ours: none, but for what folds the feedback."""
        tokens = self.tokens(ALL)
        children = [child for token in tokens for child in token.children or []]

        html = "".join(token.content for token in [*tokens, *children] if token.type.startswith("html"))
        assert set(re.findall(r"<[^>]*>", html)) == {"<details>", "<summary>", "</summary>", "</details>"}
        assert not {"link_open", "image", "strong_open"} & {child.type for child in children}
        assert inert(TOLD) + "\n" in [
            token.content.removesuffix("\n") + "\n" for token in tokens if token.type == "fence"
        ]

    @given(
        name=st.text(st.sampled_from("`*_[]()<>&|!\\#-~:@ax\n"), min_size=1, max_size=30),
        feedback=st.text(st.sampled_from("`~<>/detailsummary\n |"), min_size=1, max_size=60),
    )
    def test_any_text_stays_text(self, name, feedback):
        """Names and messages, too."""
        odd = result(
            cell("test_a", "failed", 0.0, misconception=name, said=feedback),
            more=(notebook("2", "unreadable", name, cell("test_b", "failed", 0.0)),),
        )

        tokens = self.tokens(odd)
        children = [child for token in tokens for child in token.children or []]

        assert {child.type for child in children} <= {"text", "html_inline", "softbreak", "text_special"}
        html = "".join(token.content for token in [*tokens, *children] if token.type.startswith("html"))
        assert html.count("<") == 4
        assert sum(token.type == "tr_open" for token in tokens) == 3
        assert sum(token.type == "fence" for token in tokens) == 1

    def test_fits_into_a_step(self):
        """At most a megabyte."""
        long = result(*(cell(f"test_{number}", "failed", 0.0, said="x" * 90_000) for number in range(30)))

        assert len(summary(long).encode()) <= 1_000_000


def test_inert_text_is_left_alone():
    """Letters of any language, emoji, tabs and line ends stay."""
    text = "Größe 大小 ✓ 🎉 π ≈ 3.14\n\tund weiter"

    assert inert(text) == text


@given(text=st.text())
def test_inert_text_is_visible(text):
    """Whatever it was, and a second time changes nothing."""
    once = inert(text)

    nothing_invisible(once)
    assert inert(once) == once
    assert once.encode("utf-8", "strict") == once.encode("utf-8", "surrogatepass")
