"""Trying one candidate answer: the instructor's notebook with one solution cell replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.course import Notebook, Role, exercise_of
from autograder.course.definitions import defined_names
from autograder.grading.documents import imports_of
from autograder.grading.material import Material
from autograder.judge import Seed
from autograder.judge.notebook import Job, JobCell
from autograder.limits import Limits
from autograder.results import Verdict
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess

_LIMITS = Limits(cell=10.0, call=5.0, notebook=60.0)


@dataclass
class Bench:
    """An assignment laid out for trying answers; use it in a with statement.

    Args:
        material: the assignment.
    """

    material: Material
    warm_process: WarmProcess = field(default_factory=WarmProcess)

    def __post_init__(self) -> None:
        self.exercises = self.material.exercises
        self.notebooks = list(self.material.notebooks.values())
        self._pair = WarmPair(self.exercises, self.warm_process, self.material.files)

    def __enter__(self) -> Bench:
        """Use in a with statement."""
        return self

    def __exit__(self, *_error: object) -> None:
        self._pair.close()

    def notebook_of(self, exercise: str) -> Notebook | None:
        """The notebook that has this exercise's solution cell."""
        for notebook in self.notebooks:
            if any(cell.grade_id == exercise for cell in notebook.with_role(Role.SOLUTION)):
                return notebook
        return None

    def grade(
        self,
        notebook: Notebook,
        replaced: Mapping[str, str],
        *,
        seed: int = 0,
        only: str | None = None,
    ) -> list[Verdict]:
        """Judge a notebook with some solution cells replaced, as a submission is judged.

        Args:
            notebook: one of the assignment's.
            replaced: new sources of solution cells by grade_id.
            seed: another seed, other inputs.
            only: grade the cells of this exercise alone.
        """
        cells = []
        for cell in notebook.cells:
            graded = cell.role is Role.GRADE
            if graded and only is not None and exercise_of(cell.grade_id, self.exercises) != only:
                continue
            if graded or (cell.cell_type == "code" and cell.role in (Role.SOLUTION, Role.LOCKED)):
                source = replaced.get(cell.grade_id, cell.source)
                defines = tuple(sorted(defined_names(cell.source))) if cell.role is Role.SOLUTION else ()
                cells.append(JobCell(cell.role, "code", cell.grade_id, source, cell.points, defines))
        job = Job(
            Seed(self.material.assignment, "verify", str(seed)),
            notebook.name,
            tuple(cells),
            files=self.material.files,
            imports=imports_of(notebook),
            limits=_LIMITS,
        )
        return self._pair.judge(job).cells
