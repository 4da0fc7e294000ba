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
    "Landlock": "reads Python alone, writes its own folder alone",
    "seccomp": "no sockets, no programs, no risky system calls",
    "user": "is not root, and has none of its rights",
    "limits": "memory, processor time, files",
    "cgroup": "memory and number of all its processes together",
}


@described("doctor", "autograder doctor", "autograder doctor --json sandbox.json")
@LIMIT
@JSON
def command(limits: tuple[str, ...], json_file: Path | None) -> int:
    """Show what of the sandbox holds here, and what to do about the rest."""
    from rich.console import Console

    from autograder.sandbox.findings import remedy
    from autograder.warm.process import WarmProcess

    changed = Limits().with_changes(limits)
    with WarmProcess(changed) as warm_process:
        report = warm_process.report
    if json_file is not None:
        write_whole(json_file, as_json(_document(report, changed)))
    console = Console(highlight=False)
    console.print(_table(report))
    for finding in report.findings:
        if not finding.holds:
            console.print(f"\n{finding.layer}: {finding.detail}", soft_wrap=True, markup=False)
            console.print(f"    {remedy(finding)}", soft_wrap=True, markup=False)
    console.print("\nLimits: " + ", ".join(f"{f.name}={getattr(changed, f.name):g}" for f in fields(changed)))
    console.print(
        "This is enough to grade."
        if report.enough
        else "This is not enough: `grade` and `check` refuse to work."
    )
    return 0 if report.enough else 1


def _document(report: SandboxReport, limits: Limits) -> dict[str, Any]:
    import msgspec

    from autograder.sandbox.findings import remedy

    layers = [
        {**msgspec.structs.asdict(finding), "remedy": None if finding.holds else remedy(finding)}
        for finding in report.findings
    ]
    return {"enough": report.enough, "layers": layers, "limits": vars(limits)}


def _table(report: SandboxReport) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("layer")
    table.add_column("holds")
    table.add_column("a student's code …")
    for finding in report.findings:
        mark = "[green]yes[/]" if finding.holds else "[red]no[/]"
        table.add_row(finding.layer, mark, _FORBIDS.get(finding.layer, ""))
    return table
