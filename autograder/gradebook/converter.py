"""What nbgrader's configuration asks of autograding, whichever command does it.

nbgrader keeps these settings in its own `Autograde`. `nbgrader autograde` and formgrader have one at hand,
and `autograder grade` makes one from the course's configuration. All that is asked of it here and in the
batch is what nbgrader itself would go by: who and what is graded, who may be new, which files count, who
may read the results.
"""

from __future__ import annotations

import glob
import logging
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.course.structure import folders_in
from autograder.errors import UnusableInput
from autograder.gradebook.gradebook import CourseGradebook
from autograder.gradebook.rows import importable_from
from autograder.results import NotGraded
from autograder.text import listed, shown

# nbgrader's own steps, in place of which the engine grades, and those that older configurations list.
_REPLACED = {
    *("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata"),
    *("Execute", "IgnorePattern", "ClearMetadataPreprocessor", "LimitOutput", "SaveAutoGrades"),
    *("AssignLatePenalties", "JudgeNotebook", "SaveVerdicts", "refuse"),
}
_NOT_TEXT = "left out, the name is not UTF-8."
_UNKNOWN = (
    "left out, the gradebook has no such student. If there should be one: `nbgrader db student add {}`."
)


def converter_of(gradebook: CourseGradebook, assignment: str) -> Autograde:
    """Nbgrader's `Autograde` as the course's configuration has it, quiet.

    Raises:
        UnusableInput: nbgrader refuses the configuration.
    """
    gradebook.coursedir.assignment_id = assignment
    log = logging.Logger("nbgrader autograde")
    log.addHandler(logging.NullHandler())
    with importable_from(gradebook.course.root):
        try:
            return Autograde(coursedir=gradebook.coursedir, config=gradebook.config, log=log)
        except Exception as error:
            raise UnusableInput(
                f"nbgrader can't use its configuration: {type(error).__name__}: {error}.",
                "See c.Autograde in nbgrader_config.py.",
            ) from error


def refuse_other_steps(converter: Autograde) -> None:
    """Refuse what a course asks for and would not get.

    Raises:
        UnusableInput: it has steps of its own, or wants notebooks not to be run.
    """
    steps = [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    names = [str(getattr(step, "__name__", step)) for step in steps]
    others = [name for name in names if name.rpartition(".")[2] not in _REPLACED]
    if others:
        raise UnusableInput(
            f"The engine grades in place of nbgrader's preprocessors, and would not run {listed(others)}.",
            "Take it out of c.Autograde in nbgrader_config.py.",
        )
    if not converter.config.Execute.get("enabled", True):
        raise UnusableInput(
            "Scores would be read from the outputs that students handed in.", "Leave out --no-execute."
        )


def chosen_students(
    gradebook: CourseGradebook, converter: Autograde, assignment: str, asked: Sequence[str] = ()
) -> tuple[list[str], list[NotGraded]]:
    """Whose submissions are graded, and whose can't be.

    Args:
        gradebook: the course's.
        converter: nbgrader's settings.
        assignment: whose submissions.
        asked: the students that are asked for; none for all that the settings take.

    Raises:
        UnusableInput: nobody is left.
    """
    coursedir = converter.coursedir
    pattern = "*" if asked else coursedir.student_id
    names = [student for student, _ in handed_in(coursedir, pattern, glob.escape(assignment))]
    usable = [name for name in names if name.encode(errors="replace").decode() == name]
    if not usable:
        where = coursedir.format_path(str(coursedir.submitted_directory), "STUDENT", assignment)
        raise UnusableInput(
            f"No submissions of {assignment} in {gradebook.course.step('submitted')}.",
            f"Put each at {where}/, or make up a class: `autograder sample --assignment {assignment}`.",
        )
    unknown = [name for name in asked if name not in usable]
    if unknown:
        raise UnusableInput(
            f"No submission of {assignment} by {', '.join(unknown)}.",
            f"Handed in so far: {listed([*map(shown, usable)], many=5)}.",
        )
    wanted = sorted(set(asked)) or usable
    left_out = [] if asked else [NotGraded(name, _NOT_TEXT) for name in names if name not in usable]
    known = [name for name in wanted if name not in coursedir.student_id_exclude.split(",")]
    if not converter.create_student:
        with gradebook.open_existing() as opened:
            roster = {student.id for student in opened.students}
        left_out += [NotGraded(name, _UNKNOWN.format(shown(name))) for name in known if name not in roster]
        known = [name for name in known if name in roster]
    if not known:
        raise UnusableInput(
            f"Excluded, or not in the gradebook: {listed([shown(name) for name in wanted])}.",
            "See student_id_exclude and create_student in nbgrader_config.py; `nbgrader db student list`.",
        )
    return known, left_out


def handed_in(coursedir: CourseDirectory, students: str, assignments: str) -> list[tuple[str, str]]:
    """The student and the assignment of each folder with a submission.

    Args:
        coursedir: where to look.
        students: a pattern of names, as nbgrader's settings have it.
        assignments: the same.
    """
    structure, step = str(coursedir.directory_structure), str(coursedir.submitted_directory)
    found = folders_in(Path(coursedir.root), structure, step, students, assignments)
    return [(student, assignment) for student, assignment, _ in found]


def chosen_notebooks(converter: Autograde, names: Iterable[str]) -> list[str]:
    """Those of an assignment's notebooks that are to be graded, of these names.

    Raises:
        UnusableInput: it is none of them.
    """
    pattern = converter.coursedir.notebook_id
    chosen = [name for name in names if fnmatchcase(name, pattern)]
    if not chosen:
        raise UnusableInput(f"No notebook matches {pattern!r}.", f"There is {listed(list(names), many=10)}.")
    return chosen
