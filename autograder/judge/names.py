"""Whose name is it: what a grade cell's free names mean."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection
from typing import Any


class Names(dict[str, Any]):
    """The globals of grade cells: the judge's own names, and behind them the student's.

    What the instructor's locked cells and the grade cells define is the judge's own. A built-in
    name is Python's, unless the student is asked to define it. Everything else is looked up in the
    student's process at the moment it is used.

    Args:
        look: looks a name up in the student's process; NameError if it has none.
        asked_for: the names that the instructor's solution cells define.
    """

    def __init__(self, look: Callable[[str], Any], asked_for: Collection[str]) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._look = look
        self._asked_for = frozenset(asked_for)

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) and name not in self._asked_for:
            raise KeyError(name)
        try:
            return self._look(name)
        except NameError as error:
            raise KeyError(name) from error

    def forget(self, names: Collection[str]) -> None:
        """The student has defined these anew: what the judge had under them is out of date."""
        for name in names:
            self.pop(name, None)
