"""Who asks: by a secret link, by a JupyterHub, or by a proxy that says so. There are no passwords of ours.

A request that brings a token in its Authorization header is that token's; its cookies aren't read, so no
other page can make a browser send it. Then come, in this order, what a trusted proxy says, the Hub's cookie,
and the link's. Each is off unless there is what it needs: a named address, the Hub's environment, a link.

A link leads to a page with one button, and the button logs in. So what merely opens links, such as a mail
program's scanner or a browser that reads ahead, gets neither a session nor a page of the course; and no other
site can log somebody in as somebody else, who would then hand in under that name: the button's form has our
token. It takes a click more where nobody is logged in by that link yet. What remains: whoever reads the link,
in a mail or in the history of a browser that several use, can press the button, too, until it is withdrawn.

The proxy's header is believed from the address that the connection really has, never from a header that names
one. A name from the Hub or the proxy becomes a folder's: one that nbgrader couldn't take is nobody's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Engine
from tornado.web import RequestHandler

from autograder.errors import UnusableInput
from autograder.serve.pages import HEADERS, enter_page, error_page
from autograder.serve.secret_links import PersonalLinks
from autograder.serve.views import Person, Site

COOKIE = "handin"
_ASK = "Open the newest link that you were sent, or ask your instructor for another one."
_TOKEN = re.compile(r"(?:bearer|token)\s+([\w.~+/=-]{1,512})", re.IGNORECASE | re.ASCII)
_ID = re.compile(r"[^\x00-\x1f\x7f/\\+,*?\[\]]{1,100}")


@dataclass(frozen=True, kw_only=True)
class IdentitySettings:
    """How people are known.

    Attributes:
        links: the secret links that were made.
        address: the home page's, with a slash at its end.
        instructors: ids of those who see the class, whoever says that it is they.
        instructor_groups, instructor_scopes: of the Hub; one is enough.
        proxy_header: the header in which a proxy names the student.
        proxy_addresses: where that proxy is, as 127.0.0.1 or 10.0.0.0/8.
        hub: the Hub whose service this is; None for none.
    """

    links: PersonalLinks
    address: str
    instructors: Collection[str] = frozenset()
    instructor_groups: Collection[str] = frozenset()
    instructor_scopes: Collection[str] = frozenset()
    proxy_header: str = ""
    proxy_addresses: Collection[str] = ()
    hub: Any = field(default=None)

    @property
    def base(self) -> str:
        """The home page's path."""
        return urlsplit(self.address).path

    @classmethod
    def of(cls, engine: Engine, address: str, **settings: Any) -> IdentitySettings:
        """The settings, with the links in this database, and with the Hub that the environment names.

        Raises:
            UnusableInput: an address isn't one, one half of the proxy's settings is missing, or the Hub's
                package is.
        """
        header, addresses = settings.get("proxy_header", ""), settings.get("proxy_addresses", ())
        if bool(header) != bool(addresses):
            raise UnusableInput(
                "c.Handin.proxy_header and c.Handin.proxy_addresses belong together; one of them is empty.",
                'Name both, as in "X-Forwarded-User" and ["127.0.0.1"], or neither.',
            )
        for one in addresses:
            try:
                ip_network(one)
            except ValueError:
                raise UnusableInput(
                    f"c.Handin.proxy_addresses has {one!r}, which is no IP address or network.",
                    'Write the proxy\'s, as in ["127.0.0.1"].',
                ) from None
        hub = None
        if os.environ.get("JUPYTERHUB_SERVICE_NAME"):
            from autograder.serve.hub import Hub  # takes a second

            hub = Hub()
        return cls(links=PersonalLinks(engine), address=address, hub=hub, **settings)


def brings_token(handler: RequestHandler) -> bool:
    """Whether the request has a token of its own, so that no other page can have made it."""
    return "Authorization" in handler.request.headers


