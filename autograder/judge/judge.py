"""The judge: runs an exercise's checks on an answer and names the misconception behind a wrong one.

It doesn't care where the answer lives: a function of this process or a stand-in for one elsewhere.

A misconception is recognised by all calls that the checks of the exercise made, in all its grade cells:
replayed on the misconception, they must give the same answers, and errors where errors were. One call
proves little, since many mistakes look alike on one input. An answer that only raises errors is accused of
nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from traceback import walk_tb
from typing import Any

import numpy as np
from msgspec.structs import replace

from autograder.exercise import Check, Drawing, Exercise, Misconception
from autograder.exercise.expect import Note, collecting, expect_equal, other_form
from autograder.exercise.values import NotData, Raised, plain
from autograder.judge.explanation import explained
from autograder.judge.seed import Seed
from autograder.judge.smaller import CHANGED, with_smallest_case
from autograder.judge.subject import Handle, Operation, Subject, Transcript, replay, same_result
from autograder.results import Finding, Hint, Status, Verdict, earned, worth

# What a check raises that reads a value of another form than it expects.
_OVER_A_FORM = (TypeError, ValueError, LookupError, AttributeError)
BROKE_HERE = "This test broke on your answer, so it counts as failed. A person will look at it."


def judge(
    exercises: Mapping[str, Exercise],
    name: str,
    answers: Mapping[str, Any],
    *,
    facet: str | None = None,
    seed: Seed,
    earlier: Trials | None = None,
) -> Verdict:
    """Judge one facet of one exercise.

    Args:
        exercises: all of the assignment, by name.
        name: the exercise.
        answers: the student's answer under its name, and those it builds on under theirs.
        facet: which of its grade cells.
        seed: what fresh inputs are drawn from.
        earlier: what was tried on answers of this submission; it is added to. Scores never come from
            there, only what a failure is compared with. Who hands it over asks it for the hint.

    Returns:
        The verdict. A wrong answer is data; nothing of the student's raises here.
    """
    trials = Trials(seed) if earlier is None else earlier
    with np.errstate(all="ignore"):
        verdict = _judge(exercises, name, answers, facet, trials)
        return replace(verdict, hint=trials.hint(trials.evidence)) if earlier is None else verdict


def _judge(
    exercises: Mapping[str, Exercise],
    name: str,
    answers: Mapping[str, Any],
    facet: str | None,
    earlier: Trials,
) -> Verdict:
    exercise = exercises[name]
    checks = exercise.checks_of(facet)
    trials = {check.name: earlier.anew(exercise, check, answers) for check in checks}
    if any(trial.notes for trial in trials.values()):
        for check in exercise.checks:  # the whole exercise's calls are evidence
            if check.name not in trials:
                trials[check.name] = earlier.known(exercise, check, answers)
        earlier.evidence.append(Evidence(exercise, answers[name], tuple(trials.values())))
    findings = [_finding(exercise, check, trials) for check in checks]
    broken = [trials[check.name].error for check in checks if trials[check.name].error]
    return _verdict(exercise.grade_cell(facet), findings, "; ".join(broken))


def _hint(exercise: Exercise, trials: Collection[Trial]) -> Hint | None:
    """What is behind a wrong answer: a misconception, or what it does beyond them."""
    misconception = _recognise(exercise, trials)
    if misconception is not None:
        return Hint(kind="listed", id=misconception.id, text=misconception.hint)
    return explained(exercise, [trial.transcript for trial in trials])


def _verdict(grade_id: str, findings: list[Finding], broken: str) -> Verdict:
    held = all(finding.holds for finding in findings)
    return Verdict(
        grade_id=grade_id,
        score=earned(findings),
        max_score=worth(findings),
        status=Status.PASSED if held else Status.FAILED,
        findings=tuple(findings),
        broken=broken,
    )


def passes(exercise: Exercise, answers: Mapping[str, Any], earlier: Trials) -> bool:
    """Whether an answer passes every check of its exercise."""
    with np.errstate(all="ignore"):
        trials = [earlier.known(exercise, check, answers) for check in exercise.checks]
    return not any(trial.notes or trial.error for trial in trials)


@dataclass(frozen=True)
class Trial:
    """One check on one answer: what it noted, what it did, what of ours broke."""

    transcript: Transcript
    notes: tuple[Note, ...]
    error: str = ""


@dataclass(frozen=True)
class Evidence:
    """What tells why an answer is wrong: all that the checks of its exercise did to it."""

    exercise: Exercise
    answer: Any
    trials: tuple[Trial, ...]


@dataclass
class Trials:
    """What has been tried on a submission's answers, for comparing a failure with.

    Attributes:
        seed: what their fresh inputs are drawn from.
        evidence: of the wrong answers that were judged since it was last taken.
    """

    seed: Seed
    evidence: list[Evidence] = field(default_factory=list)
    _kept: dict[tuple[str, str], tuple[dict[str, Any], Trial]] = field(default_factory=dict)
    _hints: dict[str, tuple[Any, Hint | None]] = field(default_factory=dict)

    def hint(self, evidence: Iterable[Evidence]) -> Hint | None:
        """What is behind wrong answers: the first that is found, looked for once for all grade cells."""
        for one in evidence:
            before, hint = self._hints.get(one.exercise.name, (None, None))
            if before is None or before is not one.answer:
                with np.errstate(all="ignore"):
                    hint = _hint(one.exercise, one.trials)
                self._hints[one.exercise.name] = one.answer, hint
            if hint is not None:
                return hint
        return None

    def anew(self, exercise: Exercise, check: Check, answers: Mapping[str, Any]) -> Trial:
        """Try a check on answers."""
        trial = _try(exercise, check, answers, self.seed)
        self._kept[exercise.name, check.name] = _used(check, answers), trial
        return trial

    def with_cases(self, exercise: Exercise, finding: Finding) -> Finding:
        """A finding of this exercise's that doesn't hold, with the smallest case, and where it fails."""
        for check in exercise.checks:
            used, trial = self._kept.get((exercise.name, check.name), ({}, None))
            if trial is not None and check.promise == finding.promise and exercise.name in used:
                answer, operations = used[exercise.name], trial.transcript.operations
                return with_smallest_case(finding, exercise, answer, operations, trial.notes)
        return finding

    def known(self, exercise: Exercise, check: Check, answers: Mapping[str, Any]) -> Trial:
        """What came of it the last time, or now if these very answers haven't been tried."""
        before, trial = self._kept.get((exercise.name, check.name), ({}, None))
        used = _used(check, answers)
        if (
            trial is None
            or before.keys() != used.keys()
            or any(before[name] is not used[name] for name in used)
        ):
            return self.anew(exercise, check, answers)
        return trial


