"""What a student's cells put out, as nbformat has it.

All of it is a student's word: it may be no JSON, fit no schema, be more than was asked for. So each output is
made for itself. One that can't be kept is replaced by a note, and nothing else is lost over it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from nbformat.v4 import new_output

from autograder.remote.messages import Output, clean
from autograder.remote.output_bounds import NOTEBOOK_TIMES, of_cell, size_of, within

MIME = "application/vnd.autograder+json"  # of our own records: no form of a student's may pass for one
SMALL_JSON = 16 << 10  # characters; larger JSON stays text: parsed it takes fifty times the memory
ALL_JSON = 1 << 20  # characters of a notebook's JSON outputs together
NOT_KEPT = "(This output could not be kept.)"


class Kept:
    """The outputs of a notebook that are kept, cell by cell.

    Args:
        limit: what those of a cell may count, and in proportion those of all.
        end: when to stop, as time.process_time counts.
    """

    def __init__(self, limit: int = 1 << 20, end: float = float("inf")) -> None:
        self._limit, self._end = limit, end
        self._room = NOTEBOOK_TIMES * limit
        self._json = ALL_JSON

    def of(self, outputs: Sequence[Output], count: int) -> list[Any]:
        """A cell's outputs as nbformat has them.

        Args:
            outputs: as the student's process gave them.
            count: the cell's execution count.
        """
        kept = within(of_cell(outputs, self._limit), self._room)
        self._room = max(self._room - sum(map(size_of, kept)), 0)
        return list(self._made(kept, count))

    def _made(self, outputs: Sequence[Output], count: int) -> Iterator[Any]:
        for output in outputs:
            if time.process_time() > self._end:
                yield _note("(The rest of the output is left out: there was no time left for it.)")
                return
            try:
                made = self._output(output, count)
            except Exception:  # whatever it is: the student's process says anything
                made = _note(NOT_KEPT)
            if made is not None:
                yield made

    def _output(self, output: Output, count: int) -> Any:
        """One output; None for one of no known kind."""
        match output.output_type:
            case "stream" if output.name in ("stdout", "stderr"):
                return new_output("stream", name=output.name, text=output.text)
            case "error":
                lines = list(output.traceback)
                return new_output("error", ename=output.ename, evalue=output.evalue, traceback=lines)
            case "display_data" | "execute_result" as kind:
                metadata = self._parsed(output.metadata)
                extra: dict[str, Any] = {"metadata": metadata if isinstance(metadata, dict) else {}}
                if kind == "execute_result":
                    extra["execution_count"] = count
                return self._bundle(kind, output.data, extra)
        return None

    def _bundle(self, kind: str, data: Mapping[str, str], extra: dict[str, Any]) -> Any:
        """A display; JSON that fits no schema stays text, and other forms are left out."""
        texts = {mime: text for mime, text in data.items() if mime.strip().lower() != MIME}
        forms = {mime: self._form(mime, text) for mime, text in texts.items()}
        try:
            return new_output(kind, data=forms, **extra)
        except Exception:
            forms = {mime: form if _fits(mime, form) else texts[mime] for mime, form in forms.items()}
            fitting = {mime: form for mime, form in forms.items() if _fits(mime, form)}
            return new_output(kind, data=fitting or {"text/plain": NOT_KEPT}, **extra)

    def _form(self, mime: str, text: str) -> Any:
        if not mime.endswith("json"):
            return text
        parsed = self._parsed(text)
        return text if parsed is None else parsed

    def _parsed(self, text: str) -> Any:
        """Small JSON as it is meant; None for what is none by the standard, too much, or no text within."""
        self._json -= len(text)
        if len(text) > SMALL_JSON or self._json < 0:
            return None
        try:
            parsed = json.loads(text, parse_constant=_no_number)
            json.dumps(parsed, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            return None
        return parsed


def _fits(mime: str, form: Any) -> bool:
    try:
        new_output("display_data", data={mime: form})
    except Exception:
        return False
    return True


def _no_number(_text: str) -> NoReturn:
    raise ValueError("NaN and infinities are no JSON")


def _note(text: str) -> Any:
    return new_output("stream", name="stderr", text=f"{clean(text)}\n")