async def who(handler: RequestHandler) -> Person | None:
    """Who asks; None for somebody unknown.

    Raises:
        HTTPError: the Hub doesn't answer.
    """
    settings: IdentitySettings = handler.settings["identity"]
    if brings_token(handler):
        said = _TOKEN.fullmatch(handler.request.headers["Authorization"])
        token = said[1] if said else ""
        return settings.links.person(token) or await _of_hub(settings, handler, token)
    return (
        _of_proxy(settings, handler)
        or await _of_hub(settings, handler)
        or settings.links.person(handler.get_cookie(COOKIE) or "")
    )


def login_address(handler: RequestHandler) -> str | None:
    """Where somebody unknown can log in; None: nowhere, a personal link is needed."""
    settings: IdentitySettings = handler.settings["identity"]
    if settings.hub is None:
        return None
    return f"{settings.base}login?{urlencode({'next': handler.request.uri})}"


def routes(settings: IdentitySettings) -> list[tuple[str, type[RequestHandler]]]:
    """The addresses that log people in and out."""
    base = re.escape(settings.base)
    hub = settings.hub.routes(base) if settings.hub is not None else []
    return [(f"{base}in/([^/]+)", _In), (f"{base}leave", _Leave), *hub]


class _In(RequestHandler):
    """A secret link: a button, the cookie, and then the page, in whose address the token isn't."""

    def set_default_headers(self) -> None:
        """As for all pages."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def get(self, token: str) -> None:
        """Say whose link it is, with a button; the home page for who is logged in by it."""
        person = self._person(token)
        if person is not None and self.get_cookie(COOKIE) == token:
            self.redirect(self.settings["identity"].base, status=303)
        elif person is not None:
            self.finish(enter_page(self._site(self.xsrf_token.decode()), person))

    def post(self, token: str) -> None:
        """Log in."""
        settings: IdentitySettings = self.settings["identity"]
        if self._person(token) is None:
            return
        secure = self.request.protocol == "https" or settings.address.startswith("https:")
        self.set_cookie(COOKIE, token, path=settings.base, httponly=True, samesite="Lax", secure=secure)
        self.redirect(settings.base, status=303)

    def _person(self, token: str) -> Person | None:
        """Whose link it is; for nobody's the answer is given."""
        links: PersonalLinks = self.settings["identity"].links
        person = links.person(token)
        if person is None:
            self.set_status(404)
            self.finish(error_page(self._site(), 404, "This link doesn’t work, or no longer", _ASK))
        return person

    def _site(self, xsrf: str = "") -> Site:
        return Site(course="", address=self.settings["identity"].address, xsrf=xsrf)


class _Leave(RequestHandler):
    """Logs out."""

    def post(self) -> None:
        """Forget the link; it goes on to work."""
        base = self.settings["identity"].base
        self.clear_cookie(COOKIE, path=base)
        self.redirect(base, status=303)


def _of_proxy(settings: IdentitySettings, handler: RequestHandler) -> Person | None:
    given = handler.request.headers.get_list(settings.proxy_header) if settings.proxy_header else []
    connection: Any = handler.request.connection
    address = connection.context.address  # of the socket; request.remote_ip may be what a header says
    if not isinstance(address, tuple) or len(given) != 1:
        return None
    here = ip_address(str(address[0]).partition("%")[0])
    here = getattr(here, "ipv4_mapped", None) or here
    if not any(here in ip_network(one) for one in settings.proxy_addresses):
        return None
    with suppress(UnicodeError):  # Tornado reads headers as Latin-1
        given = [given[0].encode("latin-1").decode()]
    return _person(settings, given[0], "proxy")


async def _of_hub(settings: IdentitySettings, handler: RequestHandler, token: str = "") -> Person | None:
    user = await settings.hub.user(handler, token) if settings.hub is not None else None
    if user is None:
        return None
    groups = set(user.get("groups", ())) & set(settings.instructor_groups)
    scopes = set(user.get("scopes", ())) & set(settings.instructor_scopes)
    return _person(settings, user["name"], "hub", instructor=bool(groups or scopes))


def _person(
    settings: IdentitySettings, name: str, by: Literal["hub", "proxy"], *, instructor: bool = False
) -> Person | None:
    if not _ID.fullmatch(name) or name != name.strip() or name.startswith("."):
        return None
    return Person(id=name, instructor=instructor or name in settings.instructors, by=by)
