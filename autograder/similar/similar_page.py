"""The page with the groups, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.pages import page
from autograder.similar.answers import Class
from autograder.similar.compare import MOST_GROUPS, Group, most_sharing


def similar_page(answers: Class, groups: Sequence[Group]) -> str:
    """The page, as one file.

    Args:
        answers: the class.
        groups: as `alike` has found them.
    """
    return page(
        "similar",
        "similar",
        answers=answers,
        groups=groups,
        at_most=MOST_GROUPS,
        many=most_sharing(len(answers.students)),
    )
