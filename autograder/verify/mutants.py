"""Small mistakes put into a reference, one at a time: what a check must notice.

The operators are those that mutation testing knows (Jia and Harman 2011, "An Analysis and Survey of
the Development of Mutation Testing"), with the ones that matrix code invites: transposes and factors.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

_SWAPPED_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
_SWAPPED_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ORDER_MATTERS = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
_SWAPPED_NAMES = {
    "mean": "median",
    "std": "var",
    "max": "min",
    "min": "max",
    "sum": "prod",
    "all": "any",
    "any": "all",
    "z": "h",
    "h": "z",
    "W": "b",
    "xlabel": "ylabel",
    "allclose": "array_equal",
    "exp": "exp2",
    "zip": "map",
}


@dataclass(frozen=True)
class Mutant:
    """A cell with one mistake in it.

    Attributes:
        change: what was changed, "before → after".
        cell: the cell's source with the mistake.
        line: where it is in the cell, counting from 1.
    """

    change: str
    cell: str
    line: int


def mutants(cell: str, name: str) -> list[Mutant]:
    """Every mutant of the definition of `name` in a cell.

    Args:
        cell: Python source.
        name: the function, class or value that the exercise asks for.
    """
    tree = ast.parse(cell)
    found: list[Mutant] = []
    seen = {ast.unparse(tree)}
    times: dict[str, int] = {}
    for node, replacement, change in _changes(tree, name):
        mutated = _replaced(tree, node, replacement)
        if mutated in seen:
            continue
        seen.add(mutated)
        times[change] = times.get(change, 0) + 1
        again = f" (no. {times[change]})" if times[change] > 1 else ""
        found.append(Mutant(change + again, mutated, node.lineno))
    return found


_Change = tuple[ast.expr | ast.stmt, ast.AST | None, str]


def _changes(tree: ast.Module, name: str) -> Iterator[_Change]:
    for definition in tree.body:
        if getattr(definition, "name", None) in (name, f"my_{name}") or _assigns(definition, name):
            names = _variables(definition)
            docstrings = _docstrings(definition)
            for node in ast.walk(definition):
                if node in docstrings or not isinstance(node, ast.expr | ast.stmt):
                    continue
                for replacement in _replacements(node, names):
                    yield node, replacement, f"{_text(node)} → {_text(replacement)}"
                yield from _dropped(node)


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == name for target in node.targets
    )


def _docstrings(definition: ast.AST) -> set[ast.AST]:
    """The docstrings within a definition: changing them changes nothing."""
    bodies = [getattr(node, "body", []) for node in ast.walk(definition)]
    statements = [part for body in bodies if isinstance(body, list) for part in body]
    return {statement.value for statement in statements if _is_docstring(statement)}


def _is_docstring(statement: ast.AST) -> TypeGuard[ast.Expr]:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _variables(definition: ast.AST) -> list[str]:
    """Parameters and local variables, in the order they appear."""
    names = [node.arg for node in ast.walk(definition) if isinstance(node, ast.arg)]
    names += [
        node.id
        for node in ast.walk(definition)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return list(dict.fromkeys(names))


def _replacements(node: ast.AST, names: list[str]) -> Iterator[ast.AST]:  # noqa: C901 (a table)
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            yield ast.BinOp(left, _SWAPPED_OPERATORS.get(type(op), ast.Sub)(), right)
            yield left
            yield right
            if isinstance(op, _ORDER_MATTERS):
                yield ast.BinOp(right, op, left)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Compare(left=left, ops=[op], comparators=comparators):
            yield ast.Compare(left, [_SWAPPED_COMPARISONS[type(op)]()], comparators)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.Constant(value=value):
            yield from _other_constants(value)
        case ast.Attribute(value=value, attr="T"):
            yield value
        case ast.Attribute(value=value, attr=attr, ctx=ctx) if attr in _SWAPPED_NAMES:
            yield ast.Attribute(value, _SWAPPED_NAMES[attr], ctx)
        case ast.Name(id=name, ctx=ast.Load()):
            others = [other for other in names if other != name]
            yield from (ast.Name(other, ast.Load()) for other in others if name in names)
        case ast.Call():
            yield from _other_calls(node)
        case ast.Tuple(elts=elements, ctx=ast.Load()) if len(elements) > 1:
            yield ast.Tuple(elements[::-1], ast.Load())
        case ast.For():
            yield from _other_loops(node)
        case ast.AugAssign(target=target, op=op, value=value):
            yield ast.AugAssign(target, _SWAPPED_OPERATORS.get(type(op), ast.Sub)(), value)
            yield ast.Assign([target], value, lineno=node.lineno)
        case ast.Return(value=value) if value is not None:
            yield ast.Return(ast.Constant(None))


def _other_constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str) and value:
        yield ast.Constant("")


def _other_calls(call: ast.Call) -> Iterator[ast.AST]:
    if len(call.args) == 2:
        yield ast.Call(call.func, call.args[::-1], call.keywords)
    for i in range(len(call.keywords)):
        yield ast.Call(call.func, call.args, call.keywords[:i] + call.keywords[i + 1 :])
    if len(call.args) == 1 and not call.keywords:
        yield call.args[0]


def _other_loops(loop: ast.For) -> Iterator[ast.AST]:
    backwards = ast.Subscript(
        ast.Call(ast.Name("list", ast.Load()), [loop.iter], []),
        ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1))),
        ast.Load(),
    )
    yield ast.For(loop.target, backwards, loop.body, loop.orelse, lineno=loop.lineno)
    yield ast.For(loop.target, loop.iter, [*loop.body, ast.Break()], loop.orelse, lineno=loop.lineno)


def _dropped(node: ast.AST) -> Iterator[_Change]:
    body = getattr(node, "body", [])  # of a lambda, and of `a if b else c`, an expression
    for statement in body if isinstance(body, list) else []:
        kept = isinstance(statement, ast.FunctionDef | ast.Return) or _is_docstring(statement)
        if isinstance(statement, ast.stmt) and not kept:
            yield statement, None, f"{_text(statement)} → (dropped)"


def _text(node: ast.AST | None) -> str:
    if node is None:
        return ""
    node = ast.fix_missing_locations(copy.deepcopy(node))
    text = " ".join(ast.unparse(node).split())
    if isinstance(node, ast.For):
        broken_off = " … break" if isinstance(node.body[-1], ast.Break) else " …"
        return f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}:{broken_off}"
    return text


def _replaced(tree: ast.Module, node: ast.AST, replacement: ast.AST | None) -> str:
    """The module's source with one node replaced; None drops a statement."""

    class Replace(ast.NodeTransformer):
        def visit(self, visited: ast.AST) -> ast.AST:
            if visited is node:
                return copy.deepcopy(replacement) if replacement is not None else ast.Pass()
            return super().generic_visit(_shallow(visited))

    return ast.unparse(ast.fix_missing_locations(Replace().visit(tree)))


def _shallow(node: ast.AST) -> ast.AST:
    """A copy whose lists may be changed without changing the original's."""
    clone = copy.copy(node)
    for field, value in ast.iter_fields(node):
        if isinstance(value, list):
            setattr(clone, field, list(value))
    return clone
