"""The warm process for students' code: everything imported that the course imports, nothing else known."""

from __future__ import annotations

from pathlib import Path

from autograder.sandbox.confine import Rules
from autograder.sandbox.forking import forget_course, serve_forks
from autograder.student.answer_requests import serve
from autograder.student.shell import make_shell

_BETWEEN_COLLECTIONS = 10_000  # Python's 700 takes a seventh of a notebook's time


def main() -> None:
    """Serve forks until the control socket closes."""
    forget_course()
    shell = make_shell()

    def serve_notebook(channel: int, folder: Path, rules: Rules) -> None:
        serve(shell, channel, folder, rules)

    serve_forks(serve_notebook, between_collections=_BETWEEN_COLLECTIONS)


if __name__ == "__main__":
    main()
