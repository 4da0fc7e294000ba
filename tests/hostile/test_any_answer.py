"""Whatever an answer is, gives, raises or puts out: there is a verdict, and nothing of ours breaks."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import usual
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course import Course
from autograder.grading.outputs import MIME, Kept
from autograder.judge import Seed, judge
from autograder.judge.grade_cell import run_grade_cell
from autograder.remote.messages import Output
from autograder.results import Status, in_bounds

ROOT = Path(__file__).parents[2]
EXERCISES = Course.at(ROOT).exercises("ch177")
SEED = Seed("ch177", "ada", "property")
KINDS = [
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, BaseException) and kind is not KeyboardInterrupt
]

bounded = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.sampled_from([2**63, 5e-324, 1e308, -0.0]),
    st.sampled_from([400, 5000]).map(lambda digits: 10**digits),
)
texts = st.text(st.characters(), max_size=20) | st.sampled_from(["\ud800", "x" * 300_000, "relu", "tanh"])
arrays = st.builds(
    lambda shape, dtype, fill: np.full(shape, fill).astype(dtype, casting="unsafe"),
    st.lists(st.integers(0, 4), max_size=4).map(tuple),
    st.sampled_from("? b i8 u1 f2 f4 f8 c16 U3 O".split()),
    st.sampled_from([0, 1, 2.5, 1e30]),
)
plain = st.none() | st.booleans() | numbers | texts | st.binary(max_size=9) | arrays
keys = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=4)
    | st.sampled_from(["relu", "tanh", "mean", "std"])
)
values: st.SearchStrategy[Any] = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
        | st.frozensets(keys, max_size=3)
    ),
    max_leaves=12,
)


def raising(kind: type[BaseException], arguments: list[Any]) -> Any:
    """A function that raises an exception of this kind, made of these arguments if it can be."""

    def answer(*_args: Any, **_kwargs: Any) -> Any:
        try:
            error = kind(*arguments)
        except Exception:
            error = RuntimeError(*arguments)
        raise error

    return answer


def harming(value: Any) -> Any:
    """A function that puts a value into its arguments, and gives it, too."""

    def answer(*args: Any, **_kwargs: Any) -> Any:
        for arg in args:
            if isinstance(arg, list):
                arg[:] = [value]
        return value

    return answer


class Thing:
    """An object that has a value wherever it is asked for one."""

    def __init__(self, value: Any) -> None:
        self.z = self.h = self.W = self.b = value
        self.forward = self.push = self.pop = lambda *_args: value


answers = st.one_of(
    values,
    values.map(lambda value: lambda *_args, **_kwargs: value),
    values.map(harming),
    values.map(lambda value: lambda *_args, **_kwargs: Thing(value)),
    st.builds(raising, st.sampled_from(KINDS), st.lists(values, max_size=2)),
)


@pytest.mark.parametrize("name", EXERCISES)
@bounded
@given(answer=answers, other=answers)
def test_every_check_has_a_verdict(name: str, answer: Any, other: Any) -> None:
    """Each check of the chapter finds any answer right or wrong, whatever the others are."""
    exercise = EXERCISES[name]
    others = {part: other for check in exercise.checks for part in check.builds_on}

    for facet in exercise.facets:
        verdict = in_bounds(judge(EXERCISES, name, others | {name: answer}, facet=facet, seed=SEED))

        assert verdict.status in (Status.PASSED, Status.FAILED), verdict.broken
        json.dumps(verdict.to_json(), allow_nan=False).encode()
        verdict.feedback.encode()


@pytest.mark.parametrize("name", usual.USUAL)
@bounded
@given(answer=answers)
def test_every_usual_assert_has_a_verdict(name: str, answer: Any) -> None:
    """Each plain assert finds any answer right or wrong, and gives no more than its points."""
    one = usual.USUAL[name]
    names: dict[str, Any] = {"np": np, "math": __import__("math"), "TOLERANCE": 1e-6}
    names |= {"close": lambda a, b: abs(a - b) < 1e-6, "near": names["math"].isclose, "decode": answer}
    source = f"{one.test}\n### BEGIN HIDDEN TESTS\n{one.hidden}\n### END HIDDEN TESTS"

    verdict = in_bounds(run_grade_cell(f"test_{name}", source, one.points, names | {name: answer}))

    assert verdict.status in (Status.PASSED, Status.FAILED), verdict.broken
    assert 0 <= (verdict.score or 0.0) <= one.points
    json.dumps(verdict.to_json(), allow_nan=False).encode()
    verdict.feedback.encode()


mimes = st.sampled_from(
    [
        "text/plain",
        "application/json",
        "model/gltf+json",
        "application/x+json",
        "image/png",
        "+json",
        MIME,
        "",
    ]
) | st.text(max_size=9)
written = st.one_of(
    st.text(max_size=20).filter(lambda text: text.isprintable()),
    values.map(lambda value: json.dumps(value, default=repr, skipkeys=True) if _is_json(value) else "{"),
    st.sampled_from(['"\\ud800"', "NaN", "[-Infinity]", "[" * 900 + "]" * 900, "9" * 9000, "{}", "null"]),
)
outputs = st.builds(
    Output,
    st.sampled_from(["stream", "error", "display_data", "execute_result", "update", ""]),
    st.sampled_from(["stdout", "stderr", "stdin", ""]),
    st.text(max_size=20),
    st.dictionaries(mimes, written, max_size=3),
    written,
    st.integers(-(2**63), 2**64 - 1),
    st.text(max_size=5),
    st.text(max_size=5),
    st.lists(st.text(max_size=5), max_size=3),
)


def _is_json(value: Any) -> bool:
    try:
        json.dumps(value, default=repr, skipkeys=True)
    except (ValueError, TypeError, RecursionError):
        return False
    return True


@settings(bounded, max_examples=400)
@given(st.lists(outputs, max_size=4))
def test_every_output_is_kept_or_replaced(made: list[Output]) -> None:
    """What cells put out becomes outputs that nbformat writes as standard JSON; none of them is lost."""
    kept = Kept().of(made, 3)
    cell = nbformat.v4.new_code_cell("x", outputs=kept)
    known = [one for one in made if one.output_type in ("error", "display_data", "execute_result")]

    text = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))

    assert len(kept) >= len(known)
    assert MIME not in {mime.strip().lower() for output in kept for mime in output.get("data", {})}
    json.loads(text, parse_constant=pytest.fail)
    text.encode()
