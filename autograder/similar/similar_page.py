"""The page with the pairs, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.pages import page
from autograder.similar.answers import Class
from autograder.similar.compare import MOST_PAIRS, Pair, most_sharing


def similar_page(answers: Class, pairs: Sequence[Pair]) -> str:
    """The page, as one file.

    Args:
        answers: the class.
        pairs: as `alike` has found them.
    """
    return page(
        "similar",
        "similar",
        answers=answers,
        pairs=pairs,
        at_most=MOST_PAIRS,
        many=most_sharing(len(answers.students)),
    )
