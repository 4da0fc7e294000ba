"""The floor: a class's cells, run in processes forked from a warm one. No judge, no sandbox, no gradebook.

python tests/benchmarks/floor.py FILE LANES FOLDER…: grades nothing, writes to FILE how much it has run. Each
folder is a student's; its notebooks run with pictures, those of all students in LANES processes side by side.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import struct
import sys
import tempfile
from collections import Counter
from pathlib import Path

from autograder.student.shell import COLLECTOR, Shell, make_shell, prepare, run_cell

_NUMBER = struct.Struct("I")
_COUNTS = struct.Struct("III")


def main() -> None:
    """Run all cells."""
    output, lanes, folders = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    notebooks = [path for folder in folders for path in sorted(Path(folder).glob("*.ipynb"))]
    queue, filling = os.pipe()  # 4 bytes a notebook: whoever is free reads the next
    os.write(filling, b"".join(_NUMBER.pack(number) for number in range(len(notebooks))))
    os.close(filling)
    results, reporting = os.pipe()
    shell = make_shell()
    gc.collect()
    gc.freeze()
    children = [_fork_lane(shell, notebooks, queue, reporting) for _ in range(lanes)]
    os.close(reporting)
    counts: Counter[str] = Counter()
    while data := os.read(results, _COUNTS.size):
        cells, outputs, pictures = _COUNTS.unpack(data)
        counts.update(notebooks=1, cells=cells, outputs=outputs, pictures=pictures)
    for child in children:
        os.waitpid(child, 0)
    output.write_text(json.dumps(counts))


def _fork_lane(shell: Shell, notebooks: list[Path], queue: int, reporting: int) -> int:
    """A process that forks one for each notebook that it takes from the queue."""
    pid = os.fork()
    if pid == 0:
        while data := os.read(queue, _NUMBER.size):
            _fork_notebook(shell, notebooks[_NUMBER.unpack(data)[0]], reporting)
        os._exit(0)
    return pid


def _fork_notebook(shell: Shell, path: Path, reporting: int) -> None:
    work = tempfile.mkdtemp()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(reporting, _COUNTS.pack(*_run_notebook(shell, path, work)))
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    shutil.rmtree(work)


def _run_notebook(shell: Shell, path: Path, work: str) -> tuple[int, int, int]:
    """Run a notebook's cells beside its files; how many cells, outputs and pictures there were."""
    document = json.loads(path.read_bytes())
    sources = ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"]
    for file in path.parent.iterdir():
        if file.suffix != ".ipynb":
            shutil.copy(file, work)
    os.chdir(work)
    sys.path.insert(0, "")
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    prepare(shell)
    outputs = []
    for source in sources:
        run_cell(shell, loop, source)
        outputs += COLLECTOR.take()
    return len(sources), len(outputs), sum("image/png" in output.data for output in outputs)


if __name__ == "__main__":
    main()
