"""What a wrong answer does that no listed misconception does: the answer equals T ∘ base ∘ A.

The base is the reference or a listed misconception, A changes arguments, T changes results. A pair of listed
misconceptions is a base as well. All is tried on what the checks have recorded: nothing more is asked of the
student's process, no score depends on it, and it is given up after a fraction of a second.

Mutants of the reference, tried in place of T and A, explained less, were wrong three times as often, and
quote code that the student never wrote. The rules each stand against an explanation that was untrue:

- All answers are explained, errors where errors are, and three wrong ones at least that are no errors.
- An answer that is always the same is called that, before anything else.
- No pair explains answers that are true or false: there are too many pairs for two values.
- Exchanged arguments come after every other single change.
- Where all wrong results come from lists of two, to leave out the first and to take the last alone are one:
  which of them it is would rest on errors, and these have many causes.
- Of several explanations the simplest about the results is taken. Several about arguments are none.
- It says what the answers are, never why, and asks. Of two misconceptions it says what each alone would be
  told: together with another mistake, "right but for" isn't true.
- Of an exercise that asks for one value nothing is said: a difference gives it away.

Plain asserts get it where their calls can be recorded: see recording.py.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercise.values import as_numbers, show
from autograder.judge.recorded import FEWEST, Recorded
from autograder.judge.subject import Transcript, same_result
from autograder.judge.two_mistakes import pairs_that_fit
from autograder.judge.variations import ARGUMENTS, LISTS, RESULTS, Variation, always
from autograder.results import Hint

_SECONDS = 0.3
_SUM = "What is added, or multiplied, too often or too seldom?"

Found = tuple[str, str]  # an explanation's name, and what a student reads
OfPart = tuple[str, str, str]  # the same of a part of the results, the question by itself
_Look = Callable[[Recorded, str, Sequence[Any], Sequence[Any]], Iterator[OfPart]]


def explained(exercise: Exercise, transcripts: Sequence[Transcript]) -> Hint | None:
    """What is behind a wrong answer that no misconception gives again; None where that can't be told.

    Args:
        exercise: the exercise.
        transcripts: of all its checks on the answer.
    """
    if exercise.is_value:
        return None
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            recorded = Recorded(exercise, transcripts, _SECONDS)
            if sum(map(len, recorded.wrong.values())) < FEWEST:
                return None
            found = next((said for way in _WAYS if (said := _distinct(way(recorded)))), {})
    except Exception:  # what can't be compared isn't explained; nor is what takes too long
        return None
    if len(found) != 1:
        return None
    ((name, text),) = found.items()
    unit = "calls" if recorded.is_function else "results"
    wrong = {place for places in recorded.wrong.values() for place in places}
    text = text.replace("CALLS", f"wrong in {len(wrong)} of {len(recorded.got)} {unit}")
    return Hint(kind="derived", id=name, text=text)


def _distinct(said: Iterable[Found]) -> dict[str, str]:
    """Explanations by name; of two by one name the first."""
    found: dict[str, str] = {}
    for name, text in said:
        found.setdefault(name, text)
    return found


def _by_result(recorded: Recorded) -> Iterator[Found]:
    """T ∘ reference."""
    yield from _part_by_part(recorded, _changes_of)


def _by_difference(recorded: Recorded) -> Iterator[Found]:
    """The reference, and a term or a factor."""
    yield from _part_by_part(recorded, _differences)


def _part_by_part(recorded: Recorded, of: _Look) -> Iterator[Found]:
    """For each part of the results that is wrong, the simplest that became of it."""
    found: dict[OfPart, list[str]] = {}
    for part in recorded.wrong:
        got, right = (
            [parts[part] for parts in some if part in parts] for some in (recorded.got, recorded.right)
        )
        change = next(of(recorded, part, got, right), None) if len(got) == len(right) else None
        if change is None:
            return
        found.setdefault(change, []).append(part)
    name = " ".join(
        f"{'&'.join(sorted(parts))}:{name}".removeprefix(":") for (name, *_), parts in found.items()
    )
    said = ", ".join(f"{_subject(parts)} {what}" for (_, what, _), parts in found.items())
    yield name, f"{said} (CALLS). {' '.join(dict.fromkeys(ask for *_, ask in found))}"


def _subject(parts: Sequence[str]) -> str:
    if parts == [""]:
        return "Your answers are"
    return " and ".join(f"`{part.removeprefix('.')}`" for part in parts) + (
        " is" if len(parts) == 1 else " are"
    )


def _changes_of(recorded: Recorded, part: str, got: Sequence[Any], right: Sequence[Any]) -> Iterator[OfPart]:
    """What the right results became in one part; the simplest first."""
    yield from _constants(got)
    for name in recorded.arguments:
        if _all_alike(got, recorded.handed_over(name, part)):
            yield f"given-{name}", f"`{name}` as it came in", "What should become of it?"
    for other in recorded.right[0]:
        values = [parts[other] for parts in recorded.right if other in parts]
        if other != part and len(values) == len(got) and _all_alike(got, values):
            yield f"is-{other}", f"what `{other.removeprefix('.')}` should be", "Which is which?"
    for change in RESULTS:
        if _all_alike(got, (change.of(value) for value in right)):
            yield change.id, f"the right ones, but {change.words}", change.ask
    yield from _with_the_right_one_inside(got, right)


def _with_the_right_one_inside(got: Sequence[Any], right: Sequence[Any]) -> Iterator[OfPart]:
    """The other way round: the right result can be made of what came back."""
    if not all(isinstance(value, list | tuple) and value for value in got):
        return
    for place, name in ((-1, "last"), (0, "first")):
        if _all_alike((value[place] for value in got), right):
            yield (
                f"with-{name}",
                f"several results each, of which the {name} is the right one",
                "How many are expected?",
            )
    if _all_alike((sum(value) for value in got if as_numbers(value) is not None), right):
        yield "with-sum", "several results each, which together make the right one", "How many are expected?"


def _all_alike(left: Iterable[Any], right: Iterable[Any]) -> bool:
    return all(map(same_result, left, right))


def _constants(got: Sequence[Any]) -> Iterator[OfPart]:
    if len(got) >= FEWEST and got[0] is not None and _all_alike(got[1:], [got[0]] * (len(got) - 1)):
        yield "constant", f"always {show(got[0])}", "Which argument should make a difference?"
    numbers = [as_numbers(value) for value in got]
    if all(one is not None and one.size and one.dtype.kind != "b" and not one.any() for one in numbers):
        yield "zeros", "0 everywhere", "What are they made from?"


def _differences(
    recorded: Recorded, _part: str, got: Sequence[Any], right: Sequence[Any]
) -> Iterator[OfPart]:
    """A term or a factor that is the same each time, or belongs to an argument."""
    numbers = [as_numbers(value) for value in got]
    others = [as_numbers(value) for value in right]
    pairs = [
        (one, 1.0 * other)
        for one, other in zip(numbers, others, strict=True)
        if one is not None and other is not None
    ]
    if len(pairs) < len(got) or any(
        one.shape != other.shape or one.dtype.kind == "b" for one, other in pairs
    ):
        return
    (one, other), *_ = pairs
    fixed = {"plus": (one - other).flat[0], "times": (one / other).flat[0]}
    for name, what, sizes in (("number", "", ()), *_sizes(recorded)):
        for verb, apply in _VERBS.items():
            values = sizes or [fixed.get(verb, np.nan)] * len(pairs)
            if _all_alike(
                (one for one, _ in pairs),
                (apply(other, size) for (_, other), size in zip(pairs, values, strict=True)),
            ):
                said = f"{verb} {what or format(values[0], 'g')}".replace("plus -", "minus ")
                yield f"{verb}-{name}", f"the right ones {said}", _SUM


_VERBS = {"plus": np.add, "minus": np.subtract, "times": np.multiply, "divided by": np.divide}


def _sizes(recorded: Recorded) -> Iterator[tuple[str, str, Sequence[float]]]:
    """Numbers that belong to the lists that were handed over: a name, words, and one for each call."""
    for name in recorded.arguments:
        given = recorded.handed_over(name)
        if not all(isinstance(one, list | tuple) and one for one in given):
            continue
        yield f"{name}-length", f"the number of entries of `{name}`", [len(one) for one in given]
        if all(isinstance(entry, int | float) for one in given for entry in one):
            yield f"{name}-first", f"the first entry of `{name}`", [one[0] for one in given]
            yield f"{name}-last", f"the last entry of `{name}`", [one[-1] for one in given]
            yield f"{name}-sum", f"the sum of `{name}`", [sum(one) for one in given]
            yield (
                f"{name}-rest",
                f"the sum of `{name}` without its first entry",
                [sum(one[1:]) for one in given],
            )
            yield (
                f"{name}-start",
                f"the sum of `{name}` without its last entry",
                [sum(one[:-1]) for one in given],
            )


def _by_argument(recorded: Recorded) -> Iterator[Found]:
    """Reference ∘ A: one argument changed, or those that belong together alike."""
    together: set[tuple[str, str]] = set()
    for names, change in _candidates(recorded):
        if any((name, change.id) in together for name in names) or _rests_on_errors(
            recorded, names[0], change
        ):
            continue
        if recorded.given_like_this(recorded.exercise.answer, recorded.changed(names, change)):
            yield f"{'&'.join(names)}:{change.id}", f"Your answers are those of {_getting(names, change)}"
            together |= {(name, change.id) for name in names}


def _rests_on_errors(recorded: Recorded, name: str, change: Variation) -> bool:
    """Whether another change of a list is the same wherever a wrong result came back."""
    given = recorded.handed_over_where_wrong(name)
    return change in LISTS and any(
        _all_alike(map(change.of, given), map(other.of, given)) for other in LISTS if other.id != change.id
    )


def _getting(names: Sequence[str], change: Variation) -> str:
    what = " and ".join(f"`{name}`" for name in names)
    words, ask = change.words.replace("{}", what), change.ask.replace("{}", what)
    return f"a right one that gets {words} (CALLS). {ask}"


def _candidates(recorded: Recorded) -> Iterator[tuple[tuple[str, ...], Variation]]:
    """What may have been changed how; what belongs together first."""
    for names in (*recorded.alike_arguments, *((name,) for name in recorded.arguments)):
        value = recorded.one_of(names[0])
        functions = map(always, recorded.functions(names[0]) if callable(value) else ())
        changes = LISTS if len(names) > 1 and isinstance(value, list | tuple) else ARGUMENTS
        yield from ((names, change) for change in (*functions, *changes) if change.applies_to(value))


def _by_two(recorded: Recorded) -> Iterator[Found]:
    """Two listed misconceptions at once; not for answers that are true or false."""
    if not recorded.is_truth:
        for one, other in pairs_that_fit(recorded):
            yield f"{one.id}+{other.id}", f"{_alone(one)} Of the other: “{other.hint}”"


def _alone(known: Misconception) -> str:
    return f"Two things are wrong at once. Of the one alone you would read: “{known.hint}”"


def _by_exchange(recorded: Recorded) -> Iterator[Found]:
    """Two arguments in each other's place."""
    for one, other in combinations(range(len(recorded.parameters)), 2):
        if recorded.given_like_this(recorded.exercise.answer, recorded.exchanged(one, other)):
            names = " and ".join(f"`{recorded.parameters[place]}`" for place in (one, other))
            text = f"Your answers are those of a right one that gets {names} in each other's place (CALLS)."
            yield f"{names}:exchanged", f"{text} In which order are they handed over?"


