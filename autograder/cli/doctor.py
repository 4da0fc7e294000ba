"""`autograder doctor`."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.atomic import write_whole
from autograder.cli.options import JSON, LIMIT, described
from autograder.limits import Limits
from autograder.text import as_json

if TYPE_CHECKING:
    from rich.table import Table

    from autograder.sandbox.findings import SandboxReport

_FORBIDS = {
    "namespaces": "sees no file, process or network of this machine",
    "Landlock": "reads Python and its own files alone, writes its own folder alone",
    "seccomp": "no sockets, no programs, no risky system calls",
    "user": "is not root, and has none of its rights",
    "limits": "memory, processor time, files",
    "cgroup": "memory and number of all its processes together",
}


@described("doctor", "autograder doctor", "autograder doctor --json sandbox.json")
@LIMIT
@JSON
def command(limits: tuple[str, ...], json_file: Path | None) -> int:
    """Show which layers of the sandbox work here, and how to fix the others."""
    from rich.console import Console

    from autograder.course import Assignment
    from autograder.sandbox.findings import remedy
    from autograder.warm.inside import judge_of
    from autograder.warm.process import WarmProcess

    changed = Limits().with_changes(limits)
    with (
        WarmProcess(changed) as students,
        WarmProcess(changed, inside=judge_of(Assignment("", {}))) as judges,
    ):
        of_students, of_judges = students.report, judges.report
    enough = of_students.enough and of_judges.enough
    if json_file is not None:
        write_whole(json_file, as_json(_document(of_students, of_judges, changed)))
    console = Console(highlight=False)
    console.print(_table(of_students, of_judges))
    for finding in dict.fromkeys([*of_students.findings, *of_judges.findings]):
        if not finding.holds:
            console.print(f"\n{finding.layer}: {finding.detail}", soft_wrap=True, markup=False)
            console.print(f"    {remedy(finding)}", soft_wrap=True, markup=False)
    console.print("\nLimits: " + ", ".join(f"{f.name}={getattr(changed, f.name):g}" for f in fields(changed)))
    console.print(
        "This is enough to grade." if enough else "This is not enough: `grade` and `check` refuse to work."
    )
    return 0 if enough else 1


def _document(students: SandboxReport, judges: SandboxReport, limits: Limits) -> dict[str, Any]:
    import msgspec

    from autograder.sandbox.findings import remedy

    layers, of_judge = (
        [
            {**msgspec.structs.asdict(finding), "remedy": None if finding.holds else remedy(finding)}
            for finding in report.findings
        ]
        for report in (students, judges)
    )
    enough = students.enough and judges.enough
    return {"enough": enough, "layers": layers, "judge": of_judge, "limits": vars(limits)}


def _table(students: SandboxReport, judges: SandboxReport) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("layer")
    table.add_column("students' code")
    table.add_column("the judge")
    table.add_column("what is behind it …")
    for finding in students.findings:
        holding = [finding.holds, judges.holds(finding.layer)]
        marks = ["[green]yes[/]" if holds else "[red]no[/]" for holds in holding]
        table.add_row(finding.layer, *marks, _FORBIDS.get(finding.layer, ""))
    return table