def _asked(transcript: Transcript) -> str:
    """What was asked last; over an odd answer that may break, too."""
    try:
        return transcript.asked()
    except Exception:
        return transcript.name


def _where(fault: BaseException, check: Check) -> str:
    """What broke in a check, and in which of its lines."""
    file = check.test.__code__.co_filename
    lines = [line for frame, line in walk_tb(fault.__traceback__) if frame.f_code.co_filename == file]
    try:
        text = str(fault)[:200]
    except Exception:
        text = "(its message can't be shown)"
    place = f"{Path(file).name}:{lines[-1]}" if lines else Path(file).name
    return f"{check.name} ({place}) broke: {type(fault).__name__}: {text}"


def _used(check: Check, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the answers that a check asks for."""
    return {name: answers[name] for name in inspect.signature(check.test).parameters if name in answers}


def _try(exercise: Exercise, check: Check, answers: Mapping[str, Any], seed: Seed) -> Trial:
    transcript = Transcript(exercise.name)
    rng = seed.rng(exercise.name, check.name)
    error = ""
    arguments: dict[str, Any] = {}
    with collecting(transcript.asked, lambda: len(transcript.operations)) as notes:
        try:
            arguments |= _arguments(exercise, check, answers, rng, transcript)
            check.test(**arguments)
        except TimeoutError as slow:
            notes.append(Note(transcript.asked(), f"It was stopped: {slow}."))
        except KeyboardInterrupt:
            raise  # whoever runs this wants it to end
        except BaseException as fault:
            over_a_form = isinstance(fault, _OVER_A_FORM)
            wrong = _of_wrong_form(exercise, transcript, arguments) if over_a_form else None
            error = "" if wrong else _where(fault, check)
            notes.append(wrong or Note(_asked(transcript), BROKE_HERE))
    harmed = [place for place, operation in enumerate(transcript.operations) if operation.harmed]
    if check.inputs_unharmed and harmed and not notes:
        asked = transcript.shown_as(transcript.operations[harmed[0]])
        notes.append(Note(asked, CHANGED, done=harmed[0] + 1))
    return Trial(transcript, tuple(notes), error)


def _of_wrong_form(exercise: Exercise, transcript: Transcript, arguments: Mapping[str, Any]) -> Note | None:
    """What came back in another form than the reference's, where a check broke over it; None if nothing did.

    A check may take apart what an answer gives, as in `f(x)[0]`: an error, None or too few values are then
    a failed expectation, like any other. It is the test that broke where the form is right.
    """
    for name, argument in arguments.items():
        seen = [argument]
        if isinstance(argument, Subject) and name != exercise.name:  # what the answer builds on
            seen = [operation.result for operation in argument._transcript.operations]
        raised = [one for one in seen if isinstance(one, Raised)]
        if raised:
            return Note(name, other_form(raised[0], None))
    try:
        right = [*replay(transcript, exercise.answer)]
        for number, operation in enumerate(transcript.operations):
            told = "" if isinstance(operation.result, Handle) else other_form(operation.result, right[number])
            if told:
                return Note(transcript.asked(number), told, done=number + 1)
    except Exception:  # there is no reference, or an odd answer can't be shown: nothing is known of the form
        return None
    return None


def _arguments(
    exercise: Exercise,
    check: Check,
    answers: Mapping[str, Any],
    rng: np.random.Generator,
    transcript: Transcript,
) -> dict[str, Any]:
    """What the check's parameters ask for, by name."""
    arguments: dict[str, Any] = {}
    for name in inspect.signature(check.test).parameters:
        if name == exercise.name:
            arguments[name] = _subject(exercise, answers, transcript)
        elif name == "reference":
            arguments[name] = exercise.answer
        elif name == "rng":
            arguments[name] = rng
        elif name in answers:
            arguments[name] = Subject(answers[name], Transcript(name))
        else:
            arguments[name] = Raised("NameError", f"name {name!r} is not defined")
    return arguments


def _subject(exercise: Exercise, answers: Mapping[str, Any], transcript: Transcript) -> Any:
    answer = answers[exercise.name]
    if not exercise.is_value:
        return Subject(answer, transcript)
    try:
        value = seen = plain(answer)
    except NotData:
        value, seen = Handle(0), Subject(answer, transcript)
    transcript.note(Operation("value", 0, "", (), {}, value))
    return seen


def _recognise(exercise: Exercise, trials: Collection[Trial]) -> Misconception | None:
    """The misconception that has shown itself to a check, or the first that answers every call alike.

    Errors have to be where errors are. Where there is nothing else, they have to be the same to the letter.
    """
    shown = {note.known_as for trial in trials for note in trial.notes} - {None}
    if shown:
        return next((one for one in exercise.misconceptions if shown == {one.id}), None)
    transcripts = [trial.transcript for trial in trials]
    results = [operation.result for transcript in transcripts for operation in transcript.operations]
    if any(isinstance(result, Drawing) for result in results):
        return None  # no two are alike: a check has to know their signs
    errors_alone = all(isinstance(result, Raised) for result in results)
    if not errors_alone and all(isinstance(result, Raised | Handle | None) for result in results):
        return None  # nothing came back: no evidence for anything
    alike = _same_error if errors_alone else same_result
    for misconception in exercise.misconceptions:
        answer = exercise.value_of(misconception.answer)
        try:
            if all(_behaves_like(answer, transcript, alike) for transcript in transcripts):
                return misconception
        except Exception:  # an answer that can't be compared is like none that is known
            continue
    return None


def _same_error(left: Any, right: Any) -> bool:
    return isinstance(left, Raised) and left == right


def _behaves_like(answer: Any, transcript: Transcript, alike: Callable[[Any, Any], bool]) -> bool:
    recorded = (operation.result for operation in transcript.operations)
    return all(map(alike, replay(transcript, answer), recorded))


def _finding(exercise: Exercise, check: Check, trials: Mapping[str, Trial]) -> Finding:
    trial = trials[check.name]
    found = Finding(promise=check.promise, holds=True, where=exercise.name, points=check.points)
    if not trial.notes:
        return found
    if check.after is not None and check.after in trials and trials[check.after].notes:
        return replace(found, holds=None, seen="The other test of this code has to pass first.")
    first = _first_fault(trial)
    return replace(found, holds=False, asked=first.asked, seen=first.seen)


def _first_fault(trial: Trial) -> Note:
    """The first note; of an attribute that isn't there, the error of the call that should have made it."""
    first, operations = trial.notes[0], trial.transcript.operations
    last = operations[first.done - 1] if 0 < first.done <= len(operations) else None
    if last is None or last.kind != "get" or not isinstance(last.result, Raised):
        return first
    call = next((one for one in reversed(operations[: first.done]) if one.kind == "call"), last)
    if call is last or not isinstance(call.result, Raised):
        return first
    with collecting(lambda: trial.transcript.shown_as(call)) as notes:
        expect_equal(call.result, 0.0)
    return notes[0]