def _by_known_and_result(recorded: Recorded) -> Iterator[Found]:
    """T ∘ misconception."""
    for known in () if recorded.is_truth else recorded.exercise.misconceptions:
        for change in recorded.changes_after(known.answer):
            text = f"Besides, the results come out {change.words} (CALLS). {change.ask}"
            yield f"{known.id}+{change.id}", f"{_alone(known)} {text}"


def _by_known_and_argument(recorded: Recorded) -> Iterator[Found]:
    """Misconception ∘ A."""
    for known in recorded.exercise.misconceptions if recorded.is_function and not recorded.is_truth else ():
        for names, change in _candidates(recorded):
            if recorded.given_like_this(known.answer, recorded.changed(names, change)):
                text = f"Besides, they are those of {_getting(names, change)}".replace(
                    "a right one", "an answer"
                )
                yield f"{known.id}+{'&'.join(names)}:{change.id}", f"{_alone(known)} {text}"


def _by_both(recorded: Recorded) -> Iterator[Found]:
    """T ∘ reference ∘ A."""
    for names, first in _candidates(recorded) if recorded.is_function and not recorded.is_truth else ():
        for change in recorded.changes_after(recorded.exercise.answer, recorded.changed(names, first)):
            text = f"Besides, the results come out {change.words}. {change.ask}"
            name = f"{'&'.join(names)}:{first.id}+{change.id}"
            yield name, f"Your answers are those of {_getting(names, first)} {text}"


def _by_two_results(recorded: Recorded) -> Iterator[Found]:
    """T ∘ T ∘ reference."""
    for first, change in () if recorded.is_truth else recorded.two_changes():
        text = f"Your answers are the right ones, but {first.words}, and besides {change.words} (CALLS)."
        yield f"{first.id}+{change.id}", f"{text} {' '.join(dict.fromkeys((first.ask, change.ask)))}"


_WAYS = (  # from the simplest to the boldest
    _by_result,
    _by_argument,
    _by_difference,
    _by_two,
    _by_exchange,
    _by_known_and_result,
    _by_known_and_argument,
    _by_two_results,
    _by_both,
)
