"""The attempts: rows in a database, which are the queue, too.

With a gradebook in SQLite they have a file of their own beside it, `handed_in.db`: whoever writes the
gradebook locks all of it, and a receipt waits for nobody. With one in PostgreSQL they are tables there. An
attempt is numbered, limited and inserted in one transaction that no other writes beside, so racing attempts
pass no limit.

Students are served in turn: first everybody's oldest attempt that waits, the least graded of late first, then
everybody's second. So one with ten attempts delays nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    text,
    update,
)

_LOCK = 177178  # of PostgreSQL's advisory locks, whose names are numbers
_LATELY = timedelta(minutes=15)
_TABLES = MetaData()
ATTEMPTS = Table(
    "handin_attempts",
    _TABLES,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("student", String(128), nullable=False, index=True),
    Column("assignment", String(128), nullable=False),
    Column("number", Integer, nullable=False),  # the student's own count
    Column("received", DateTime, nullable=False),  # UTC
    Column("digest", String(64), nullable=False),  # SHA-256 of names and bytes, in hex
    Column("late", Boolean, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("counts", Boolean, nullable=False, default=False),
    Column("score", Float),
    Column("max_score", Float),
    Column("penalty", Float),
    Column("result", Text),  # as SubmissionResult, in JSON
    Column("said", Text, nullable=False, default=""),  # a sentence a line
    Column("ended", DateTime),
    UniqueConstraint("student", "assignment", "number"),
)
_TROUBLE = Table(
    "handin_trouble",
    _TABLES,
    Column("assignment", String(128), primary_key=True),
    Column("said", Text, nullable=False),
)
State = Literal["waiting", "grading", "graded", "not graded"]


class NotTaken(Exception):
    """An attempt that isn't taken; what was seen, and what to do."""

    def __init__(self, seen: str, tip: str) -> None:
        super().__init__(seen)
        self.seen, self.tip = seen, tip


