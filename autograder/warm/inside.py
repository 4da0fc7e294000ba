"""Who lives behind a wall: students' code, and the judge of one assignment. Least privilege for both.

The judge is trusted, but it evaluates, opens, formats and queries what students wrote, wherever a test does.
So it gets what a test needs and no more; what a test needs beyond that its instructor names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Assignment
from autograder.sandbox.rights import NO_MORE, Rights

_FOR_STUDENTS = "__init__.py errors.py limits.py text.py sandbox remote student"
_FOR_JUDGES = "__init__.py errors.py limits.py results text.py course exercise judge remote sandbox"


@dataclass(frozen=True, kw_only=True)
class Inhabitant:
    """Who lives behind a wall.

    Attributes:
        name: what the machine is called in there, and what the process is for.
        module: the program, `python -m` that.
        arguments: its arguments, but for the first two.
        rooms: the engine's files and folders that it sees.
        uid: the user that it becomes where root starts it: nobody's, above users' and below those of
            services that systemd makes up.
        rights: what it may do beyond the usual.
        files: laid out for it, to be read, by relative path.
        memory: MiB that its forks may use; None for what a notebook may use.
        hash_seed: PYTHONHASHSEED, so that sets keep their order from one run and one machine to the next.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    rooms: tuple[str, ...]
    uid: int
    rights: Rights = NO_MORE
    files: Mapping[str, bytes] = field(default_factory=dict)
    memory: int | None = None
    hash_seed: int = 177

    def lay_out(self, folder: Path, uid: int | None) -> None:
        """Write its files into an empty folder that this user alone may enter."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        made: Iterable[Path] = [folder, *folder.rglob("*")]
        for path in made:
            path.chmod(0o700 if path.is_dir() else 0o400)
            if uid is not None:
                os.chown(path, uid, uid)


STUDENT = Inhabitant(
    name="student", module="autograder.student", rooms=tuple(_FOR_STUDENTS.split()), uid=60177
)
JUDGE_MEMORY = 2048  # MiB


def judge_of(assignment: Assignment, rights: Rights = NO_MORE) -> Inhabitant:
    """The judge of an assignment.

    Args:
        assignment: the instructor's; its solution modules and other files are laid out for the judge.
        rights: what its tests may do beyond the usual.
    """
    return Inhabitant(
        name="judge",
        module="autograder.judge",
        arguments=(assignment.name,),
        rooms=tuple(_FOR_JUDGES.split()),
        uid=60178,
        rights=rights,
        files=assignment.for_judge,
        memory=JUDGE_MEMORY,
        hash_seed=assignment.hash_seed,
    )
