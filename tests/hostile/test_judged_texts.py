"""What a test does with a student's text, it does without the grader's rights.

Each attack is run in each of three situations, side by side: as root, as an account without rights, and with
what Docker's default profile allows. That they are real is measured too: without a wall they succeed.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attacked import POINTS, PREFIX
from judged_texts import ATTACKS, GOT, KINDS, Judged
from test_attacks import COMMANDS, Run

MAX_RUN_SECONDS = 400
FREE = "free"

each_mode = pytest.mark.parametrize("mode", COMMANDS)
each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)

Ran = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def ran() -> Iterator[Ran]:
    """What at_the_judge.py writes, by mode; in the mode "free" there is no sandbox at all."""
    runs = {mode: Run(mode, "at_the_judge.py") for mode in COMMANDS}
    runs[FREE] = Run(next(iter(COMMANDS)), "at_the_judge.py", "--no-sandbox")

    @functools.cache
    def report(mode: str) -> dict[str, Any]:
        return runs[mode].report(runs[mode].wait(MAX_RUN_SECONDS))

    yield report
    for run in runs.values():
        run.close()


def gained(found: dict[str, Any], canaries: dict[str, str]) -> list[str]:
    """What came of an attack that should not have: secrets, things done, files changed, processes left."""
    text = json.dumps({name: found[name] for name in ("attack", "later") if name in found})
    processes, later = found["processes"]
    gains = [place for place, canary in canaries.items() if canary in text]
    gains += ["it was done"] if GOT in text else []
    gains += found["changed"]
    return gains + (["processes"] if len(later) > len(processes) else [])


class TestCorpus:
    """The attacks themselves."""

    def test_is_large_enough(self) -> None:
        """Every usual kind of test is attacked, and what matters in many ways."""
        assert len(ATTACKS) >= 40
        assert {attack.kind for attack in ATTACKS} == set(KINDS)

    @each_attack
    def test_holds_no_answer(self, attack: Judged) -> None:
        """No attack's own text is what is looked for."""
        assert GOT not in attack.text.replace("echo got got got", "")
        assert PREFIX not in attack.text


@each_mode
class TestMode:
    """The whole run in one situation."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_honest_text_has_full_score(self, kind: str, mode: str, ran: Ran) -> None:
        """Tests work behind the wall, and none was moved to where it could be forged."""
        honest = ran(mode)["honest"][kind]

        assert (honest["score"], honest["forgeable"]) == (POINTS, False)

    def test_nothing_is_left(self, mode: str, ran: Ran) -> None:
        """No folder, no shared memory and no control group outlives the run; nothing is said."""
        assert ran(mode)["traces"] == []
        assert PREFIX not in ran(mode)["said"]
        assert "Traceback" not in ran(mode)["said"]


@each_mode
@each_attack
class TestAttack:
    """One attack in one situation."""

    def test_gains_nothing(self, attack: Judged, mode: str, ran: Ran) -> None:
        """No secret shows, nothing outside is done or changed, nobody stays."""
        report = ran(mode)

        assert gained(report["attacks"][attack.name], report["canaries"]) == []

    def test_is_the_submissions_fault(self, attack: Judged, mode: str, ran: Ran) -> None:
        """It has a score, in a time that is not much over the limit."""
        cell = ran(mode)["attacks"][attack.name]["attack"]

        assert cell["status"] in ("passed", "failed")
        assert cell["seconds"] < 30

    def test_next_student_feels_nothing(self, attack: Judged, mode: str, ran: Ran) -> None:
        """An honest text right afterwards has its full score."""
        assert ran(mode)["attacks"][attack.name]["honest"]["score"] == POINTS


@pytest.mark.parametrize("attack", [one for one in ATTACKS if one.stock], ids=lambda one: one.name)
def test_succeeds_without_a_wall(attack: Judged, ran: Ran) -> None:
    """Where the judge has the grader's rights, the attack works: it is a real one."""
    report = ran(FREE)

    assert gained(report["attacks"][attack.name], report["canaries"]) != []
