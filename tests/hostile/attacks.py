"""The attacks on the sandbox around students' code, as data: one readable file each, under attacks/.

What they try has nothing to do with scores (those are the forgeries): they want the host's files, its
network, its processes, its memory and time, the grader's channel, or the next student's work.
"""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
RIGHT = "def double(x):\n    return 2 * x"
HELD, ENDED, CAUGHT, EITHER = "held", "ended", "caught", "either"
OUTCOMES = (HELD, ENDED, CAUGHT, EITHER)


@dataclass(frozen=True)
class Attack:
    """A submission that attacks.

    Attributes:
        name: "<class>-<file>", from the file's place.
        promise: the file's docstring: what it tries, and what must hold.
        outcome: "held" (each thing that it tries is refused), "ended" (its process is), "caught" (the
            grader sees that its channel was written to) or "either" of the first two.
        stock: whether it escapes in a plain kernel, and may safely be run there.
        dangerous: whether it harms the machine where there is no sandbox; it isn't run there.
        cells: in order, before the answer.
        answer: the answer cell; right unless the answer is the attack.
        later: the cells of another submission, right after this one, that looks for what is left of it.
        files: handed in beside the notebook, by relative path.
    """

    name: str
    promise: str
    outcome: str
    stock: bool
    dangerous: bool
    cells: tuple[str, ...]
    answer: str = RIGHT
    later: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The class of attacks that it belongs to."""
        return self.name.partition("-")[0]


def corpus() -> list[Attack]:
    """Every attack under attacks/, by name."""
    return [_load(path) for path in sorted((HERE / "attacks").glob("*/*.py"))]


def _load(path: Path) -> Attack:
    names = runpy.run_path(str(path))
    files = names.get("FILES", {})
    return Attack(
        name=f"{path.parent.name}-{path.stem}",
        promise=names["__doc__"],
        outcome=names["OUTCOME"],
        stock=names["STOCK"],
        dangerous=names.get("DANGEROUS", False),
        cells=tuple(names["CELLS"]),
        answer=names.get("ANSWER", RIGHT),
        later=tuple(names.get("LATER", ())),
        files={name: data.encode() if isinstance(data, str) else data for name, data in files.items()},
    )
