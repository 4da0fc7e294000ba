"""The page for grading written answers: the rubric, what is still open, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from autograder.pages import from_markdown, page
from autograder.report.links import grading_address
from autograder.report.rubric import WrittenQuestion


def written_page(
    assignment: str, questions: Sequence[WrittenQuestion], *, titles: Mapping[str, str], formgrader: str
) -> str:
    """The page, as one file.

    Args:
        assignment: its name.
        questions: as `written_questions` has found them.
        titles: what the report calls them, as in 2d explanation.
        formgrader: formgrader's address.
    """
    return page(
        "report",
        "written",
        assignment=assignment,
        questions=questions,
        titles=titles,
        grading=partial(grading_address, formgrader),
        markdown=from_markdown,
    )
