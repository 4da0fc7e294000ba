"""How much of a cell's outputs is kept.

The student's side applies it, and so does ours: theirs is where its code runs. An output counts more than
its text: handling it costs time and memory however little is in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.remote.messages import Output

OUTPUT_BYTES = 1 << 10  # what an empty output counts of a cell's limit
FORM_BYTES = 100  # what a form of an output counts, as text/plain is one
NOTEBOOK_TIMES = 8  # how many cells' limits a notebook has
CUT = "\n… the rest of the output is left out: it is too long.\n"


def size_of(output: Output) -> int:
    """What an output counts of a cell's limit."""
    texts = [output.name, output.text, output.metadata, output.ename, output.evalue, *output.traceback]
    forms = sum(FORM_BYTES + len(mime) + len(text) for mime, text in output.data.items())
    return OUTPUT_BYTES + sum(map(len, texts)) + forms


def of_cell(outputs: Iterable[Output], limit: int) -> list[Output]:
    """The outputs of a cell that the student's side has bounded already, unless its code has seen to that."""
    return within(outputs, limit + limit // 16 + 4 * OUTPUT_BYTES)


def within(outputs: Iterable[Output], limit: int) -> list[Output]:
    """As many of the outputs as are within a limit, and a note where that isn't all."""
    kept: list[Output] = []
    for output in outputs:
        limit -= size_of(output)
        if limit < 0:
            note = Output("stream", name="stderr", text=CUT)
            if output.output_type == "stream":  # as much of a text as there is room for
                room = max(limit + len(output.text), 0)
                kept.append(Output("stream", name=output.name, text=output.text[:room]))
            return [*kept, note]
        kept.append(output)
    return kept
