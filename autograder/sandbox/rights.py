"""What an instructor lets a test do beyond what the judge may: set cell by cell, in the configuration.

A test that uses what a student wrote can be led to use whatever it is given, so each right is given to the
cells that are named, and to no other: they are judged in a process of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import UnusableInput

NETWORK, PROGRAMS = "network", "programs"


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What a test may do beyond the usual.

    Attributes:
        network: connect to anything that this machine can reach, itself included.
        programs: execute this machine's programs.
        read: files and folders to be read, by absolute path.
    """

    network: bool = False
    programs: bool = False
    read: tuple[str, ...] = ()

    @classmethod
    def of(cls, cell: str, words: Any) -> Rights:
        """The rights that the configuration gives a cell.

        Args:
            cell: for the message.
            words: as they stand there.

        Raises:
            UnusableInput: there is no such right.
        """
        if not isinstance(words, Sequence) or isinstance(words, str):
            words = [words]
        unknown = [word for word in words if not _is_known(word)]
        if unknown:
            raise UnusableInput(
                f"c.Judge.allow gives {cell} what can't be given: {unknown[0]!r}.",
                f'It takes a list of "{NETWORK}", "{PROGRAMS}", or absolute paths of what it reads.',
            )
        return cls(
            network=NETWORK in words,
            programs=PROGRAMS in words,
            read=tuple(sorted(word for word in words if word.startswith("/"))),
        )

    def __str__(self) -> str:
        """As the configuration has it."""
        words = [word for word, given in ((NETWORK, self.network), (PROGRAMS, self.programs)) if given]
        return ", ".join([*words, *self.read])


def _is_known(word: Any) -> bool:
    if word in (NETWORK, PROGRAMS):
        return True
    return isinstance(word, str) and word.startswith("/") and Path(word).exists()


NO_MORE = Rights()


def more_rights(given: Mapping[str, Rights]) -> list[str]:
    """What each run says: the grade cells that are judged with more rights, and which."""
    return [f"{cell} is judged with what c.Judge.allow gives it: {rights}." for cell, rights in given.items()]