@dataclass(frozen=True)
class Attempts:
    """The attempts of a course.

    Args:
        engine: as `engine_for` makes it.
    """

    engine: Engine

    def __post_init__(self) -> None:
        with self.writing() as connection:
            _TABLES.create_all(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction beside which no other writes."""
        with self.engine.execution_options(writes=True).begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("select pg_advisory_xact_lock(:name)"), {"name": _LOCK})
            yield connection

    def of(self, student: str, assignment: str) -> list[Row[Any]]:
        """A student's attempts, the newest first."""
        asked = select(ATTEMPTS).where(ATTEMPTS.c.student == student, ATTEMPTS.c.assignment == assignment)
        return self._rows(asked.order_by(ATTEMPTS.c.number.desc()))

    def of_class(self, assignment: str) -> list[Row[Any]]:
        """Everybody's, by student, the newest first."""
        asked = select(ATTEMPTS).where(ATTEMPTS.c.assignment == assignment)
        return self._rows(asked.order_by(ATTEMPTS.c.student, ATTEMPTS.c.number.desc()))

    def queue(self) -> list[Row[Any]]:
        """Those that wait, in the order in which they will be graded."""
        waiting = select(ATTEMPTS.c.id, ATTEMPTS.c.student, ATTEMPTS.c.assignment, ATTEMPTS.c.number)
        rows = self._rows(waiting.where(ATTEMPTS.c.state == "waiting").order_by(ATTEMPTS.c.id))
        lately = select(ATTEMPTS.c.student, func.count().label("many")).where(
            ATTEMPTS.c.ended > now() - _LATELY
        )
        many = self._rows(lately.group_by(ATTEMPTS.c.student))
        served = {row.student: row.many for row in many}
        return in_turn(rows, served)

    def take(
        self,
        student: str,
        assignment: str,
        digest: str,
        at: datetime,
        late: bool,
        may: Callable[[Sequence[Row[Any]]], None],
        place: Callable[[int], None],
    ) -> Row[Any]:
        """Take an attempt, whose files `place` puts in place; the same files again are the same attempt.

        Args:
            student: whose.
            assignment: of what.
            digest: of the files.
            at: when it came.
            late: whether it comes after the date due.
            may: refuses it by the attempts so far, the newest first.
            place: gets the number, and puts the files in place, on disk when it returns.

        Raises:
            NotTaken: by `may`.
        """
        with self.writing() as connection:
            asked = select(ATTEMPTS).where(ATTEMPTS.c.student == student, ATTEMPTS.c.assignment == assignment)
            before = connection.execute(asked.order_by(ATTEMPTS.c.number.desc())).all()
            if before and before[0].digest == digest:
                return before[0]
            may(before)
            number = before[0].number + 1 if before else 1
            place(number)
            values = {
                "student": student,
                "assignment": assignment,
                "number": number,
                "received": at,
                "digest": digest,
                "late": late,
                "state": "waiting",
            }
            connection.execute(insert(ATTEMPTS).values(values))
            return connection.execute(asked.where(ATTEMPTS.c.number == number)).one()

    def claim(self, assignment: str, aside: Collection[str] = ()) -> Row[Any] | None:
        """The next one to grade, if it is of this assignment; one of a student at a time.

        Args:
            assignment: its name.
            aside: those that can't be graded at the moment.
        """
        grading = select(ATTEMPTS.c.student).where(ATTEMPTS.c.state == "grading")
        busy = {row.student for row in self._rows(grading)}
        queue = (row for row in self.queue() if row.assignment not in aside)
        found = next((row for row in queue if row.student not in busy), None)
        if found is None or found.assignment != assignment:
            return None
        self.change(found.id, state="grading")
        return found

    def change(self, number: int, **values: Any) -> None:
        """Change the attempt with this id."""
        with self.writing() as connection:
            connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.id == number).values(**values))

    def end(self, row: Row[Any], *, counts: bool, **values: Any) -> None:
        """Change an attempt that is graded; one that counts does so instead of any other."""
        own = (ATTEMPTS.c.student == row.student, ATTEMPTS.c.assignment == row.assignment)
        with self.writing() as connection:
            if counts:
                connection.execute(update(ATTEMPTS).where(*own).values(counts=False))
            changed = update(ATTEMPTS).where(ATTEMPTS.c.id == row.id)
            connection.execute(changed.values(counts=counts, **values))

    def back_to_the_queue(self) -> None:
        """What was being graded when the grader ended waits again."""
        with self.writing() as connection:
            waits = update(ATTEMPTS).where(ATTEMPTS.c.state == "grading").values(state="waiting")
            connection.execute(waits)

    def trouble(self, assignment: str) -> str:
        """Why this assignment isn't graded at the moment; empty if it is."""
        rows = self._rows(select(_TROUBLE.c.said).where(_TROUBLE.c.assignment == assignment))
        return rows[0].said if rows else ""

    def say(self, assignment: str, trouble: str) -> None:
        """Note why an assignment isn't graded at the moment."""
        if trouble == self.trouble(assignment):
            return
        with self.writing() as connection:
            connection.execute(_TROUBLE.delete().where(_TROUBLE.c.assignment == assignment))
            if trouble:
                connection.execute(insert(_TROUBLE).values(assignment=assignment, said=trouble))

    def _rows(self, asked: Any) -> list[Row[Any]]:
        with self.engine.connect() as connection:
            return list(connection.execute(asked).all())


def in_turn(rows: Sequence[Row[Any]], served: dict[str, int]) -> list[Row[Any]]:
    """Rows in the order of their ids, in the order in which their students are served."""
    own: Counter[str] = Counter()
    keyed = []
    for row in rows:
        own[row.student] += 1
        keyed.append(((own[row.student], served.get(row.student, 0), row.id), row))
    return [row for _key, row in sorted(keyed, key=lambda pair: pair[0])]


def engine_for(url: str) -> Engine:
    """The database beside a gradebook, or in it.

    Args:
        url: the gradebook's.
    """
    known = make_url(url)
    if not known.drivername.startswith("sqlite"):
        return create_engine(known, pool_pre_ping=True)
    path = str(known.database).rpartition("/")[0] + "/handed_in.db"
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
    event.listen(engine, "connect", _durable)
    event.listen(engine, "begin", _begin)
    return engine


def _durable(connection: Any, _record: Any) -> None:
    """What is committed is on disk, readers don't wait for writers, and transactions begin where we say."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def now() -> datetime:
    """The time, UTC, as databases keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def in_utc(at: datetime | None) -> datetime | None:
    """A time that a database has kept, as one that knows its zone."""
    return at and at.replace(tzinfo=UTC)
