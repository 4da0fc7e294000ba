"""Who asks, on a real server: links, cookies, tokens, and a proxy that is trusted by its address alone."""

import asyncio
import http.client
import json
import re
import secrets
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from autograder.errors import UnusableInput
from autograder.serve.identity import IdentitySettings, brings_token, routes, who

PROXY, ELSEWHERE = "127.0.0.1", "127.0.0.2"  # both are this machine


class Who(RequestHandler):
    """Says who asks."""

    async def get(self):
        """As JSON."""
        person = await who(self)
        self.write(json.dumps([person and [person.id, person.instructor, person.by], brings_token(self)]))


class Server:
    """An application of these pages alone, in a thread with a loop of its own."""

    def __init__(self, engine, **settings):
        self.sockets = bind_sockets(0, "127.0.0.1")
        self.port = self.sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{self.port}/course/"
        self.settings = IdentitySettings.of(engine, address, **settings)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        """Until it is stopped."""
        asyncio.set_event_loop(self.loop)
        pages = [("/course/", Who), *routes(self.settings)]
        application = Application(
            pages, identity=self.settings, cookie_secret=secrets.token_bytes(), xsrf_cookies=True
        )
        HTTPServer(application, xheaders=True).add_sockets(self.sockets)
        self.loop.run_forever()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        for one in self.sockets:
            one.close()

    def ask(self, path="/course/", *, method="GET", source="127.0.0.1", **headers):
        """Ask for a page from an address; underscores in headers' names are hyphens."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=30, source_address=(source, 0)
        )
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        return SimpleNamespace(
            status=answer.status, headers=answer.headers, body=answer.read().decode(errors="replace")
        )

    def who(self, **asked):
        """Who asks, as the server says it."""
        return json.loads(self.ask(**asked).body)[0]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """A database."""
    return create_engine(f"sqlite:///{tmp_path_factory.mktemp('identity')}/handed_in.db")


@pytest.fixture(scope="module")
def server(engine):
    """One that trusts nobody."""
    with Server(engine) as server:
        yield server


@pytest.fixture(scope="module")
def behind(engine):
    """One behind a proxy."""
    with Server(
        engine, proxy_header="X-Forwarded-User", proxy_addresses=[PROXY], instructors=["prof"]
    ) as server:
        yield server


def press(server, token, **headers):
    """Open a link, and press the button on its page."""
    page = server.ask(f"/course/in/{token}", **headers)
    field = re.search(r'name="_xsrf" value="([^"]+)"', page.body)[1]
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    return server.ask(f"/course/in/{token}", method="POST", Cookie=cookie, X_Xsrftoken=field, **headers)


def test_what_merely_opens_a_link_is_not_logged_in(server):
    """A scanner of mail, a browser that reads ahead: a page that names whose link it is, and no session."""
    token = server.settings.links.make("gil")

    page = server.ask(f"/course/in/{token}")

    assert page.status == 200
    assert "Go on as gil" in page.body
    assert [one.partition("=")[0] for one in page.headers.get_all("Set-Cookie")] == ["_xsrf"]
    assert token not in page.body


def test_another_site_logs_nobody_in(server):
    """Its form lacks our token, so nobody hands in under a name that it has chosen."""
    token = server.settings.links.make("eve")

    answer = server.ask(f"/course/in/{token}", method="POST")

    assert answer.status == 403
    assert "handin" not in str(answer.headers)


def test_who_is_logged_in_by_a_link_presses_no_button(server):
    """It leads to the assignments, as often as it is opened; another's still asks."""
    mine, other = (server.settings.links.make(name) for name in ("hal", "ida"))

    assert server.ask(f"/course/in/{mine}", Cookie=f"handin={mine}").status == 303
    assert "Go on as ida" in server.ask(f"/course/in/{other}", Cookie=f"handin={mine}").body


def test_the_button_of_a_link_makes_a_session(server):
    """The cookie can't be read by scripts, goes to no other site, and its page's address has no token."""
    token = server.settings.links.make("ada")

    answer = press(server, token)

    assert (answer.status, answer.headers["Location"]) == (303, "/course/")
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/course/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "expires" not in cookie.lower()
    assert server.who(Cookie=cookie.partition(";")[0]) == ["ada", False, "link"]


def test_the_cookie_is_for_tls_alone_where_there_is_tls(server, engine):
    """Behind a proxy that speaks TLS, whether it says so or the settings do."""
    token = server.settings.links.make("bob")

    by_header = press(server, token, X_Forwarded_Proto="https").headers["Set-Cookie"]
    plain = press(server, token).headers["Set-Cookie"]

    assert "; Secure" in by_header
    assert "; Secure" not in plain


