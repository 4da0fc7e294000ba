"""A student's cells, run in order, in a process that may end over any of them."""

from __future__ import annotations

from collections.abc import Callable

from autograder.course import Cell, Role
from autograder.judge.job import Job
from autograder.remote.messages import Output
from autograder.remote.output_bounds import NOTEBOOK_TIMES, size_of, within
from autograder.remote.student_process import ProcessEnded, StudentProcess

MAX_RESTARTS = 10

NewStudent = Callable[[], StudentProcess]


class StudentCells:
    """The student's process and what has run in it.

    Args:
        job: the notebook.
        new_student: starts a fresh process for the student's code.
        text_of: what of a cell is run in it.

    Attributes:
        student: the present process.
        outputs: what each cell put out, by its place.
        left_out: why a cell had to be left out, by its place.
        tampering: what was done to the channel since the last grade cell.
        answers: what the process was asked for, and whether all that came was plain data.
    """

    def __init__(
        self, job: Job, new_student: NewStudent, text_of: Callable[[Cell], str] = lambda cell: cell.source
    ) -> None:
        self._job, self._new_student, self._text_of = job, new_student, text_of
        self._restarts = 0
        self._room = NOTEBOOK_TIMES * job.limits.output * 1024  # for outputs
        self.outputs: dict[int, list[Output]] = {}
        self.left_out: dict[int, str] = {}
        self.tampering = ""
        self.answers: dict[str, bool] = {}
        self._by_clock = False
        self.student = self._fresh()

    @property
    def by_clock(self) -> bool:
        """Whether a process was ended by the clock alone."""
        return self._by_clock or self.student.by_clock

    def _fresh(self) -> StudentProcess:
        student = self._new_student()
        student.data, student.answers = self._job.data, self.answers
        return student

    def run(self, place: int, cell: Cell) -> None:
        """Run a cell and keep its outputs; one that ends the process is left out from then on."""
        if place in self._job.left_out:
            self.left_out[place] = self._job.left_out[place]
            return
        self.revive(place)
        begin, end = self._job.read
        try:
            ran = self.student.run(self._text_of(cell), read=begin <= place < end)
        except ProcessEnded as error:
            self.leave_out(place, error)
            return
        self.outputs[place] = outputs = within(ran.outputs, self._room)
        self._room = max(self._room - sum(map(size_of, outputs)), 0)

    def leave_out(self, place: int, why: ProcessEnded) -> None:
        """Don't run a cell again: it has ended the process."""
        self.left_out.setdefault(place, str(why))
        self.tampering = self.tampering or (str(why) if self.student.tampered else "")

    def tampered_with(self) -> str:
        """What was done to the channel since this was last asked."""
        tampering, self.tampering = self.tampering, ""
        return self.student.ended if self.student.tampered else tampering

    def revive(self, place: int) -> None:
        """Start the process again if it has ended, and repeat the cells before this one."""
        while self.student.ended and self._restarts < MAX_RESTARTS:
            self._restarts += 1
            self._by_clock = self.by_clock
            try:
                self.student = self._fresh()
            except ProcessEnded:
                return
            for earlier, cell in enumerate(self._job.cells[:place]):
                text = self._text_of(cell)
                if cell.cell_type != "code" or not text or earlier in self.left_out:
                    continue
                try:
                    self.student.run(text)
                except ProcessEnded as error:
                    self.left_out[earlier] = str(error)
                    break

    def notes(self) -> list[str]:
        """What is said to the student of the cells that were left out."""
        notes = []
        for place, why in sorted(self.left_out.items()):
            lines = self._job.cells[place].source.strip().splitlines()
            begins = f" that begins “{lines[0][:60]}”" if lines else ""
            if why and self._job.cells[place].role is not Role.GRADE:
                notes.append(f"Your cell{begins} was left out: it {why}.")
        return notes
