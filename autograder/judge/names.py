"""Whose name is it: what a grade cell's free names mean."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Callable, Collection
from typing import Any, NoReturn

from autograder.remote.stand_ins import MODULE, RemoteObject

# Modules with nothing in them that runs a text: these may go by any name, the others by their own alone.
# A student could else `import pickle as json`, and have the judge load what they made.
_HARMLESS = frozenset(
    "math cmath random statistics itertools functools operator collections string numpy numpy.linalg "
    "numpy.random numpy.testing matplotlib matplotlib.pyplot".split()
)
_BY_THEIR_OWN_NAME = frozenset(
    "re datetime time calendar decimal fractions copy heapq bisect json csv io textwrap typing numbers "
    "dataclasses enum abc contextlib types inspect os sys pathlib scipy pandas".split()
)
_ABBREVIATED = {"pd": "pandas", "sp": "scipy"}


class Names(dict[str, Any]):
    """The globals of grade cells: the judge's own names, and behind them the student's.

    What the instructor's locked cells and the grade cells define is the judge's own, also where they didn't
    get that far: such a name is never the student's. A built-in name is Python's, but in the tests of the
    exercise in which the student is asked to define it. Everything else is looked up in the student's process
    at the moment it is used.

    Args:
        look: looks a name up in the student's process; NameError if it has none.
        own: the names that the instructor's locked cells and grade cells define.

    Attributes:
        asked_here: the names that the solution cell of the present tests defines.
    """

    def __init__(self, look: Callable[[str], Any], own: Collection[str]) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._look = look
        self._own = frozenset(own)
        self.asked_here: Collection[str] = ()

    def __missing__(self, name: str) -> Any:
        if name in self._own or (hasattr(builtins, name) and name not in self.asked_here):
            raise KeyError(name)
        try:
            value = self._look(name)
        except NameError as error:
            if hasattr(builtins, name):
                raise  # Python's own doesn't stand in for what the student was asked for
            raise KeyError(name) from error
        return _own_module(name, value) if isinstance(value, RemoteObject) else value

    def __contains__(self, name: object) -> bool:
        """Whether the notebook has the name: `"f" in globals()`."""
        if super().__contains__(name) or name in self._own:
            return super().__contains__(name)
        try:
            self._look(str(name))
        except NameError:
            return False
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """What `globals().get(name)` gives."""
        try:
            return self[name]
        except (KeyError, NameError):
            return default

    def __iter__(self) -> NoReturn:
        raise TypeError("the names of a notebook can't be listed here")

    keys = values = items = copy = __iter__

    def forget(self, names: Collection[str]) -> None:
        """The student has defined these anew: what the judge had under them is out of date."""
        for name in names:
            self.pop(name, None)


def _own_module(name: str, value: RemoteObject) -> Any:
    """The judge's import of a module that the student's process has under this name."""
    if value._remote_kind != MODULE:
        return value
    module = value._remote_name
    own_name = module in (name, _ABBREVIATED.get(name)) and module in _BY_THEIR_OWN_NAME
    if module in _HARMLESS or own_name:
        try:
            return importlib.import_module(module)
        except ImportError:
            return value
    return value
