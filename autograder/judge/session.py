"""What `check` works for: whose submission is being judged, against which exercises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from autograder.exercise import Exercise
from autograder.judge.judge import Trials
from autograder.judge.seed import Seed
from autograder.results import Verdict


@dataclass
class Session:
    """One submission before the judge.

    Attributes:
        exercises: all of the assignment, by name.
        seed: whose answers are judged, for what is drawn at random.
        verdicts: what `check` has found since the list was last emptied.
        trials: what has been tried on its answers.
        ended_with_score: whether the last grade cell ended with a number.
    """

    exercises: Mapping[str, Exercise]
    seed: Seed
    verdicts: list[Verdict] = field(default_factory=list)
    ended_with_score: bool = False
    trials: Trials = field(init=False)

    def __post_init__(self) -> None:
        self.trials = Trials(self.seed)


_session: ContextVar[Session | None] = ContextVar("session", default=None)


@contextmanager
def in_session(session: Session) -> Iterator[Session]:
    """Let `check` work for this session."""
    token = _session.set(session)
    try:
        yield session
    finally:
        _session.reset(token)


def current_session() -> Session | None:
    """The session that `check` works for; None in a plain kernel."""
    return _session.get()
