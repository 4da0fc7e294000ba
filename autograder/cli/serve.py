"""`autograder serve`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from autograder.cli.options import BOUNDS, COURSE, GRADEBOOK, BoundOptions, described, file_option, gathered


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """What was asked for."""

    links: Path | None
    renew: tuple[str, ...]
    withdraw: tuple[str, ...]
    try_out: bool
    ip: str
    port: int
    jobs: int | None
    scheduler: str | None
    db_url: str | None
    bounds: BoundOptions
    course_dir: Path


@described("serve", "autograder serve --try", "autograder serve --links links.csv", "autograder serve")
@file_option("--links", text="Write everybody's secret link, for a mail merge, and exit.")
@click.option(
    "--renew",
    multiple=True,
    metavar="ID",
    help="With --links: a new link for this student; the old one ends.",
)
@click.option("--withdraw", multiple=True, metavar="ID", help="With --links: this student's link ends.")
@click.option("--try", "try_out", is_flag=True, help="Serve a copy of the course with a made-up class.")
@click.option("--ip", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8177,
    show_default=True,
    help="The port; 0 for any that is free.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 1024), metavar="N", help="How many notebooks to grade at once."
)
@click.option("--scheduler", metavar="ADDRESS", help="Send the work to the workers of this Dask scheduler.")
@GRADEBOOK
@gathered("bounds", BoundOptions, *BOUNDS)
@COURSE
def command(**options: Any) -> int:
    """Serve the page on which students hand in and read their feedback."""
    asked = ServeOptions(**options)
    from autograder.cli.serve_course import serve_course

    return serve_course(asked)
