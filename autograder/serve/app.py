"""The server: handlers that ask who it is, look things up in threads, and answer with a page or JSON.

Tornado, not another framework: Jupyter and ipykernel bring it along, and JupyterHub's helper for logging in
is written for it. An upload goes to a file as it comes, within its bounds, so memory doesn't depend on how
many there are; a few at a time are then read and looked into.

A form's token against forged requests is in its address, not its body: it is checked before anything is read.
Addresses are logged without what follows a question mark, and without the token of a link.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import responses
from typing import IO, Any, TypeVar

from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from autograder.errors import UnusableInput
from autograder.serve import pages
from autograder.serve.assemble import Desk, result_of
from autograder.serve.attempt_feedback import FeedbackMaker
from autograder.serve.attempts import NotTaken, now
from autograder.serve.identity import IdentitySettings, brings_token, login_address, routes, who
from autograder.serve.receive import files_of, receive
from autograder.serve.views import AssignmentView, AttemptView, Person, Site

_AT_ONCE = 4  # uploads that are looked into
_OF_ONE = 25  # requests with files by one person at the same time
_HEADER = 32 << 10  # bytes
_MORE = 1 << 20  # bytes that a form adds to its files
_T = TypeVar("_T")


class _Handler(RequestHandler):
    """What all have in common: who asks, and how it is answered."""

    person: Person | None = None

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in pages.HEADERS.items():
            self.set_header(name, value)

    def check_xsrf_cookie(self) -> None:
        """Not where the request has a token of its own, which no other page can send."""
        if not brings_token(self):
            super().check_xsrf_cookie()

    async def prepare(self) -> None:
        self.person = await who(self)
        if self.person is None:
            address = login_address(self) if self.request.method == "GET" and not brings_token(self) else None
            if address is None:
                raise HTTPError(401)
            self.redirect(address)

    @property
    def me(self) -> Person:
        """Who asks."""
        assert self.person is not None
        return self.person

    @property
    def desk(self) -> Desk:
        """Where everything is looked up."""
        desk: Desk = self.settings["desk"]
        return desk

    @property
    def site(self) -> Site:
        """Where this is, as the browser has it."""
        identity: IdentitySettings = self.settings["identity"]
        here = f"{self.request.protocol}://{self.request.host}{identity.base}"
        address = self.desk.settings.address or here
        return Site(
            course=self.desk.gradebook.coursedir.course_id,
            address=address,
            xsrf=self.xsrf_token.decode(),
        )

    @property
    def wants_json(self) -> bool:
        """Whether a program asks."""
        return "application/json" in self.request.headers.get("Accept", "")

    async def look_up(self, function: Callable[..., _T], *what: Any, **more: Any) -> _T:
        """Call a function in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.settings["threads"], lambda: function(*what, **more))

    async def page_of(self, student: str, name: str, attempt: Any) -> bytes:
        """The feedback page of a graded attempt."""
        maker: FeedbackMaker = self.settings["feedback"]
        return await maker.page(
            name, student, attempt.number, counts=attempt.counts, penalty=attempt.penalty or 0.0
        )

    def one_of(self, name: str) -> str:
        """An assignment that can be handed in."""
        if name not in self.desk.names:
            raise HTTPError(404)
        return name

    async def own(self, name: str) -> AssignmentView:
        """An assignment as this person has it."""
        me, found = self.me, self.one_of(name)
        return await self.look_up(self.desk.assignment, me.id, found, instructor=me.instructor)

    async def attempt(self, name: str, number: str) -> tuple[AssignmentView, AttemptView]:
        """One of the person's own attempts."""
        view = await self.own(name)
        found = next((one for one in view.attempts if str(one.number) == number), None)
        if found is None:
            raise HTTPError(404)
        return view, found

    def data(self, view: AssignmentView, one: AttemptView) -> dict[str, Any]:
        """An attempt for a program."""
        place = f"{self.site.address}a/{view.name}/attempts/{one.number}"
        return {
            "assignment": view.name,
            "number": one.number,
            "received": one.received.isoformat(),
            "digest": one.digest.replace(" ", ""),
            "state": one.state,
            "ahead": one.ahead,
            "score": one.score,
            "max_score": one.max_score,
            "late_penalty": one.penalty,
            "counts": one.counts,
            "late": one.late,
            "said": list(one.said),
            "url": place,
            "feedback": f"{place}/feedback" if one.has_feedback else None,
        }

    def say(self, status: int, seen: str, try_this: str) -> None:
        """End with a short page, or as much in JSON."""
        self.set_status(status)
        if self.wants_json:
            self.finish_json({"error": seen, "try": try_this})
        else:
            self.finish(pages.error_page(self.site, status, seen, try_this, self.person))

    def finish_json(self, document: Any) -> None:
        """End with data."""
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(document) + "\n")

    def write_error(self, status_code: int, **more: Any) -> None:
        """A page in words; nothing of what went wrong inside."""
        if isinstance((more.get("exc_info") or (None, None))[1], DatabaseError):
            status_code = 503
        seen, try_this = _SAID.get(
            status_code, (responses.get(status_code, "Error"), "Go back, and try again.")
        )
        self.say(status_code, seen, try_this)


