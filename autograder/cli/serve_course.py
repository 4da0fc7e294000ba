"""Serving a course: its links, its pages, the process that grades; or a copy with a made-up class."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
import msgspec

from autograder.course import Course
from autograder.course.course import CONFIG
from autograder.errors import UnusableInput

if TYPE_CHECKING:
    from autograder.cli.serve import ServeOptions
    from autograder.serve.assemble import Desk
    from autograder.serve.identity import IdentitySettings

_CLASS = 12


def serve_course(asked: ServeOptions) -> int:
    """Serve until it is stopped; or write the links."""
    from autograder.serve.receive import remove_leftovers

    if (asked.renew or asked.withdraw) and asked.links is None:
        raise UnusableInput("--renew and --withdraw are for links.", "Name their file with --links.")
    with _course(asked) as course:
        desk, identity = _opened(asked, course)
        if asked.links is not None:
            return _write_links(asked, desk, identity)
        if not desk.names:
            course.one_of(None, course.assignments[:1])  # says how to start where there is no assignment
            raise UnusableInput(
                "Nothing can be handed in: no assignment has a release.",
                f"Run `nbgrader generate_assignment {course.assignments[0]} --force`.",
            )
        if asked.try_out:
            _hand_in(desk)
        with contextlib.suppress(KeyboardInterrupt), _alone(course):
            for name in desk.names:
                remove_leftovers(course, desk.attempts, name)
            asyncio.run(_serve(asked, desk, identity))
    return 0


@contextlib.contextmanager
def _course(asked: ServeOptions) -> Iterator[Course]:
    """The course, or a copy of it that is gone afterwards."""
    course = Course.at(asked.course_dir)
    if not asked.try_out:
        yield course
        return
    with tempfile.TemporaryDirectory(prefix="autograder-try-") as folder:
        copy = Path(folder) / "course"
        for step in ("source", "release", "solutions"):
            if (course.root / step).is_dir():
                shutil.copytree(course.root / step, copy / step)
        shutil.copy(course.root / CONFIG, copy)
        yield Course.at(copy)


@contextlib.contextmanager
def _alone(course: Course) -> Iterator[None]:
    """Be the only server of a course: another one's uploads would look like leftovers.

    Raises:
        UnusableInput: there is another one.
    """
    folder = course.root / ".autograder"
    folder.mkdir(exist_ok=True)
    with (folder / "server.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UnusableInput(
                f"{course.root} is served already, by another process.", "End that one first."
            ) from None
        yield


def _opened(asked: ServeOptions, course: Course) -> tuple[Desk, IdentitySettings]:
    from autograder.gradebook import CourseGradebook
    from autograder.serve.assemble import Desk
    from autograder.serve.attempts import Attempts, engine_for
    from autograder.serve.identity import IdentitySettings

    gradebook = CourseGradebook.of(course, asked.db_url)
    attempts = Attempts(engine_for(gradebook.address))
    desk = Desk(course, gradebook, attempts)
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/") if _of_hub() else "/"
    address = desk.settings.address or f"http://{asked.ip}:{asked.port}{prefix}"
    return desk, IdentitySettings.of(attempts.engine, address.rstrip("/") + "/", **desk.settings.who)


def _of_hub() -> bool:
    return bool(os.environ.get("JUPYTERHUB_SERVICE_NAME"))


def _write_links(asked: ServeOptions, desk: Desk, identity: IdentitySettings) -> int:
    from autograder.serve.secret_links import LinkFor, write_links

    assert asked.links is not None
    people: dict[str, LinkFor] = {}
    if desk.gradebook.is_there:
        for name, (full, mail) in desk.roster(desk.course.assignments[0]).names.items():
            people[name] = LinkFor(id=name, name=full, email=mail)
    if people:
        for name in desk.settings.instructors or ("instructor",):
            people[name] = LinkFor(id=name, instructor=True)
    unwritten = write_links(
        identity.links,
        asked.links,
        people.values(),
        identity.address,
        renew=asked.renew,
        withdraw=asked.withdraw,
    )
    click.echo(f"{asked.links} has the links of {len(people)} people. Keep it as secret as passwords.")
    if unwritten:
        click.echo(f"Links that work but aren't in it: {', '.join(unwritten)}. --renew ID makes new ones.")
    click.echo("Now run: autograder serve")
    return 1 if unwritten else 0


def _hand_in(desk: Desk) -> None:
    """A made-up class hands in; its last one is who clicks."""
    from autograder.sample import fill_submitted
    from autograder.serve.attempts import now
    from autograder.serve.receive import receive

    name = desk.names[0]
    students = fill_submitted(desk.course, name, students=_CLASS, seed=177)
    for student in students:
        folder = desk.course.folder("submitted", name, student)
        files = [
            (str(path.relative_to(folder)), path.read_bytes()) for path in folder.rglob("*") if path.is_file()
        ]
        dates = desk.dates(student, name)
        receive(desk.course, desk.settings, desk.attempts, student, name, dates, files, now())
        shutil.rmtree(folder)


async def _serve(asked: ServeOptions, desk: Desk, identity: IdentitySettings) -> None:
    from autograder.serve.app import application, listen

    port = asked.port
    if _of_hub():
        port = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", "")).port or port
    try:
        port = listen(application(desk, identity, secrets.token_bytes(32)), asked.ip, port)
    except OSError as error:
        raise UnusableInput(
            f"Port {port} of {asked.ip} can't be used: {error.strerror}.", "Name another one with --port."
        ) from None
    home = desk.settings.address or f"http://{asked.ip}:{port}{identity.base}"
    click.echo(f"Students hand in at {home}")
    if asked.try_out:
        you, instructor = identity.links.make("you"), identity.links.make("instructor", instructor=True)
        click.echo(f"As a student:       {home}in/{you}\nAs the instructor:  {home}in/{instructor}")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    grading = asyncio.create_task(_keep_grading(_grader(asked, desk)))
    await stop.wait()
    grading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await grading


def _grader(asked: ServeOptions, desk: Desk) -> list[str]:
    """The command line of the process that grades."""
    from autograder.serve.grader import GraderOptions

    options = GraderOptions(
        course=str(desk.course.home.resolve()),
        db_url=asked.db_url,
        scheduler=asked.scheduler,
        jobs=asked.jobs,
        limits=asked.bounds.of(desk.course),
        sandbox=not asked.bounds.no_sandbox,
    )
    return [sys.executable, "-P", "-m", "autograder.serve.grader", msgspec.json.encode(options).decode()]


async def _keep_grading(command: list[str]) -> None:
    """Have the process that grades, and start it again when it ends."""
    while True:
        process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE)
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.stdin.close()  # type: ignore[union-attr]  # it ends by itself
                await process.wait()
        click.echo("autograder: the process that grades has ended; it is started again.", err=True)
        await asyncio.sleep(1)
