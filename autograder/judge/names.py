"""Whose name is it: what a grade cell's free names mean."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Mapping
from types import ModuleType
from typing import Any, NoReturn

from autograder.remote.stand_ins import MODULE, RemoteObject


class Names(dict[str, Any]):
    """The globals of grade cells: the judge's own names, and behind them the student's.

    What the instructor's locked cells and the grade cells define is the judge's own, also where they didn't
    get that far: such a name is never the student's. A built-in name is Python's, but in the tests of the
    exercise in which the student is asked to define it. Everything else is looked up in the student's process
    at the moment it is used.

    What is there because the student's cells import it is the judge's own import of the very same thing,
    where the instructor's cells import that under this name. It isn't there without the student's import, and
    whoever says to have it has it here: a lie gains nothing. Any other module stays a stand-in: a student
    could else `import pickle as json`, and have the judge load what they made.

    Args:
        look: looks a name up in the student's process; NameError if it has none.
        own: the names that the instructor's locked cells and grade cells define.
        imported: what the import statements of the instructor's cells give, by name.

    Attributes:
        asked_here: the names that the solution cell of the present tests defines.
    """

    def __init__(
        self, look: Callable[[str], Any], own: Collection[str], imported: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._look = look
        self._own = frozenset(own)
        self._imported = imported or {}
        self._found: set[str] = set()  # what the student's process has, too, as far as is known
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
        if isinstance(value, RemoteObject) and _says_to_be(value, self._imported.get(name)):
            self._found.add(name)
            self[name] = self._imported[name]
            return self._imported[name]
        return value

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

    def own(self) -> dict[str, Any]:
        """What the judge has of its own by now: what instructor's cells import and define."""
        return {**self._imported, **dict(dict.items(self))}

    def as_now(self) -> Names:
        """The same names; what is defined in one of the two from here on isn't in the other."""
        names = Names(self._look, self._own, self._imported)
        names.update(dict.items(self))
        names.asked_here = self.asked_here
        return names

    def forget(self, names: Collection[str]) -> None:
        """The student has defined these anew: what the judge had under them is out of date.

        So may be what the student's process was found to have imported.
        """
        for name in (*names, *self._found):
            self.pop(name, None)
        self._found.clear()


def _says_to_be(value: RemoteObject, own: Any) -> bool:
    """Whether the student's process says that something there is what the judge has imported."""
    if isinstance(own, ModuleType):
        return value._remote_kind == MODULE and value._remote_name == own.__name__
    if value._remote_kind == MODULE or value._remote_name != getattr(own, "__name__", None):
        return False
    try:
        module = value._remote_do("getattr", "__module__")
    except AttributeError:
        module = None
    return bool(type(module) in (str, type(None)) and module == getattr(own, "__module__", None))
