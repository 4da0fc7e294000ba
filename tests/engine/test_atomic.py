"""What is written for the user is there whole or not at all."""

import json
import os
import stat
import threading

import pytest

from autograder.atomic import whole_folder, write_whole
from autograder.errors import UnusableInput
from autograder.text import as_json


@pytest.fixture
def umask():
    """The usual one."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path):
    """Who may read and write it."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
class TestFile:
    """`write_whole`."""

    @pytest.mark.parametrize("content", ["Übung\n", "Übung\n".encode()])
    def test_text_and_bytes_are_written(self, tmp_path, content):
        """A text as UTF-8; and nothing else is left in the folder."""
        write_whole(tmp_path / "a.txt", content)

        assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "Übung\n"
        assert os.listdir(tmp_path) == ["a.txt"]

    def test_others_may_read_it_as_the_user_has_it(self, tmp_path):
        """The mode is the umask's; a private file is the owner's alone."""
        write_whole(tmp_path / "a", "")
        write_whole(tmp_path / "b", "", private=True)

        assert (mode(tmp_path / "a"), mode(tmp_path / "b")) == (0o644, 0o600)

    def test_nothing_is_left_where_it_fails(self, tmp_path):
        """Not even the half of a file."""
        there = tmp_path / "there"
        there.mkdir()

        with pytest.raises(UnusableInput, match="can't be written"):
            write_whole(there / ("long" * 100), "new")

        assert os.listdir(there) == []

    def test_folder_that_is_not_there(self, tmp_path):
        """It is made if that is wanted, and named if not."""
        with pytest.raises(UnusableInput, match="No such file or directory"):
            write_whole(tmp_path / "a" / "b" / "c", "")

        write_whole(tmp_path / "a" / "b" / "c", "text", with_folder=True)

        assert (tmp_path / "a" / "b" / "c").read_text() == "text"

    def test_link_stays_a_link(self, tmp_path):
        """What it leads to is replaced."""
        (tmp_path / "link").symlink_to("file")
        (tmp_path / "file").write_text("old")

        write_whole(tmp_path / "link", "new")

        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "file").read_text() == "new"

    def test_pipe_is_written_into(self, tmp_path):
        """As `--json >(jq .)` wants it; it stays a pipe."""
        os.mkfifo(tmp_path / "pipe")
        read = []
        reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
        reader.start()

        write_whole(tmp_path / "pipe", "through")

        reader.join(10)
        assert read == ["through"]
        assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)

    def test_lone_surrogates_are_written_as_json_has_them(self, tmp_path):
        """UTF-8 has none; a reader of JSON gets back what was written."""
        write_whole(tmp_path / "a.json", as_json("\udc80"))

        assert json.loads((tmp_path / "a.json").read_bytes()) == "\udc80"


class TestFolder:
    """`whole_folder`."""

    @pytest.mark.parametrize("there", [False, True])
    def test_it_is_there_when_all_is_in_it(self, tmp_path, there):
        """And not before; an empty one is replaced."""
        target = tmp_path / "made"
        if there:
            target.mkdir()

        with whole_folder(target) as fresh:
            (fresh / "a").write_text("text")
            before = list(target.glob("*"))

        assert before == []
        assert (target / "a").read_text() == "text"
        assert os.listdir(tmp_path) == ["made"]

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
    def test_nothing_is_left_where_filling_it_fails(self, tmp_path, error):
        """Whatever went wrong is told as it is."""

        def fill():
            with whole_folder(tmp_path / "made") as fresh:
                (fresh / "a").write_text("text")
                raise error

        with pytest.raises(error):
            fill()

        assert os.listdir(tmp_path) == []

    def test_folder_with_something_in_it_is_not_replaced(self, tmp_path):
        """One line says so, and all of it stays."""
        (tmp_path / "made").mkdir()
        (tmp_path / "made" / "mine").touch()

        with pytest.raises(UnusableInput, match="can't be written"), whole_folder(tmp_path / "made"):
            pass

        assert os.listdir(tmp_path) == ["made"]
        assert os.listdir(tmp_path / "made") == ["mine"]
