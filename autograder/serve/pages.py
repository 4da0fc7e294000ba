"""From a view to a page.

All pages share a template, a style sheet and a script. Without the script, forms are sent as forms, and a
page that waits reloads itself. With it, that page moves by itself, files and folders can be dragged in, and
times are those of where the reader is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from autograder.pages import page
from autograder.results import SubmissionResult
from autograder.serve.views import AssignmentView, AttemptView, ClassView, Person, Site

# What goes with every page; where else it may send anything stands in the page itself.
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=UTF-8",
}
REFRESH = 3  # seconds until a page that waits reloads itself
_SERVED = 10  # attempts ahead for which it waits a second longer: nobody's turn comes sooner


def home_page(site: Site, person: Person, assignments: Sequence[AssignmentView]) -> str:
    """A student's assignments."""
    return _made("home", site, person, assignments=assignments)


def assignment_page(site: Site, person: Person, view: AssignmentView) -> str:
    """One of them: the form, and the attempts so far."""
    return _made("assignment", site, person, view=view)


def attempt_page(site: Site, person: Person, view: AssignmentView, attempt: AttemptView) -> str:
    """An attempt: its receipt, and then its place in the queue, or what came of it."""
    wait = REFRESH + attempt.ahead // _SERVED if attempt.waits else None
    return _made("attempt", site, person, view=view, attempt=attempt, wait=wait)


def told_page(
    site: Site,
    person: Person,
    view: AssignmentView,
    attempt: AttemptView,
    result: SubmissionResult,
    shown: str,
) -> str:
    """What is told of an attempt before all is: the hints, or how the examples went."""
    return _made("told", site, person, view=view, attempt=attempt, result=result, shown=shown)


def instructor_page(site: Site, person: Person, views: Sequence[ClassView]) -> str:
    """The course's assignments, for an instructor."""
    return _made("instructor", site, person, views=views)


def class_page(site: Site, person: Person, view: ClassView) -> str:
    """What the class has done with an assignment, and what is to be done about it."""
    return _made("class", site, person, view=view)


def enter_page(site: Site, person: Person) -> str:
    """Whose link was opened, and the button that logs in."""
    return _made("enter", site, None, owner=person)


def error_page(site: Site, status: int, seen: str, try_this: str, person: Person | None = None) -> str:
    """What was seen, in a sentence without its full stop, and one thing to try, in one with it."""
    return _made("error", site, person, status=status, seen=seen, try_this=try_this)


def _made(part: str, site: Site, person: Person | None, **values: Any) -> str:
    values = {"wait": None} | values
    filters = {"when": _when, "day": _day}
    return page("serve", "serve", served=True, filters=filters, part=part, site=site, person=person, **values)


def _when(time: datetime) -> str:
    return f"{time:%a} {time.day} {time:%B %Y, %H:%M} UTC"


def _day(time: datetime) -> str:
    return f"{time.day} {time:%b, %H:%M} UTC"
