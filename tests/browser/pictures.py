"""The pictures of README, of a made-up class: `make pictures` writes them to .github/ anew.

A terminal after `make grade`, the instructor's report, a student's feedback, the page for handing in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromium
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from running import until  # noqa: E402
from serving import Serving, form  # noqa: E402

PICTURES = ROOT / ".github"
ASSIGNMENT = "ch177"
SEED = "177"
WINDOW, PHONE = {"width": 1180, "height": 900}, {"width": 390, "height": 844}
HAND_IN = {"width": 900, "height": 830}
PROGRAMS = Path(sys.executable).parent


def main() -> None:
    """Make a class, grade it, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        for name in ("source", "solutions", "release"):
            left_out = shutil.ignore_patterns("__pycache__", "worked")
            shutil.copytree(ROOT / name, course / name, ignore=left_out)
        shutil.copy(ROOT / "nbgrader_config.py", course)
        said = run(course, "autograder", "sample", "-n", "12", "--seed", SEED)
        said += run(course, "autograder", "grade", ASSIGNMENT, "--json", "results.json")
        said += run(course, "autograder", "report", ASSIGNMENT)
        draw_terminal(said.replace(str(course), "/tmp/course"))
        run(course, "nbgrader", "generate_feedback", ASSIGNMENT)
        student, notebook = with_misconception(json.loads((course / "results.json").read_text()))
        feedback = course / "feedback" / student / ASSIGNMENT / f"{notebook}.html"
        with browser() as open_page:
            report = course / "report" / f"{ASSIGNMENT}.html"
            take(open_page, report, "report")
            take(open_page, feedback, "feedback", dark=True)
            take(open_page, feedback, "feedback-phone", window=PHONE)
            take_hand_in(open_page, course, course / "submitted" / student / ASSIGNMENT)


def with_misconception(results: dict[str, Any]) -> tuple[str, str]:
    """The first student, and the notebook, where something is right and a wrong answer is named."""
    return next(
        (submission["student"], notebook["name"])
        for submission in results["submissions"]
        for notebook in submission["notebooks"]
        if any(cell["misconception"] for cell in notebook["cells"])
        and any(cell["status"] == "passed" for cell in notebook["cells"])
    )


def run(course: Path, program: str, *arguments: str) -> str:
    """Run a command in the course; what it says, in colours."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": "80"}
    ended = subprocess.run(
        [PROGRAMS / program, *arguments],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if ended.returncode not in (0, 1):
        sys.exit(f"{program} {' '.join(arguments)} failed:\n{ended.stderr[-2000:]}")
    return ended.stdout


def draw_terminal(said: str) -> None:
    """What was said, as a terminal shows it."""
    console = Console(record=True, width=80, file=open(os.devnull, "w"))  # noqa: SIM115 (as long as this runs)
    console.print(Text.from_ansi(f"$ make grade\n{said}"))
    (PICTURES / "terminal.svg").write_text(console.export_svg(title="make grade"))


@contextmanager
def browser() -> Iterator:
    """A headless Chromium that opens pages."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.find(), chromium_sandbox=os.geteuid() != 0
        )
        yield started.new_page
        started.close()


def take_hand_in(open_page, course: Path, homework: Path) -> None:
    """The page of an assignment, of which there is one attempt."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Handin.before = 'all'\n")
    with Serving(course, course.parent / "log.txt") as serving:
        token = serving.links.make("ada")
        kind, body = form([(path.name, path.read_bytes()) for path in homework.glob("*.ipynb")])
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        serving.ask(f"a/{ASSIGNMENT}", "POST", body, headers | {"Content-Type": kind})
        attempt = f"a/{ASSIGNMENT}/attempts/1"
        until(lambda: serving.ask(attempt, headers=headers).json["state"] == "graded")
        page: Page = open_page(viewport=HAND_IN)
        page.goto(f"{serving.address}in/{token}")
        page.get_by_role("button", name="Go on as").click()
        page.goto(f"{serving.address}a/{ASSIGNMENT}")
        page.screenshot(path=PICTURES / "hand-in.png")
        page.close()


def take(open_page, file: Path, name: str, *, dark: bool = False, window: dict[str, int] = WINDOW) -> None:
    """What of a page is seen first."""
    page: Page = open_page(viewport=window, color_scheme="dark" if dark else "light")
    page.goto(file.as_uri())
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
