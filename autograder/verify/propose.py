"""Stubs of misconceptions that the list doesn't have yet, from wrong answers that several students gave.

A stub is for a person to finish: it has a student's own code, under another name, and no hint yet.
"""

from __future__ import annotations

import ast
import sys

from autograder.exercise import Exercise

_NAME = "give_it_a_name"


def stub(exercise: Exercise, answer: str, many: int) -> str:
    """A misconception for the exercise's solution module; empty where the answer doesn't define it.

    Args:
        exercise: what it is about.
        answer: the student's cell.
        many: how many gave an answer that is wrong in this way.
    """
    try:
        steps = ast.parse(answer).body
    except (SyntaxError, ValueError):
        return ""
    own = next((step for step in reversed(steps) if exercise.name in _defined(step)), None)
    if own is None:
        return ""
    hint = ast.Expr(ast.Constant("Say what is wrong here, and what to look at; never the answer."))
    if isinstance(own, ast.FunctionDef | ast.ClassDef):
        text = ast.get_docstring(own)
        own.name, own.body = _NAME, [hint, *own.body[text is not None :]]
        made: ast.stmt = own
    elif exercise.is_value and isinstance(own, ast.Assign):
        body: list[ast.stmt] = [hint, *(step for step in steps if step is not own), ast.Return(own.value)]
        made = ast.parse(f"def {_NAME}(): pass").body[0]
        made.body = body  # type: ignore[attr-defined]
    else:
        return ""
    about = f"# {many} student{'s' if many != 1 else ''} gave an answer that is wrong in this way."
    written = ast.unparse(ast.fix_missing_locations(made))
    return f"{about}\n@{_variable(exercise)}.misconception\n{written}\n"


def _defined(step: ast.stmt) -> set[str]:
    if isinstance(step, ast.FunctionDef | ast.ClassDef):
        return {step.name}
    return (
        {one.id for one in step.targets if isinstance(one, ast.Name)}
        if isinstance(step, ast.Assign)
        else set()
    )


def _variable(exercise: Exercise) -> str:
    """What the exercise is called in its module."""
    names = vars(sys.modules[exercise.reference_code.__module__])
    return next((name for name, value in names.items() if value is exercise), exercise.name)
