"""`autograder check` as CI calls it: a new process each time, for one notebook and for five."""

from __future__ import annotations

from statistics import median

from ground import ASSIGNMENT, Ground, fit_for_stock, program_path
from measure import Command
from report import Part, Row, at_most, noted


def measure(ground: Ground, *, times: int) -> Part:
    """Check one notebook and all five in turns."""
    folder = next(iter(fit_for_stock(ground.made_up(12)).values()))
    paths = {1: min(folder.glob("*.ipynb")), 5: folder}
    notes = []
    for _ in range(times):
        for number, path in paths.items():
            arguments = (program_path("autograder"), "check", str(path), "--assignment", ASSIGNMENT)
            notes.append(noted("check", number, ground.run(Command(arguments, ground.ours))))
    one, five = ([note["cost"]["wall"] for note in notes if note["number"] == number] for number in paths)
    rows = [
        Row("one notebook, median", f"{median(one):.3g} s"),
        at_most("five notebooks, median", median(five), 1.5, " s"),
        Row(
            "shortest to longest", f"{min(one):.2f} to {max(one):.2f} s; {min(five):.2f} to {max(five):.2f} s"
        ),
    ]
    return Part(f"`autograder check`, {times} times each", rows, {"runs": notes})
