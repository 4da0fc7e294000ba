"""Code of a solution module as a student would have written it: one notebook cell that stands alone.

The function or class is lifted out with everything of its module that it uses, renamed to the
name that the exercise asks for, and without the docstring that holds a misconception's hint.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import BrokenCourse
from autograder.exercise.exercise import Exercise


def as_cell(exercise: Exercise, code: Any, exercises: Mapping[str, Exercise]) -> str:
    """The source of a notebook cell that defines the exercise's name by this code.

    Args:
        exercise: what the cell is an answer to.
        code: a function or class of a solution module: a reference, misconception or alternative.
        exercises: all of the assignment; what the student has defined in other cells isn't repeated.

    Raises:
        BrokenCourse: the code uses something that a student doesn't have.
    """
    tree = ast.parse(Path(exercise.file_of(code)).read_text(encoding="utf-8"))
    definitions = _definitions(tree)
    main = definitions.get(code.__name__)
    if main is None or not isinstance(main, ast.FunctionDef | ast.ClassDef):
        if exercise.is_value:
            return f"{exercise.name} = {exercise.value_of(code)!r}"
        raise BrokenCourse(
            f"{code.__name__} of {code.__module__} is not at the module's top level.", "Define it there."
        )
    own_name = f"my_{exercise.name}" if exercise.is_value else exercise.name
    rename = {code.__name__: own_name}
    if code.__name__ != exercise.name and exercise.name in definitions:
        rename[exercise.name] = f"right_{exercise.name}"
    elsewhere = {name for name in exercises if name not in (exercise.name, code.__name__)}
    needed = _needed(main, definitions, elsewhere)
    parts = [_emit(node, rename, strip=node is main) for node in _in_order(tree, [*needed, main])]
    if exercise.is_value:
        parts.append(f"{exercise.name} = {own_name}()")
    return "\n\n".join(parts)


def lines_of(exercise: Exercise, code: Any, cell: str) -> dict[int, str]:
    """Where the lines of a cell that was made of this code stand in its module, as in "tanh.py:12".

    Only those of the code itself; a cell that has a plain value has none.
    """
    path = Path(exercise.file_of(code))
    name = f"my_{exercise.name}" if exercise.is_value else exercise.name
    written = _statements(ast.parse(path.read_text(encoding="utf-8")), code.__name__)
    in_cell = _statements(ast.parse(cell), name)
    return {there.lineno: f"{path.name}:{here.lineno}" for there, here in zip(in_cell, written, strict=False)}


def _statements(tree: ast.Module, name: str) -> list[ast.stmt]:
    """The statements of a definition in an order that its layout doesn't change; docstrings aren't any."""
    found = [
        node
        for definition in tree.body
        if getattr(definition, "name", None) == name
        for node in ast.walk(definition)
        if isinstance(node, ast.stmt)
    ]
    return [
        node for node in found if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def _definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """What the module defines at its top level, by name."""
    definitions: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            definitions[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                single = (
                    ast.Import([alias])
                    if isinstance(node, ast.Import)
                    else ast.ImportFrom(node.module, [alias], node.level)
                )
                bound = (alias.asname or alias.name).partition(".")[0]
                definitions[bound] = ast.copy_location(single, node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    definitions[target.id] = node
    return definitions


def _needed(main: ast.stmt, definitions: Mapping[str, ast.stmt], elsewhere: set[str]) -> list[ast.stmt]:
    """The definitions that the main one uses, directly or through others."""
    found: dict[str, ast.stmt] = {}
    waiting = [main]
    while waiting:
        for name in sorted(_names(waiting.pop())):
            node = definitions.get(name)
            if node is None or node is main or name in found or _defined_elsewhere(name, node, elsewhere):
                continue
            if _is_the_instructors(node):
                raise BrokenCourse(
                    f"{getattr(main, 'name', '?')} uses {name}, which students don't have.",
                    "Write it as a student would, without the engine.",
                )
            found[name] = node
            waiting.append(node)
    return list(found.values())


def _is_the_instructors(node: ast.stmt) -> bool:
    """Whether it imports from the engine or from a solution module."""
    if isinstance(node, ast.ImportFrom):
        modules = [node.module or ""]
    elif isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    else:
        return False
    return any(module.partition(".")[0] in ("autograder", "solutions") for module in modules)


def _defined_elsewhere(name: str, node: ast.stmt, elsewhere: set[str]) -> bool:
    """Whether the student has this name from another cell."""
    imported = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("solutions")
    return name in elsewhere and (imported or isinstance(node, ast.FunctionDef | ast.ClassDef))


def _names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        node = _without_exercise_decorators(node)
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _in_order(tree: ast.Module, nodes: list[ast.stmt]) -> list[ast.stmt]:
    unique = {id(node): node for node in nodes}
    return sorted(unique.values(), key=lambda node: (not _is_import(node), node.lineno))


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _emit(node: ast.stmt, rename: Mapping[str, str], *, strip: bool) -> str:
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        return ast.unparse(node)
    definition = _without_exercise_decorators(node)
    if strip and ast.get_docstring(definition) is not None:
        definition.body = definition.body[1:] or [ast.Pass()]
    return ast.unparse(_Rename(rename).visit(definition))


def _without_exercise_decorators(
    node: ast.FunctionDef | ast.ClassDef,
) -> ast.FunctionDef | ast.ClassDef:
    """The definition without `@exercise.…`; decorators such as @dataclass stay."""
    kinds = {"reference", "misconception", "alternative", "check"}
    kept = []
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if not (isinstance(target, ast.Attribute) and target.attr in kinds):
            kept.append(decorator)
    clone = ast.parse(ast.unparse(node)).body[0]
    assert isinstance(clone, ast.FunctionDef | ast.ClassDef)
    clone.decorator_list = kept
    return ast.copy_location(clone, node)


class _Rename(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self.names.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self.names.get(node.name, node.name)
        return self.generic_visit(node)