_SAID = {
    400: ("This request can’t be understood", "Go back, and try again."),
    401: (
        "You aren’t logged in",
        "Open the personal link that you were sent, or ask your instructor for one.",
    ),
    403: ("This isn’t yours to see or do", "Open the page again, and try from there."),
    404: ("There is no such page", "Start from the list of assignments."),
    405: ("This can’t be done here", "Go back, and try again."),
    413: ("That is too large", "Pack the notebooks alone, with their outputs cleared."),
    429: ("That is too much at once", "Wait until your other uploads are through."),
    500: ("Something went wrong here", "Try again in a minute. What has a receipt is safe."),
    503: ("The database doesn’t answer", "Try again in a minute. What has a receipt is safe."),
    502: ("The Hub doesn’t answer", "Try again in a minute."),
}


class _Home(_Handler):
    async def get(self) -> None:
        if self.me.instructor:
            self.redirect(self.site.to("instructor"))
            return
        views = [await self.own(name) for name in self.desk.names]
        self.finish(pages.home_page(self.site, self.me, views))


@stream_request_body
class _Assignment(_Handler):
    _file: IO[bytes] | None = None
    _size = 0

    def set_default_headers(self) -> None:
        """An answer before the body has come ends the connection, and a proxy has to know that."""
        super().set_default_headers()
        self.set_header("Connection", "close")

    async def prepare(self) -> None:
        await super().prepare()
        if self._finished:
            return
        if self.request.method != "POST":
            self.clear_header("Connection")
            return
        if self.me.instructor:
            raise HTTPError(403)
        uploads: Counter[str] = self.settings["uploads"]
        if uploads[self.me.id] >= _OF_ONE:
            raise HTTPError(429)
        if int(self.request.headers.get("Content-Length", "0")) > self._most:
            raise HTTPError(413)
        self.clear_header("Connection")
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the request ends
        uploads[self.me.id] += 1

    @property
    def _most(self) -> int:
        return self.desk.settings.megabytes * 1_000_000 + _MORE

    def data_received(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._file is not None and self._size <= self._most:  # beyond it, post() refuses what has come
            self._file.write(chunk)

    def on_finish(self) -> None:
        self._close()

    def on_connection_close(self) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self.settings["uploads"][self.me.id] -= 1

    async def get(self, name: str) -> None:
        view = await self.own(name)
        if self.wants_json:
            attempts = [self.data(view, one) for one in view.attempts]
            due = view.due and view.due.isoformat()
            self.finish_json(
                {"name": name, "due": due, "attempts_left": view.attempts_left, "attempts": attempts}
            )
        else:
            self.finish(pages.assignment_page(self.site, self.me, view))

    async def post(self, name: str) -> None:
        at = now()
        self.one_of(name)
        if self._size > self._most:
            raise HTTPError(413)
        try:
            async with self.settings["looking"]:
                number = await self.look_up(self._take, name, at)
        except NotTaken as error:
            self.say(422, error.seen, error.tip)
            return
        except (OSError, SQLAlchemyError) as error:
            print(f"autograder: an upload can't be kept: {error}", file=sys.stderr, flush=True)
            self.say(
                503, "Your files can’t be kept now, so nothing was handed in", "Try again in a few minutes."
            )
            return
        if self.wants_json:
            self.finish_json(self.data(*await self.attempt(name, str(number))))
        else:
            self.redirect(self.site.to("a", name, "attempts", number), status=303)

    def _take(self, name: str, at: datetime) -> int:
        """In a thread: read the form, keep the files; the attempt's number."""
        desk, student, file = self.desk, self.me.id, self._file
        assert file is not None
        file.seek(0)
        files = files_of(self.request.headers.get("Content-Type", ""), file.read())
        dates = desk.dates(student, name)
        row = receive(desk.course, desk.settings, desk.attempts, student, name, dates, files, at)
        return int(row.number)


class _Handout(_Handler):
    async def get(self, name: str) -> None:
        data = await self.look_up(self.desk.handout, self.one_of(name))
        self.set_header("Content-Type", "application/zip")
        plain = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)
        self.set_header("Content-Disposition", f'attachment; filename="{plain}.zip"')
        self.finish(data)


class _Attempt(_Handler):
    async def get(self, name: str, number: str) -> None:
        view, one = await self.attempt(name, number)
        if self.wants_json:
            self.finish_json(self.data(view, one))
        else:
            self.finish(pages.attempt_page(self.site, self.me, view, one))


