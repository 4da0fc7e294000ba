"""Secret links: made, written for a mail merge, kept as hashes, withdrawn, made anew."""

import csv
import stat

import pytest
from sqlalchemy import create_engine, text

from autograder.errors import UnusableInput
from autograder.serve.secret_links import LinkFor, PersonalLinks, write_links

ADDRESS = "https://handin.example.org/"
CLASS = [
    LinkFor(id="ada", name="Ada Lovelace", email="ada@example.org"),
    LinkFor(id="bob"),
    LinkFor(id="prof", instructor=True),
]


@pytest.fixture
def links(tmp_path):
    """A database without links."""
    return PersonalLinks(create_engine(f"sqlite:///{tmp_path}/handed_in.db"))


def tokens(path):
    """What the file has for each id."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["id", "name", "email", "link"]
    assert all(row["link"].startswith(f"{ADDRESS}in/") for row in rows if row["link"])
    return {row["id"]: row["link"].rpartition("/")[2] for row in rows}


def test_everybody_gets_a_link_that_only_its_owner_can_read(links, tmp_path):
    """One for each, of 192 random bits, in a file of the owner's; the database has their hashes alone."""
    path = tmp_path / "links.csv"

    unwritten = write_links(links, path, CLASS, ADDRESS)

    found = tokens(path)
    assert unwritten == []
    assert {name: links.person(token).id for name, token in found.items()} == {
        name: name for name in ("ada", "bob", "prof")
    }
    assert [links.person(found[name]).instructor for name in ("ada", "prof")] == [False, True]
    assert all(len(token) == 32 for token in found.values())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    stored = (tmp_path / "handed_in.db").read_bytes()
    assert not any(token.encode() in stored for token in found.values())


def test_the_same_command_adds_who_came_later(links, tmp_path):
    """Links that work stay as they are."""
    path = tmp_path / "links.csv"
    write_links(links, path, CLASS, ADDRESS)
    before = tokens(path)

    write_links(links, path, [*CLASS, LinkFor(id="cem")], ADDRESS)

    after = tokens(path)
    assert before.items() < after.items()
    assert links.person(after["cem"]).id == "cem"


def test_a_link_is_withdrawn_or_made_anew(links, tmp_path):
    """The old one is nobody's at once; who was withdrawn gets none until asked for."""
    path = tmp_path / "links.csv"
    write_links(links, path, CLASS, ADDRESS)
    before = tokens(path)

    write_links(links, path, CLASS, ADDRESS, renew=["ada"], withdraw=["bob"])

    after = tokens(path)
    assert links.person(before["ada"]) is None
    assert links.person(before["bob"]) is None
    assert links.person(after["ada"]).id == "ada"
    assert after["bob"] == ""


def test_a_withdrawn_link_stays_withdrawn(links, tmp_path):
    """The next run of the command doesn't give it back; --renew does."""
    path = tmp_path / "links.csv"
    write_links(links, path, CLASS, ADDRESS, withdraw=["bob"])

    write_links(links, path, CLASS, ADDRESS)

    assert tokens(path)["bob"] == ""
    write_links(links, path, CLASS, ADDRESS, renew=["bob"])
    assert links.person(tokens(path)["bob"]).id == "bob"


def test_a_lost_file_is_said(links, tmp_path):
    """Links that only the lost file had can't be written again: it says whose."""
    write_links(links, tmp_path / "lost.csv", CLASS, ADDRESS)

    unwritten = write_links(links, tmp_path / "links.csv", CLASS, ADDRESS)

    assert unwritten == ["ada", "bob", "prof"]


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "\udcff", "%", "a" * 100_000])
def test_nothing_else_is_a_token(links, token):
    """Empty, made up, a query, no UTF-8, a wildcard, huge."""
    links.make("ada")

    assert links.person(token) is None


def test_a_hash_is_no_token(links, tmp_path):
    """Who reads the database can't log in with what is in it."""
    links.make("ada")
    with links.engine.connect() as connection:
        digest = connection.execute(text("SELECT digest FROM handin_links")).scalar()

    assert links.person(digest) is None


def test_wrong_use_is_said_in_a_line(links, tmp_path):
    """An unknown id, another file, an empty class."""
    other = tmp_path / "roster.csv"
    other.write_text("student,mail\nada,x\n")

    with pytest.raises(UnusableInput, match="There is no 'eve'"):
        write_links(links, tmp_path / "links.csv", CLASS, ADDRESS, renew=["eve"])
    with pytest.raises(UnusableInput, match="no columns id and link"):
        write_links(links, other, CLASS, ADDRESS)
    with pytest.raises(UnusableInput, match="no students"):
        write_links(links, tmp_path / "links.csv", [], ADDRESS)
