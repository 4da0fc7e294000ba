"""A CSV file that someone else has written: read as it is, written back as it was."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UnusableInput

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", ":": "colons"}
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Sheet:
    """A table of text, and how it was written.

    Attributes:
        name: the file's name.
        rows: the cells as they are in the file, the header first; a blank line is an empty row.
        separator: what stands between cells.
        mark: the bytes that the file begins with to tell its encoding.
        encoding: Python's name of it.
        newline: what ends a line.
    """

    name: str
    rows: Sequence[Sequence[str]]
    separator: str
    mark: bytes
    encoding: str
    newline: str

    @classmethod
    def read(cls, path: Path) -> Sheet:
        """Read a file in UTF-8, UTF-16 or an encoding of a byte a character, with any of SEPARATORS.

        Raises:
            UnusableInput: there is no such file, or it is no table.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UnusableInput(
                f"{path} can't be read: {error.strerror}.", "Check its name and folder."
            ) from None
        text, mark, encoding = _decoded(data, path.name)
        separator = max(SEPARATORS, key=lambda candidate: _width(text, candidate))
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        except csv.Error as error:
            raise UnusableInput(f"{path.name} isn't a valid CSV file: {error}.", "Export it again.") from None
        newline = "\r\n" if "\r\n" in text else "\n"
        sheet = cls(path.name, rows, separator, mark, encoding, newline)
        sheet._check()
        return sheet

    @property
    def header(self) -> list[str]:
        """The names of the columns, without blanks around them."""
        return [name.strip() for name in self.rows[0]]

    @property
    def decimal_comma(self) -> bool:
        """Whether fractions in it are written with a comma."""
        cells = [cell.strip() for row in self.rows for cell in row]
        numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
        return any("," in number for number in numbers) and not any("." in number for number in numbers)

    def column(self, name: str) -> int | None:
        """The index of the column with this name, in upper or lower case; None if there is none.

        Raises:
            UnusableInput: there are two.
        """
        found = [index for index, other in enumerate(self.header) if other.casefold() == name.casefold()]
        if len(found) > 1:
            raise UnusableInput(f"{self.name} has two columns {name!r}.", "Rename one of them.")
        return found[0] if found else None

    def body(self) -> dict[int, Sequence[str]]:
        """The rows below the header that aren't blank, by their index."""
        return {index: row for index, row in enumerate(self.rows) if index and any(map(str.strip, row))}

    def encoded(self, rows: Sequence[Sequence[str]]) -> bytes:
        """These rows in the way of this file."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.separator, lineterminator=self.newline).writerows(rows)
        return self.mark + text.getvalue().encode(self.encoding)

    def _check(self) -> None:
        if not self.rows or len(self.rows[0]) < 2:
            raise UnusableInput(
                f"{self.name} isn't a table: its first line has no columns.",
                "Name a CSV file, separated by commas, semicolons, tabs or colons.",
            )
        for index, row in self.body().items():
            if len(row) != len(self.rows[0]):
                raise UnusableInput(
                    f"{self.name} is malformed: row {index + 1} has {len(row)} columns, "
                    f"the header has {len(self.rows[0])} (separated by {SEPARATORS[self.separator]}).",
                    "Export it again.",
                )


def number(cell: str) -> float | None:
    """The number in a cell, with a point or a comma; None if there is none.

    A percent sign is no part of a number.
    """
    text = cell.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _decoded(data: bytes, name: str) -> tuple[str, bytes, str]:
    """The text, the mark before it, and its encoding."""
    if data.startswith(_WORKBOOKS):
        raise UnusableInput(f"{name} is a spreadsheet.", "Export it as CSV.")
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    if not mark and b"\0" in data:
        raise UnusableInput(f"{name} isn't text: it contains zero bytes.", "Save it as CSV in UTF-8.")
    # A byte a character: whatever it is, what isn't touched is written back as it was.
    for encoding in [_MARKS[mark]] if mark else ["utf-8", "cp1252", "latin-1"]:
        try:
            return data[len(mark) :].decode(encoding), mark, encoding
        except UnicodeDecodeError:
            continue
    raise UnusableInput(f"{name} begins like {_MARKS[mark]} and isn't.", "Save it as CSV in UTF-8.")


def _width(text: str, separator: str) -> int:
    """How many columns the first line has with this separator."""
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), []))
    except csv.Error:
        return 0