class _Feedback(_Handler):
    async def get(self, name: str, number: str) -> None:
        view, one = await self.attempt(name, number)
        if not one.has_feedback:
            raise HTTPError(404)
        shown = await self.look_up(self.desk.shown, self.me.id, name)
        if shown == "all":
            self.finish(await self.page_of(self.me.id, name, one))
            return
        rows = await self.look_up(self.desk.attempts.of, self.me.id, name)
        result = result_of(next(row for row in rows if row.number == one.number))
        self.finish(pages.told_page(self.site, self.me, view, one, result, shown))


class _OfInstructor(_Handler):
    async def prepare(self) -> None:
        await super().prepare()
        if not self._finished and not self.me.instructor:
            raise HTTPError(403)


class _Instructor(_OfInstructor):
    async def get(self) -> None:
        views = [await self.look_up(self.desk.class_of, name) for name in self.desk.names]
        self.finish(pages.instructor_page(self.site, self.me, views))


class _Class(_OfInstructor):
    async def get(self, name: str) -> None:
        view = await self.look_up(self.desk.class_of, self.one_of(name))
        self.finish(pages.class_page(self.site, self.me, view))


class _Report(_OfInstructor):
    async def get(self, name: str) -> None:
        try:
            identity: IdentitySettings = self.settings["identity"]
            formgrader = self.desk.settings.formgrader or (identity.hub.formgrader if identity.hub else "")
            self.finish(await self.look_up(self.desk.report, self.one_of(name), formgrader))
        except UnusableInput as error:
            self.say(404, error.seen.rstrip("."), error.tip)


class _OfStudent(_OfInstructor):
    async def get(self, name: str, student: str, number: str) -> None:
        rows = await self.look_up(self.desk.attempts.of, student, self.one_of(name))
        found = next((row for row in rows if str(row.number) == number and row.state == "graded"), None)
        if found is None:
            raise HTTPError(404)
        self.finish(await self.page_of(student, name, found))


class _Health(RequestHandler):
    def get(self) -> None:
        self.finish("ok")


class _Nothing(_Handler):
    async def prepare(self) -> None:
        await super().prepare()
        if not self._finished:
            raise HTTPError(404)


def application(desk: Desk, identity: IdentitySettings, secret: bytes) -> Application:
    """All pages.

    Args:
        desk: what they are made from.
        identity: who is who.
        secret: signs the cookies of the Hub's helper.
    """
    base = re.escape(identity.base)
    part = "([^/]+)"
    handlers: list[Any] = [
        (base, _Home),
        (f"{base}a/{part}", _Assignment),
        (f"{base}a/{part}/handout.zip", _Handout),
        (f"{base}a/{part}/attempts/{part}", _Attempt),
        (f"{base}a/{part}/attempts/{part}/feedback", _Feedback),
        (f"{base}instructor", _Instructor),
        (f"{base}instructor/{part}", _Class),
        (f"{base}instructor/{part}/report", _Report),
        (f"{base}instructor/{part}/{part}/{part}/feedback", _OfStudent),
        (f"{base}health", _Health),
        *routes(identity),
    ]
    secure = identity.address.startswith("https:")
    logging.getLogger("tornado.application").addFilter(_without_secrets)
    return Application(
        handlers,
        default_handler_class=_Nothing,
        log_function=_log,
        xsrf_cookies=True,
        xsrf_cookie_name="handin_xsrf",
        xsrf_cookie_kwargs={"path": identity.base, "samesite": "Lax", "httponly": True, "secure": secure},
        cookie_secret=secret,
        desk=desk,
        identity=identity,
        feedback=FeedbackMaker(desk.course, desk.gradebook.address),
        threads=ThreadPoolExecutor(8),
        looking=asyncio.Semaphore(_AT_ONCE),
        uploads=Counter(),
    )


def listen(application: Application, address: str, port: int) -> int:
    """Listen, within bounds of time and size; the port.

    Args:
        application: the pages.
        address: the network's, as 127.0.0.1.
        port: 0 for any that is free.
    """
    desk: Desk = application.settings["desk"]
    server = HTTPServer(
        application,
        xheaders=True,
        idle_connection_timeout=min(desk.settings.seconds, 60.0),
        body_timeout=desk.settings.seconds,
        max_header_size=_HEADER,
        max_body_size=desk.settings.megabytes * 1_000_000 + 2 * _MORE,
    )
    sockets = bind_sockets(port, address)
    server.add_sockets(sockets)
    return int(sockets[0].getsockname()[1])


def _without_secrets(record: logging.LogRecord) -> bool:
    """Of an error that nobody foresaw: what it is, but not the request, whose address may hold a token."""
    record.msg, record.args = "an error that nobody foresaw", ()
    return True


def _log(handler: RequestHandler) -> None:
    """A line of each request, without what only its sender may know."""
    request, status = handler.request, handler.get_status()
    if status < 400 or (request.path or "").endswith("/health"):
        return
    path = re.sub(r"/in/[^/]*", "/in/…", request.path)[:200]
    print(f"{status} {request.method} {path!r}", file=sys.stderr, flush=True)
