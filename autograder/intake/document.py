"""From a student's bytes to their cells, whatever version of the format they came in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import v3

from autograder.intake.decode import parse_json
from autograder.intake.unreadable import Unreadable

_MAX_CELLS = 50_000
_MAX_ATTACHMENTS = 10_000
_CELL_TYPES = ("code", "markdown", "raw")
_V3_TYPES = ("code", "markdown", "raw", "heading", "html")
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class StudentCell:
    """What counts of one of a student's cells. Its outputs and all other metadata are gone.

    Attributes:
        position: its place in the student's notebook, from 0.
        cell_type: "code", "markdown" or "raw".
        source: its text, with line feeds alone as line ends.
        mark: its nbgrader metadata; empty where it has none.
        tags: its tags.
        attachments: the well-formed ones of a Markdown cell.
        cell_id: nbformat's id; empty where it is missing or invalid.
    """

    position: int
    cell_type: str
    source: str
    mark: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cell_id: str = ""

    @property
    def grade_id(self) -> str:
        """The id that its metadata claims; empty where there is none."""
        claimed = self.mark.get("grade_id")
        return claimed if isinstance(claimed, str) else ""


def read_cells(data: bytes, file: str) -> list[StudentCell]:
    """The cells of a student's notebook, in order.

    Raises:
        Unreadable: it is no notebook, or none of nbformat 3 or 4.
    """
    document = parse_json(data, file)
    if not isinstance(document, dict) or not {"cells", "worksheets"} & document.keys():
        raise Unreadable(
            f"{file} is JSON, but no notebook: it has no cells. Download it again from Jupyter "
            "and hand it in again."
        )
    _check_version(document, file)
    if "cells" in document:
        raw = _checked(document["cells"], file)
        _check_attachments(raw, file)
        return [_cell(place, cell, _type(cell), _text(cell.get("source"))) for place, cell in enumerate(raw)]
    sheets = _checked(document["worksheets"], file)
    raw = _checked([cell for sheet in sheets for cell in _checked(sheet.get("cells"), file)], file)
    _check_attachments(raw, file)
    converted = _converted([_as_v3(cell) for cell in raw])
    return [
        _cell(place, old, new.cell_type, _text(new.source))
        for place, (old, new) in enumerate(zip(raw, converted, strict=True))
    ]


def _check_version(document: Mapping[str, Any], file: str) -> None:
    version = document.get("nbformat")
    if version is None and "cells" in document:
        return
    if isinstance(version, bool) or str(version) not in ("3", "4", "3.0", "4.0"):
        known = str(version) if isinstance(version, int | float) and abs(version) < 1000 else "unknown"
        raise Unreadable(
            f"{file} is a notebook of format {known}. Expected format 4. Open it in a current Jupyter, "
            "save it there, and hand it in again."
        )


def _checked(items: object, file: str) -> list[dict[str, Any]]:
    """The items, if they are a list of objects; null is an empty one."""
    cells = [] if items is None else items
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Unreadable(
            f"{file} isn't a notebook that Jupyter could have written: its cells aren't notebook cells. "
            "Download it again from Jupyter and hand it in."
        )
    if len(cells) > _MAX_CELLS:
        raise Unreadable(
            f"{file} has {len(cells)} cells, more than the {_MAX_CELLS} that can be taken in. "
            "Delete those that aren't yours and hand it in again."
        )
    return cells


def _check_attachments(raw: list[dict[str, Any]], file: str) -> None:
    """Refuse millions of them: unlike outputs they are kept, which takes many times their size in memory."""
    bundles = [bundle for cell in raw for bundle in _mapping(cell.get("attachments")).values()]
    many = sum(max(1, len(_mapping(bundle))) for bundle in bundles)
    if many > _MAX_ATTACHMENTS:
        raise Unreadable(
            f"{file} has {many} attachments, more than the {_MAX_ATTACHMENTS} that can be taken in. "
            "Delete those that aren't yours and hand it in again."
        )


def _cell(position: int, raw: Mapping[str, Any], cell_type: str, source: str) -> StudentCell:
    metadata = _mapping(raw.get("metadata"))
    cell_id = raw.get("id")
    valid = isinstance(cell_id, str) and _CELL_ID.fullmatch(cell_id)
    return StudentCell(
        position,
        cell_type,
        source,
        mark=_mapping(metadata.get("nbgrader")),
        tags=_tags(metadata.get("tags")),
        attachments=_attachments(raw.get("attachments")) if cell_type == "markdown" else {},
        cell_id=str(cell_id) if valid else "",
    )


def _type(raw: Mapping[str, Any]) -> str:
    """Its type; one of an unknown type is code only where it looks like it."""
    declared = raw.get("cell_type")
    if declared in _CELL_TYPES:
        return str(declared)
    return "code" if declared is None and "outputs" in raw else "raw"


def _text(source: object) -> str:
    """A multi-line string of nbformat as one string that can be written in UTF-8."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    return _encodable(source)


def _encodable(text: str) -> str:
    """The text without lone surrogates, which JSON can hold and UTF-8 can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _tags(value: object) -> tuple[str, ...]:
    tags = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(tag for tag in tags if isinstance(tag, str))


def _attachments(value: object) -> dict[str, dict[str, str]]:
    kept = {}
    for name, bundle in _mapping(value).items():
        parts = {
            _encodable(mime): _text(part)
            for mime, part in _mapping(bundle).items()
            if isinstance(part, str)
            or (isinstance(part, list) and all(isinstance(line, str) for line in part))
        }
        if parts:
            kept[_encodable(name)] = parts
    return kept


def _as_v3(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A cell of format 3 with what the conversion needs, and nothing that could break it."""
    declared = raw.get("cell_type")
    cell_type = declared if declared in _V3_TYPES else "raw"
    if cell_type == "code":
        source = _lines(raw.get("input", raw.get("source")))
        return {"cell_type": "code", "language": "python", "input": source, "outputs": [], "metadata": {}}
    cell: dict[str, Any] = {"cell_type": cell_type, "source": _lines(raw.get("source")), "metadata": {}}
    if cell_type == "heading":
        level = raw.get("level")
        cell["level"] = level if isinstance(level, int) and 1 <= level <= 6 else 1
    return cell


def _lines(source: object) -> str | list[str]:
    if isinstance(source, list):
        return [line for line in source if isinstance(line, str)]
    return source if isinstance(source, str) else ""


def _converted(cells: list[dict[str, Any]]) -> list[Any]:
    notebook = v3.to_notebook_json(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells, "metadata": {}}]}
    )
    return list(nbformat.convert(notebook, 4).cells)
