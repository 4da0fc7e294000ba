"""From a graded notebook to a page, as nbconvert has it; and from all of a student's to one.

Not one of nbconvert's templates with another style: they escape nothing by themselves, and show a notebook
from top to bottom, while a student asks by exercise. This one makes the page from a template that escapes
whatever isn't marked as clean. nbgrader goes on to say what the page is called and where it lies.

A page for each notebook is what nbgrader's commands release and fetch, by the notebook's name. Each of them
has all notebooks with their points at its head, as links between neighbours, so that they belong together
wherever they lie. `index.html` beside them has everything on one page, in itself: to print, to send, to
upload. The pages don't link to it: nbgrader releases it, but fetches what was handed in alone.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import FilenameExtension

from autograder.course import Assignment, Course, Notebook
from autograder.feedback.as_released import AsReleased
from autograder.feedback.lesson import Part, Place, outputs_of, passage
from autograder.feedback.scores import Scores
from autograder.feedback.sections import Section, Work, sections
from autograder.pages import page

INDEX = "index.html"
_REPLACED = {"GetGrades", "CSSHTMLHeaderPreprocessor", Scores.__name__, AsReleased.__name__}
_RELEASED_WITH = ("timestamp.txt", "submission_secret.txt")  # what `nbgrader release_feedback` reads


@dataclass(frozen=True)
class TakenApart:
    """A student's notebook, taken apart.

    Attributes:
        ids: what nbgrader says of it: names, scores.
        sections: its exercises.
        rest: the student's own cells.
    """

    ids: dict[str, Any]
    sections: list[Section]
    rest: list[Work]

    @property
    def places(self) -> set[Place]:
        """Where a student should read on."""
        return {one.place for one in self.sections if one.place and one.state != "full"}


class FeedbackPage(Exporter):
    """Writes the page; nbgrader says where, and under which name.

    To name this class is all that a configuration has to do: it brings the preprocessors that the page needs,
    in place of nbgrader's own and of those that a configuration lists of them. Any others run after them. And
    of the files beside graded notebooks it has nbgrader copy those alone that releasing needs.
    """

    output_mimetype = "text/html"
    file_extension = FilenameExtension(".html")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._course: Course | None = None
        self._passages: dict[tuple[str, Place], list[Part]] = {}
        self._graded: dict[str, TakenApart] = {}  # of one student, by the notebook's path
        if self.parent is not None:  # nbgrader registers what is listed there as soon as this is made
            others = [one for one in self.parent.preprocessors if _name(one) not in _REPLACED]
            self.parent.preprocessors = [Scores, AsReleased, *others]
            self.parent.init_assignment = self._start

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """The page of a notebook with its scores, and what nbconvert's writer wants to know.

        With the last of a student's notebooks comes the page of all.
        """
        resources = resources or {}
        this, resources = self._taken_apart(nb, resources, **kwargs)
        ids = this.ids
        folder = Path(self.parent._format_source(ids["assignment"], ids["student"]))
        paths = sorted(folder.glob("*.ipynb"))
        self._graded[str(folder / f"{ids['notebook']}.ipynb")] = this
        handed_in = {path.stem for path in paths}
        html = self._page([this], handed_in)
        if Path(self.parent.notebooks[-1]).stem == ids["notebook"]:
            everything = [self._graded.get(str(path)) or self._read(path) for path in paths]
            shown = [one for one in everything if one.sections or one.rest]
            resources.setdefault("outputs", {})[INDEX] = self._page(
                shown or [this], handed_in, whole=True
            ).encode()
        return html, resources

    def _page(self, shown: list[TakenApart], handed_in: set[str], *, whole: bool = False) -> str:
        ids = shown[0].ids
        graded = [one for one in ids["notebooks"] if one.points]
        names = [one.name for one in graded if one.name in handed_in]
        places = sorted({place for one in shown for place in one.places})
        here = names.index(ids["notebook"]) if not whole and ids["notebook"] in names else None
        return page(
            "feedback",
            "feedback",
            ids=ids,
            whole=whole,
            shown=shown,
            notebooks=graded,
            handed_in=handed_in,
            before=names[here - 1] if here else None,
            after=names[here + 1] if here is not None and here + 1 < len(names) else None,
            passages={place: self._passage(ids["assignment"], place) for place in places},
        )

    def _taken_apart(self, nb: Any, resources: Any, **kwargs: Any) -> tuple[TakenApart, Any]:
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        ids = resources["nbgrader"]
        assignment = self._assignment(ids["assignment"])
        name = ids["notebook"]
        instructor = assignment.notebooks.get(name) or assignment.lessons.get(name) or Notebook(name, ())
        found, rest = sections(nb, assignment.exercises, instructor, assignment.lessons.values())
        return TakenApart(dict(ids), found, rest), resources

    def _read(self, path: Path) -> TakenApart:
        """A notebook that isn't asked for now, for the page of all."""
        resources = self.parent.init_single_notebook_resources(str(path))
        return self._taken_apart(nbformat.read(path, as_version=4), resources)[0]

    def _start(self, assignment: str, student: str) -> None:
        """What nbgrader does before a student's first notebook: copy what belongs to the pages."""
        self._graded.clear()
        source = Path(self.parent._format_source(assignment, student))
        target = Path(self.parent._format_dest(assignment, student))
        for name in _RELEASED_WITH:
            if (source / name).is_file():
                target.mkdir(parents=True, exist_ok=True)
                (target / name).unlink(missing_ok=True)
                shutil.copy(source / name, target / name)

    def _passage(self, assignment: str, place: Place) -> list[Part]:
        if (assignment, place) not in self._passages:
            lesson, heading = place
            course = self._opened()
            executed = outputs_of(course.step("solution") / assignment / f"{lesson}.ipynb")
            notebook = course.assignment(assignment).lessons[lesson]
            self._passages[assignment, place] = passage(notebook, heading, executed)
        return self._passages[assignment, place]

    def _assignment(self, name: str) -> Assignment:
        return self._opened().assignment(name)

    def _opened(self) -> Course:
        if self._course is None:
            self._course = Course.of_nbgrader(self.parent)
        return self._course


def _name(preprocessor: Any) -> str:
    """Of one that a configuration may give as a class, a function or a dotted name."""
    return str(getattr(preprocessor, "__name__", preprocessor)).rpartition(".")[2]
