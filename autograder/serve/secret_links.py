"""Secret links: one for each student, kept as a hash.

The link's token is all there is: the first click puts it into a cookie, and `curl` sends it as it is. So a
link that is withdrawn ends its sessions in the same moment, and a server that starts again asks nobody to log
in. Nobody can read a token from the database; it has 192 random bits, which nobody can guess.

links.csv is the one place where links can be read. What is in it and still works stays as it is, so the same
command adds the students who came later.
"""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Engine,
    MetaData,
    String,
    Table,
    Update,
    insert,
    select,
    update,
)

from autograder.atomic import write_whole
from autograder.errors import UnusableInput
from autograder.serve.views import Person

_TABLES = MetaData()
_LINKS = Table(
    "handin_links",
    _TABLES,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the token, in hex
    Column("person", String(128), nullable=False, index=True),
    Column("instructor", Boolean, nullable=False),
    Column("made", DateTime, nullable=False),
    Column("withdrawn", DateTime),
)
_WORKS = _LINKS.c.withdrawn.is_(None)
_COLUMNS = ("id", "name", "email", "link")


@dataclass(frozen=True, kw_only=True)
class LinkFor:
    """Who gets a link, with what a mail merge asks for."""

    id: str
    name: str = ""
    email: str = ""
    instructor: bool = False


@dataclass(frozen=True)
class PersonalLinks:
    """The links in a database."""

    engine: Engine

    def __post_init__(self) -> None:
        _TABLES.create_all(self.engine)

    def person(self, token: str) -> Person | None:
        """Whose link has this token; None if nobody's has, or no longer."""
        if not token:
            return None
        asked = select(_LINKS.c.person, _LINKS.c.instructor).where(_LINKS.c.digest == _digest(token), _WORKS)
        with self.engine.connect() as connection:
            row = connection.execute(asked).first()
        return Person(id=row.person, instructor=row.instructor, by="link") if row is not None else None

    def make(self, person: str, *, instructor: bool = False) -> str:
        """The token of a new link; those that the person had end."""
        token = secrets.token_urlsafe(24)
        with self.engine.begin() as connection:
            connection.execute(_ended(person))
            row = {"digest": _digest(token), "person": person, "instructor": instructor, "made": _now()}
            connection.execute(insert(_LINKS).values(row))
        return token

    def withdraw(self, person: str) -> None:
        """End the person's link; who never had one counts as one who had."""
        self.make(person)
        with self.engine.begin() as connection:
            connection.execute(_ended(person))

    def known(self) -> dict[str, bool]:
        """Who ever had a link, and whether one works."""
        asked = select(_LINKS.c.person, _WORKS.label("works")).order_by(_WORKS)
        with self.engine.connect() as connection:
            return {row.person: bool(row.works) for row in connection.execute(asked)}


def write_links(
    links: PersonalLinks,
    path: Path,
    people: Iterable[LinkFor],
    address: str,
    *,
    renew: Collection[str] = (),
    withdraw: Collection[str] = (),
) -> list[str]:
    """Write everybody's link; those who have none get one.

    Args:
        links: the links so far.
        path: the CSV file, with the columns id, name, email and link.
        people: who has a link.
        address: of the home page, with a slash at its end.
        renew: ids of those who get another one.
        withdraw: ids of those whose link ends, and who get none.

    Returns:
        The ids of those who have a link that isn't in the file, so that it can't be written.

    Raises:
        UnusableInput: there is nobody, an id is unknown, or the file is there and has no such columns.
    """
    everybody = {person.id: person for person in people}
    if not everybody:
        raise UnusableInput(
            "There are no students in the gradebook.", "Run `nbgrader db student import FILE` first."
        )
    if unknown := sorted((set(renew) | set(withdraw)) - set(everybody)):
        raise UnusableInput(f"There is no {unknown[0]!r} in the gradebook.", "Check the spelling.")
    tokens = _tokens(path, links)
    for name in withdraw:
        links.withdraw(name)
        tokens.pop(name, None)
    had = links.known()
    for person in everybody.values():
        if person.id in renew or person.id not in had:
            tokens[person.id] = links.make(person.id, instructor=person.instructor)
    rows = [
        (one.id, one.name, one.email, f"{address}in/{tokens[one.id]}" if one.id in tokens else "")
        for one in everybody.values()
    ]
    _write(path, rows)
    return [name for name, works in links.known().items() if works and name not in tokens]


def _tokens(path: Path, links: PersonalLinks) -> dict[str, str]:
    """The tokens in a file that still work, by the id that they are of."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        if not {"id", "link"} <= set(table.fieldnames or ()):
            raise UnusableInput(
                f"{path} has no columns id and link, so it isn't a file of links.", "Name another file."
            )
        tokens = [(row["link"] or "").rpartition("/in/")[2] for row in table]
    found = ((links.person(token), token) for token in tokens)
    return {person.id: token for person, token in found if person is not None}


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([_COLUMNS, *rows])
    write_whole(path, text.getvalue(), private=True)


def _ended(person: str) -> Update:
    return update(_LINKS).where(_LINKS.c.person == person, _WORKS).values(withdrawn=_now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
