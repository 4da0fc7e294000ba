"""What `nbgrader autograde` goes through: two traits in nbgrader_config.py name what is here.

nbgrader converts each notebook twice. First the exporter takes the student's file in; then the
preprocessors judge what came of it and write the verdict to the gradebook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from autograder.course import Course
from autograder.errors import BrokenCourse
from autograder.grading import Engine
from autograder.grading.documents import blank, fill_in_blank
from autograder.intake import Repair, SubmissionFiles, TakenIn, Unreadable, open_submission, take_in
from autograder.results import Status, Verdict
from autograder.warm.process import WarmProcess

NOTES = "autograder"
EXPORTER = "autograder.gradebook.autograde.IntakeExporter"


class IntakeExporter(NotebookExporter):
    """Reads a submitted notebook through intake; keeps the engine for the run."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._engines: dict[str, Engine] = {}
        self._submissions: dict[Path, SubmissionFiles] = {}
        if self.parent is not None:
            self.parent.convert_notebooks = self._closing(self.parent.convert_notebooks)

    def _closing(self, convert: Callable[[], None]) -> Callable[[], None]:
        """The converter's run with the engines' end at its end: formgrader's process lives on after it."""

        def run() -> None:
            try:
                convert()
            finally:
                self.close()

        return run

    def close(self) -> None:
        """End the engines' processes."""
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()

    def engine(self, assignment: str) -> Engine:
        """The engine for an assignment, started when it is first needed."""
        if assignment not in self._engines:
            course = Course.at(Path(self.parent.coursedir.root))
            limits = course.limits()
            asked = course.assignment(assignment)
            self._engines[assignment] = Engine(asked, limits=limits, warm_process=WarmProcess(limits))
        return self._engines[assignment]

    def submission(self, ids: Mapping[str, str]) -> SubmissionFiles:
        """The files of a submission as they were handed in, links and the like left out."""
        coursedir = self.parent.coursedir
        folder = Path(coursedir.format_path(coursedir.submitted_directory, ids["student"], ids["assignment"]))
        if folder not in self._submissions:
            asked = self.engine(ids["assignment"]).assignment
            every = replace(asked, notebooks={**asked.notebooks, **asked.lessons}, lessons={})
            self._submissions = {folder: open_submission(folder, every)}
        return self._submissions[folder]

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> Any:
        """Take the submitted file in; the second time, read what came of it."""
        if not self.parent._sanitizing:
            return super().from_filename(filename, resources=resources, **kwargs)
        ids = resources["nbgrader"]
        asked = self.engine(ids["assignment"]).assignment
        instructor = {**asked.notebooks, **asked.lessons}.get(ids["notebook"])
        if instructor is None:
            raise BrokenCourse(f"{ids['assignment']} has no notebook {ids['notebook']!r} in its source.")
        document, notes = self._taken_in(ids, instructor)
        document.metadata[NOTES] = notes
        resources.setdefault("metadata", {})["name"] = ids["notebook"]
        return super().from_notebook_node(document, resources=resources, **kwargs)

    def _taken_in(self, ids: Mapping[str, str], instructor: Any) -> tuple[Any, dict[str, Any]]:
        data = self.submission(ids).notebooks.get(ids["notebook"], b"")
        try:
            if isinstance(data, Unreadable):
                raise data
            taken = take_in(data, instructor)
        except Unreadable as reason:
            return blank(instructor), {"unreadable": str(reason)}
        repairs = [[repair.grade_id, repair.sentence] for repair in taken.repairs]
        return taken.notebook, {"repairs": repairs, "digest": hashlib.sha256(data).hexdigest()}


class JudgeNotebook(NbGraderPreprocessor):
    """In place of nbgrader's Execute: student's cells and tests run in processes of their own."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Judge a notebook; its outputs and feedback are in it afterwards. A lesson stays as it is."""
        exporter = self.parent
        if not isinstance(exporter, IntakeExporter):
            raise BrokenCourse(
                "nbgrader runs without the engine's exporter.",
                f"Set c.Autograde.exporter_class = {EXPORTER!r} in nbgrader_config.py.",
            )
        ids = resources["nbgrader"]
        engine = exporter.engine(ids["assignment"])
        notes = nb.metadata.pop(NOTES)
        if ids["notebook"] in engine.assignment.lessons:
            return nb, resources
        if "unreadable" in notes:
            result = engine.without(ids["notebook"], "unreadable", notes["unreadable"]).result
            fill_in_blank(nb, result.cells)
        else:
            taken = TakenIn(nb, tuple(Repair(*repair) for repair in notes["repairs"]))
            result = engine.grade(
                ids["notebook"],
                taken,
                student=ids["student"],
                digest=notes["digest"],
                files=exporter.submission(ids).others,
            ).result
        resources[NOTES] = {cell.grade_id: cell for cell in result.cells}
        return nb, resources


class SaveVerdicts(SaveAutoGrades):
    """SaveAutoGrades of nbgrader, with the score from the verdict instead of the cell's outputs."""

    def _add_score(self, cell: Any, resources: Any) -> None:
        verdicts: Mapping[str, Verdict] = resources[NOTES]
        verdict = verdicts[cell.metadata["nbgrader"]["grade_id"]]
        if verdict.status is Status.MANUAL:
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(
            verdict.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        grade.auto_score = verdict.score
        undecided = verdict.score is None or verdict.person is not None
        grade.needs_manual_grade = undecided or grade.manual_score is not None
        self.gradebook.db.commit()