def test_a_token_in_the_header_counts_alone(server):
    """Not the cookie beside it; and nobody is who brings a wrong one."""
    ada, bob = (server.settings.links.make(name) for name in ("ada", "bob"))

    assert server.who(Authorization=f"Bearer {ada}") == ["ada", False, "link"]
    assert server.who(Authorization=f"token {ada}", Cookie=f"handin={bob}") == ["ada", False, "link"]
    for wrong in ("Bearer wrong", "Bearer ", f"Basic {ada}", ada, f"Bearer {ada} {bob}"):
        assert server.who(Authorization=wrong, Cookie=f"handin={bob}") is None


def test_a_withdrawn_link_ends_its_session_at_once(server):
    """Cookie, token and link."""
    token = server.settings.links.make("ada")

    server.settings.links.withdraw("ada")

    assert server.who(Cookie=f"handin={token}") is None
    assert server.who(Authorization=f"Bearer {token}") is None
    gone = server.ask(f"/course/in/{token}")
    assert gone.status == 404
    assert "Set-Cookie" not in gone.headers
    assert token not in gone.body
    assert gone.headers["Content-Security-Policy"] == "frame-ancestors 'none'"


def test_a_proxy_says_who_it_is(behind):
    """From its address; instructors by their ids."""
    assert behind.who(X_Forwarded_User="ada") == ["ada", False, "proxy"]
    assert behind.who(X_Forwarded_User="prof") == ["prof", True, "proxy"]
    for name in ("zoë", "o'hara@example.org"):
        assert behind.who(X_Forwarded_User=name.encode()) == [name, False, "proxy"]


def test_nobody_else_is_believed(behind, server):
    """From another address, whatever other headers say; or where no proxy is named."""
    named = {
        "X_Forwarded_User": "ada",
        "X_Forwarded_For": PROXY,
        "X_Real_Ip": PROXY,
        "Forwarded": f"for={PROXY}",
    }

    assert behind.who(source=ELSEWHERE, **named) is None
    assert behind.who(X_Remote_User="ada", Remote_User="ada") is None
    assert server.who(X_Forwarded_User="ada") is None


@pytest.mark.parametrize(
    "name",
    ["", "..", ".hidden", "../bob", "a/b", "a\\b", "a,b", "*", "[a-z]", "a+b", "a\tb", "x" * 101],
)
def test_a_name_that_could_be_a_path_is_nobody(behind, name):
    """Nor one that nbgrader takes for several."""
    assert behind.who(X_Forwarded_User=name) is None


def test_two_names_are_nobody(behind):
    """A proxy that adds a header where one was sent already makes nobody somebody else."""
    connection = http.client.HTTPConnection("127.0.0.1", behind.port, timeout=30)
    connection.putrequest("GET", "/course/")
    for name in ("bob", "ada"):
        connection.putheader("X-Forwarded-User", name)
    connection.endheaders()

    assert json.loads(connection.getresponse().read())[0] is None


def test_logging_out_takes_a_form_of_ours(server):
    """Another page can't log anybody out."""
    token = server.settings.links.make("cem")

    answer = server.ask("/course/leave", method="POST", Cookie=f"handin={token}")

    assert answer.status == 403
    assert server.who(Cookie=f"handin={token}") == ["cem", False, "link"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"proxy_header": "X-Forwarded-User"}, "belong together"),
        ({"proxy_addresses": ["127.0.0.1"]}, "belong together"),
        ({"proxy_header": "X-Forwarded-User", "proxy_addresses": ["localhost"]}, "no IP address"),
    ],
)
def test_half_a_proxy_is_refused(engine, settings, said):
    """Before anybody is believed."""
    with pytest.raises(UnusableInput, match=said):
        IdentitySettings.of(engine, "http://127.0.0.1/", **settings)


def test_a_hub_without_its_package_is_said():
    """One line, and what to install."""
    program = (
        "import sys; sys.modules['jupyterhub'] = None\n"
        "from sqlalchemy import create_engine\n"
        "from autograder.serve.identity import IdentitySettings\n"
        "IdentitySettings.of(create_engine('sqlite://'), 'http://127.0.0.1/')"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={"JUPYTERHUB_SERVICE_NAME": "handin", "PATH": ""},
        capture_output=True,
        text=True,
    )

    assert "UnusableInput: JupyterHub has started this as its service" in ended.stderr
    assert "pip install" in ended.stderr
