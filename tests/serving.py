"""`autograder serve` on a free port of this machine, and requests to it down to single bytes."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from running import until

from autograder.course import Course
from autograder.gradebook import CourseGradebook
from autograder.serve.attempts import engine_for
from autograder.serve.secret_links import PersonalLinks

FORM = "multipart/form-data; boundary="


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    @property
    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)


class Serving:
    """A server in a course; use it in a with statement.

    Args:
        course: the course's folder.
        log: where its output goes.
        arguments: more of the command line.
        before: a program that starts it.
        environment: variables to change.
    """

    def __init__(
        self, course: Path, log: Path, *arguments: str, before: Sequence[str] = (), **environment: str
    ) -> None:
        self.course, self.log, self.arguments, self.environment = course, log, arguments, environment
        self.before = before
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        serve = [sys.executable, "-m", "autograder", "serve", "--port", str(self.port), *self.arguments]
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [*self.before, *serve],
                cwd=self.course,
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        until(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.ask("health").status == 200
        except OSError:
            return False

    def stop(self) -> None:
        """End it at once, with all that it has started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> Serving:
        """Use in a with statement."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @property
    def links(self) -> PersonalLinks:
        """The links of the course."""
        named = dict(zip(self.arguments, self.arguments[1:], strict=False))
        gradebook = CourseGradebook.of(Course.at(self.course), named.get("--db"))
        return PersonalLinks(engine_for(gradebook.address))

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes = b"",
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        timeout: float = 60,
    ) -> Answer:
        """One request, below the home page; nothing is added to it but what HTTP needs."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.putrequest(method, path if path.startswith("/") else f"/{path}", skip_accept_encoding=True)
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
        if body or method == "POST":
            pairs.append(("Content-Length", str(len(body))))
        for name, value in pairs:
            connection.putheader(name, value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        try:
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def raw(self, data: bytes, timeout: float = 30) -> bytes:
        """Send bytes as they are; what comes back until the other end closes or says nothing more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            received = b""
            try:
                connection.sendall(data)
                while part := connection.recv(65536):
                    received += part
                    if complete(received):
                        break
            except OSError:
                pass
            return received

    def hand_in(self, student: str, assignment: str, *paths: Path) -> dict[str, Any]:
        """Hand in as a program does, and wait until it is graded; the attempt as data."""
        headers = {"Authorization": f"Bearer {self.links.make(student)}", "Accept": "application/json"}
        kind, body = form([(path.name, path.read_bytes()) for path in paths])
        answer = self.ask(f"a/{assignment}", "POST", body, headers | {"Content-Type": kind})
        assert answer.status == 200, answer.text
        attempt = f"a/{assignment}/attempts/{answer.json['number']}"
        until(lambda: self.ask(attempt, headers=headers).json["state"] == "graded")
        return dict(self.ask(attempt, headers=headers).json)

    def as_student(self, token: str) -> dict[str, str]:
        """The headers of a browser that is logged in and has a form's token."""
        page = self.ask("a/ch177", headers={"Cookie": f"handin={token}"})
        xsrf = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
        assert xsrf, page.text[:2000]
        made = page.headers["Set-Cookie"].partition(";")[0]
        return {"Cookie": f"handin={token}; {made}", "X-Xsrftoken": xsrf[1]}


def complete(received: bytes) -> bool:
    """Whether an answer with a stated length is all there."""
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    return bool(length) and len(body) >= int(length[1])


def form(files: Iterable[tuple[str, bytes]], *, field: str = "files", xsrf: str = "") -> tuple[str, bytes]:
    """A multipart form with these files, names as they are: its content type and its bytes."""
    boundary = secrets.token_hex(16).encode()
    parts = [(b'form-data; name="_xsrf"', xsrf.encode())] if xsrf else []
    parts += [
        (
            b'form-data; name="%s"; filename="%s"' % (field.encode(), name.encode(errors="surrogateescape")),
            data,
        )
        for name, data in files
    ]
    body = b"".join(
        b"--%s\r\nContent-Disposition: %s\r\n\r\n%s\r\n" % (boundary, head, data) for head, data in parts
    )
    return FORM + boundary.decode(), body + b"--%s--\r\n" % boundary
