"""Attacks on the page on which students hand in: one running server, and all that its clients could send.

After each of them the server answers, ada and bob have what they had, and nothing of it is in the log.
"""

import io
import os
import re
import shutil
import signal
import socket
import sqlite3
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import nbformat
import pytest
from answering import COUNTING, FORGETFUL, fill
from nbformat.v4 import new_code_cell, new_output
from running import Started, children, until
from serving import Serving, form

SECRET = "bobs-own-idea"
OUTSIDE = "outside-of-everything"
MIB = 1 << 20


def notebook(course, mark, *, acting=False):
    """Ada's notebook as bytes; the mark makes it another one."""
    path = course / f"{mark}.ipynb"
    path.write_bytes((course / "release" / "ch177" / f"{COUNTING}.ipynb").read_bytes())
    fill(path, FORGETFUL)
    document = nbformat.read(path, as_version=4)
    document.cells.append(new_code_cell(f"# {mark}"))
    if acting:
        html = {"text/html": f"<script>planted('{mark}')</script><img src=x onerror=planted('{mark}')>"}
        document.cells[-1].outputs = [new_output("display_data", data=html)]
    path.unlink()
    return nbformat.writes(document).encode()


@pytest.fixture(scope="module")
def at(tmp_path_factory, copy_course, root):
    """A course that hands in, served: ada has one attempt, bob one with a secret, eve is who attacks."""
    folder = tmp_path_factory.mktemp("attacked")
    course = copy_course(folder / "course", COUNTING)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(
            "\nc.Handin.attempts = 4\nc.Handin.minutes = 0\nc.Handin.seconds = 5\nc.Handin.before = 'all'\n"
        )
    released = course / "release" / "ch177"
    released.mkdir(parents=True)
    for name in (f"{COUNTING}.ipynb", "layers.py"):
        shutil.copy(root / "release" / "ch177" / name, released)
    (folder / OUTSIDE).write_text(OUTSIDE)
    with Serving(course, folder / "log.txt") as serving:
        tokens = {name: serving.links.make(name) for name in ("ada", "bob", "eve")}
        tokens["prof"] = serving.links.make("prof", instructor=True)
        at = SimpleNamespace(
            serving=serving, course=course, folder=folder, tokens=tokens, ask=serving.ask, raw=serving.raw
        )
        at.ada = serving.as_student(tokens["ada"])
        for name in ("ada", "bob"):
            hand_in(
                at, name, ("1_parameter_count.ipynb", notebook(course, SECRET if name == "bob" else "ada"))
            )
        for name in ("ada", "bob"):
            until(lambda name=name: attempts(at, name)[0]["state"] == "graded")
        at.before = standing(at)
        yield at


def hand_in(at, student, *files, status=200, **changed):
    """Hand in by token; what comes back as data."""
    kind, body = form(files)
    headers = {
        "Authorization": f"Bearer {at.tokens[student]}",
        "Accept": "application/json",
        "Content-Type": kind,
    }
    answer = at.ask("a/ch177", "POST", body, headers | changed)
    assert answer.status == status, (answer.status, answer.text[:500])
    return answer.json


def upload(at, *files, headers=None, **asked):
    """Send files as eve's browser does; the answer."""
    kind, body = form(files, **asked)
    return at.ask(
        "a/ch177", "POST", body, (headers or at.serving.as_student(at.tokens["eve"])) | {"Content-Type": kind}
    )


def attempts(at, student):
    """A student's attempts, newest first, as data."""
    headers = {"Authorization": f"Bearer {at.tokens[student]}", "Accept": "application/json"}
    return at.ask("a/ch177", headers=headers).json["attempts"]


def standing(at):
    """What may not change: ada's and bob's attempts and files, and what lies outside."""
    kept = [at.course / "submitted" / name for name in ("ada", "bob")]
    files = {
        str(path.relative_to(at.course)): path.read_bytes()
        for folder in kept
        for path in folder.rglob("*")
        if path.is_file()
    }
    outside = sorted(path.name for path in at.folder.iterdir())
    top = sorted(
        path.name
        for path in at.course.iterdir()
        if not path.name.startswith(("handed_in.db", "gradebook.db"))
    )
    return {name: attempts(at, name) for name in ("ada", "bob")}, files, outside, top


@pytest.fixture(autouse=True)
def _nothing_has_changed(at):
    """After an attack, what was there is there."""
    yield
    assert at.ask("health").status == 200
    assert standing(at) == at.before


def harmless(answer):
    """An answer that says nothing of our insides or of another student's work."""
    text = answer.text if hasattr(answer, "text") else answer.decode(errors="replace")
    for inside in ("Traceback", "tornado", "sqlalchemy", "site-packages", SECRET, OUTSIDE, "planted("):
        assert inside not in text, text[:2000]
    return True


OTHERS = [
    *(
        f"a/ch177/attempts/{number}{rest}"
        for number in (
            "2",
            "0",
            "-1",
            "99999999999999999999",
            "1%00",
            "1.0",
            "1e0",
            "%D9%A1",
            "0x1",
            "1%0a",
            "../../bob",
            "*",
        )
        for rest in ("", "/feedback")
    ),
    *("instructor", "instructor/ch177", "instructor/ch177/report", "instructor/ch177/bob/1/feedback"),
    *("instructor/ch177/../../instructor", "instructor/ch177/eve/1/feedback"),
    *(
        "a/source",
        "a/.attempts",
        "a/..",
        "a/%2e%2e",
        "a/ch177%2f..%2fch177",
        "a/bob",
        "a/ch177%00",
        "a/CH177",
    ),
    *(
        f"a/{name}/handout.zip"
        for name in (
            "source",
            "..",
            "%2e%2e%2fsource%2fch177",
            "ch177%2f..%2f..%2fsource%2fch177",
            "solutions",
        )
    ),
    *("../../../../etc/passwd", "static/../../nbgrader_config.py", "gradebook.db", "handed_in.db"),
    *(
        "%2e%2e/%2e%2e/outside-of-everything",
        "a/ch177/handout.zip/../../../nbgrader_config.py",
        "in/",
        "in/x",
        "in/%00",
    ),
    "a/" + "x" * 5000,
]


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_another_s_is_not_there(at, path):
    """Numbers, names and paths that aren't the student's own: not found, or not for students."""
    answer = at.ask(path, headers={"Cookie": f"handin={at.tokens['eve']}"})

    assert answer.status in (302, 303, 403, 404, 414, 400), answer.status
    assert not re.search("/in|/a/", answer.headers.get("Location", "")), answer.headers["Location"]
    assert harmless(answer)


HASH = "0" * 64
FORGED = {
    "nothing": {},
    "an_empty_cookie": {"Cookie": "handin="},
    "a_hash_for_a_token": {"Cookie": f"handin={HASH}"},
    "a_student_s_id": {"Cookie": "handin=bob"},
    "json": {"Cookie": 'handin={"id": "bob", "instructor": true}'},
    "signed_by_nobody": {"Cookie": "handin=2|1:0|10:1700000000|6:handin|4:Ym9i|" + HASH},
    "the_hub_s_cookie": {"Cookie": f"service-handin={HASH}; jupyterhub-session-id=1"},
    "a_query": {"Cookie": "handin=' OR '1'='1"},
    "many_cookies": {"Cookie": "; ".join(f"c{number}=x" for number in range(1000))},
    "a_proxy_s_header": {"X-Forwarded-User": "bob"},
    "other_proxies_headers": {"Remote-User": "bob", "X-Remote-User": "bob", "X-WEBAUTH-USER": "bob"},
    "a_proxy_s_header_and_address": {
        "X-Forwarded-User": "bob",
        "X-Forwarded-For": "127.0.0.1",
        "X-Real-Ip": "127.0.0.1",
    },
    "basic": {"Authorization": "Basic Ym9iOmJvYg=="},
    "an_empty_token": {"Authorization": "Bearer "},
    "a_token_of_bytes": {"Authorization": "Bearer \xff\xfe"},
    "a_long_token": {"Authorization": "Bearer " + "x" * 4000},
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_nobody_is_let_in_by_what_they_made_up(at, headers):
    """Forged cookies and headers: a page that says how to log in, and nothing of the course."""
    for path in ("", "a/ch177", "a/ch177/attempts/1", "a/ch177/attempts/1/feedback", "instructor"):
        answer = at.ask(path, headers=headers)

        assert answer.status in (400, 401, 404), (path, answer.status)
        assert harmless(answer)


def test_a_wrong_token_is_not_made_good_by_a_cookie(at):
    """Who brings a token is that token's, or nobody."""
    headers = at.serving.as_student(at.tokens["eve"]) | {"Authorization": "Bearer wrong"}

    assert at.ask("a/ch177", headers=headers).status == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "HEAD", "MKCOL"])
def test_other_methods_do_nothing(at, method):
    """Nor does a header that asks for one."""
    kind, body = form([("a.ipynb", b"{}")])
    headers = at.serving.as_student(at.tokens["eve"]) | {
        "Content-Type": kind,
        "X-HTTP-Method-Override": "POST",
    }

    received = at.ask("a/ch177", method, headers=headers)

    assert received.status in (200, 403, 404, 405)
    assert method in ("HEAD",) or received.status != 200
    assert at.ask("a/ch177", headers=headers | {"X-HTTP-Method": "POST"}).status == 200
    assert attempts(at, "eve") == []
    assert body


def _without(headers, name):
    return {key: value for key, value in headers.items() if key != name}


CSRF = {
    "no_token": lambda eve, ada: _without(eve, "X-Xsrftoken"),
    "a_made_up_token": lambda eve, ada: eve | {"X-Xsrftoken": "x"},
    "an_empty_token": lambda eve, ada: eve | {"X-Xsrftoken": ""},
    "another_s_token": lambda eve, ada: eve | {"X-Xsrftoken": ada["X-Xsrftoken"]},
    "no_token_cookie": lambda eve, ada: eve | {"Cookie": eve["Cookie"].partition(";")[0]},
    "from_another_site": lambda eve, ada: (
        _without(eve, "X-Xsrftoken") | {"Origin": "http://evil.example", "Referer": "http://evil.example/"}
    ),
    "an_empty_authorization": lambda eve, ada: _without(eve, "X-Xsrftoken") | {"Authorization": ""},
}


@pytest.mark.parametrize("changed", CSRF.values(), ids=CSRF)
def test_another_page_hands_nothing_in(at, changed):
    """A form without the session's own token is refused, and nothing is kept."""
    headers = changed(at.serving.as_student(at.tokens["eve"]), at.ada)

    answer = upload(at, (f"{COUNTING}.ipynb", notebook(at.course, "csrf")), headers=headers)

    assert answer.status in (401, 403), answer.status
    assert harmless(answer)
    assert attempts(at, "eve") == []


def test_another_page_logs_nobody_out(at):
    """Leaving takes the token, too."""
    eve = at.serving.as_student(at.tokens["eve"])

    assert at.ask("leave", "POST", headers=_without(eve, "X-Xsrftoken")).status == 403


def zipped(*entries, compression=zipfile.ZIP_DEFLATED):
    """A zip archive of names, or ZipInfo, and bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def link_to(target):
    """A symbolic link in an archive."""
    info = zipfile.ZipInfo(f"{COUNTING}.ipynb")
    info.external_attr = 0o120777 << 16
    return zipped((info, target))


def bomb(depth=0):
    """A quarter of a gibibyte in a quarter of a mebibyte; archives in archives, if asked for."""
    data = zipped(*((f"{COUNTING}{number}.ipynb", bytes(64 * MIB)) for number in range(4)))
    for level in range(depth):
        data = zipped(*((f"{level}-{number}.zip", data) for number in range(8)))
    return data


NAMES = [
    "../../../outside.ipynb",
    "/etc/cron.d/outside.ipynb",
    "..\\..\\outside.ipynb",
    "C:\\outside.ipynb",
    "a/../../bob/ch177/1_parameter_count.ipynb",
    ".attempts/ch177/1/1_parameter_count.ipynb",
    "./.././x.ipynb",
    "~/x.ipynb",
    "$(touch outside).ipynb",
    "`touch outside`.ipynb",
    "x" * 3000 + ".ipynb",
    "/".join(["d"] * 500) + "/x.ipynb",
    "<script>planted(1)</script>.ipynb",
    "\u202egpj.ipynb",
    "x.ipynb\x00.txt",
    "..",
    ".",
    "//",
    "-rf.ipynb",
    "\udcff\udcfe.ipynb",
    "CON.ipynb",
    "timestamp.txt",
]


@pytest.mark.parametrize("name", NAMES, ids=[f"{n}" for n in range(len(NAMES))])
def test_a_name_never_becomes_a_path(at, name):
    """What is called like this is refused, or kept below eve's folder under a plain name."""
    before = outside_of_eves(at)

    answer = upload(at, (name, notebook(at.course, "name")))

    assert answer.status in (303, 400, 409, 413, 422, 429), (answer.status, answer.text[:500])
    assert harmless(answer)
    assert outside_of_eves(at) == before


def outside_of_eves(at):
    """What is in the course's folder, and beside it, but for eve's own folders and databases' journals."""
    found = set()
    for folder, folders, files in os.walk(at.folder):
        folders[:] = [name for name in folders if name not in ("eve", "__pycache__", ".autograder")]
        found |= {os.path.join(folder, name) for name in (*folders, *files) if ".db" not in name}
    return found


ARCHIVES = {
    "a_bomb": bomb,
    "bombs_in_archives": lambda: bomb(3),
    "paths_out": lambda: zipped(("../../outside.ipynb", b"{}"), ("/etc/outside", b"")),
    "a_link_to_a_file": lambda: link_to("/etc/passwd"),
    "a_link_to_the_solutions": lambda: link_to("../../../../solutions/ch177/parameter_count.py"),
    "ten_thousand_files": lambda: zipped(*((f"{number}.ipynb", b"{}") for number in range(10_000))),
    "no_archive": lambda: b"PK\x03\x04" + bytes(1000),
    "empty": lambda: zipped(),
    "nothing": lambda: b"",
    "deep_json": lambda: zipped((f"{COUNTING}.ipynb", b"[" * MIB)),
}


@pytest.mark.parametrize("made", ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_does_no_harm(at, made):
    """Bombs, links, paths, thousands of files: refused in seconds, in words; nothing is kept outside."""
    started = time.monotonic()

    answer = upload(at, ("homework.zip", made()))

    assert answer.status in (303, 400, 413, 422, 429), (answer.status, answer.text[:500])
    assert time.monotonic() - started < 30
    assert harmless(answer)
    assert "root:" not in answer.text


def test_ten_thousand_parts_are_refused(at):
    """In words, and nothing is kept."""
    files = [(f"{number}.ipynb", b"{}") for number in range(10_000)]

    answer = upload(at, *files)

    assert answer.status in (400, 413, 422)
    assert harmless(answer)


def test_too_much_is_refused_before_it_is_read(at):
    """By the stated length, and by what comes where none is stated."""
    eve = at.serving.as_student(at.tokens["eve"])
    head = "".join(f"{name}: {value}\r\n" for name, value in eve.items())

    stated = at.raw(
        f"POST /a/ch177 HTTP/1.1\r\nHost: x\r\n{head}Content-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {1 << 40}\r\n\r\n".encode()
    )
    endless = at.raw(
        f"POST /a/ch177 HTTP/1.1\r\nHost: x\r\n{head}Content-Type: multipart/form-data; boundary=b\r\n"
        "Transfer-Encoding: chunked\r\n\r\n".encode()
        + (b"100000\r\n" + bytes(MIB) + b"\r\n") * 400
    )

    for received in (stated, endless):
        assert not received or re.match(rb"HTTP/1\.1 4(00|13)", received), received[:200]
        assert harmless(received)


BODIES = {
    "no_boundary": ("multipart/form-data", b"--x\r\n\r\n--x--"),
    "another_boundary": ("multipart/form-data; boundary=a", b"--b\r\n\r\nx\r\n--b--\r\n"),
    "a_huge_boundary": ("multipart/form-data; boundary=" + "b" * 10_000, b"--"),
    "never_ends": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.ipynb"\r\n\r\n{}',
    ),
    "a_huge_head": (
        "multipart/form-data; boundary=b",
        b"--b\r\n" + b"x: y\r\n" * 200_000 + b"\r\n\r\n--b--\r\n",
    ),
    "a_head_without_end": ("multipart/form-data; boundary=b", b"--b\r\n" + b"x" * MIB),
    "no_name": (
        "multipart/form-data; boundary=b",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
    ),
    "another_field": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="student"\r\n\r\nbob\r\n--b--\r\n',
    ),
    "empty": ("multipart/form-data; boundary=b", b""),
    "json": ("application/json", b'{"files": [{"name": "a.ipynb"}], "student": "bob"}'),
    "a_form": ("application/x-www-form-urlencoded", b"files=a.ipynb&student=bob"),
    "text": ("text/plain", b"x"),
    "no_type": ("", b"x"),
    "split_header": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a\r\nSet-Cookie: handin=x.ipynb"'
        b"\r\n\r\n{}\r\n--b--\r\n",
    ),
}


@pytest.mark.parametrize(("kind", "body"), BODIES.values(), ids=BODIES)
def test_a_broken_form_is_refused(at, kind, body):
    """In a sentence, whatever is broken; no header of an answer comes from it."""
    headers = at.serving.as_student(at.tokens["eve"]) | {"Content-Type": kind}

    answer = at.ask("a/ch177", "POST", body, headers)

    assert answer.status in (400, 413, 415, 422)
    assert "handin=x" not in str(answer.headers)
    assert harmless(answer)


RAW = {
    "no_http": b"\x16\x03\x01\x02\x00\x01\x00" + bytes(500),
    "http_0_9": b"GET /\r\n\r\n",
    "another_version": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "no_host": b"GET / HTTP/1.1\r\n\r\n",
    "two_lengths": b"POST /a/ch177 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 50\r\n\r\nx",
    "length_and_chunks": b"POST /a/ch177 HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /instructor HTTP/1.1\r\n\r\n",
    "a_negative_length": b"POST /a/ch177 HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "no_chunk": b"POST /a/ch177 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "a_folded_header": b"GET / HTTP/1.1\r\nHost: x\r\nCookie: handin=\r\n x\r\n\r\n",
    "a_huge_header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * MIB + b"\r\n\r\n",
    "many_headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    "a_huge_path": b"GET /" + b"x" * MIB + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "zero_bytes": b"GET /\x00 HTTP/1.1\r\nHost: x\x00y\r\n\r\n",
    "another_host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a_gzip_bomb": b"POST /a/ch177 HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"
    + bytes(9),
    "a_whole_address": b"GET http://evil.example/instructor HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
def test_bytes_that_are_no_request_end_in_an_error(at, data):
    """Or in a closed connection; never in a page of somebody's, nor in two answers to one request."""
    received = at.raw(data)

    assert not received or re.match(rb"HTTP/1\.1 (40\d|41\d|431|50[15])", received), received[:300]
    assert received.count(b"HTTP/1.1 2") == 0
    assert harmless(received)


def test_slow_clients_are_ended(at):
    """Headers that never end and a body that stops hold up nobody, and not for ever."""
    eve = at.serving.as_student(at.tokens["eve"])
    head = "".join(f"{name}: {value}\r\n" for name, value in eve.items())
    slow = []
    for _ in range(50):
        slow.append(socket.create_connection(("127.0.0.1", at.serving.port), timeout=120))
        slow[-1].sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
    body = socket.create_connection(("127.0.0.1", at.serving.port), timeout=120)
    body.sendall(
        f"POST /a/ch177 HTTP/1.1\r\nHost: x\r\n{head}Content-Type: multipart/form-data; boundary=b\r\n"
        "Content-Length: 100000\r\n\r\n--b\r\n".encode()
    )

    started = time.monotonic()
    assert at.ask("health").status == 200
    assert time.monotonic() - started < 5
    for one in [*slow, body]:
        try:
            while one.recv(4096):
                pass
        except ConnectionError:
            pass
        one.close()


ACTING = "<img src=x onerror=planted('name')>"


def test_the_same_files_are_the_same_attempt(at):
    """A second click, a lost answer, ten at once: one attempt with one receipt."""
    files = (f"{COUNTING}.ipynb", notebook(at.course, "again"))
    at.tokens["cem"] = at.serving.links.make("cem")

    with ThreadPoolExecutor(10) as threads:
        receipts = list(threads.map(lambda _: hand_in(at, "cem", files)["digest"], range(10)))

    assert len(set(receipts)) == 1
    assert len(attempts(at, "cem")) == 1


def test_racing_attempts_do_not_pass_the_limit(at):
    """Twenty different ones at once: as many are taken as there may be, numbered without a gap."""
    at.tokens["dora"] = at.serving.links.make("dora")
    files = [(f"{COUNTING}.ipynb", notebook(at.course, f"race{number}")) for number in range(20)]
    kinds = [form([one]) for one in files]
    headers = {"Authorization": f"Bearer {at.tokens['dora']}", "Accept": "application/json"}

    with ThreadPoolExecutor(20) as threads:
        answers = list(
            threads.map(
                lambda one: at.ask("a/ch177", "POST", one[1], headers | {"Content-Type": one[0]}), kinds
            )
        )

    taken = [answer.json for answer in answers if answer.status == 200]
    assert sorted(one["number"] for one in taken) == [1, 2, 3, 4]
    assert len(attempts(at, "dora")) == 4
    assert {answer.status for answer in answers} == {200, 422}


def test_a_withdrawn_link_is_nobody_s_at_once(at):
    """Cookie, token and link, without a new start."""
    token = at.serving.links.make("fay")
    headers = at.serving.as_student(token)

    at.serving.links.withdraw("fay")

    assert at.ask("a/ch177", headers=headers).status == 401
    assert upload(at, ("a.ipynb", notebook(at.course, "fay")), headers=headers).status in (401, 403)
    assert at.ask(f"in/{token}").status == 404


def test_nothing_of_a_student_s_acts_on_a_page(at):
    """Scripts in names, cells and outputs are text, or gone; the page's policy lets none in."""
    at.tokens["gus"] = at.serving.links.make("gus")
    hand_in(
        at,
        "gus",
        (f"{COUNTING}.ipynb", notebook(at.course, "acting", acting=True)),
        (f"{ACTING}.txt", b"x"),
    )
    until(lambda: attempts(at, "gus")[0]["state"] == "graded")

    for path, who in (
        ("a/ch177/attempts/1", "gus"),
        ("a/ch177/attempts/1/feedback", "gus"),
        ("instructor/ch177", "prof"),
        ("instructor/ch177/gus/1/feedback", "prof"),
    ):
        page = at.ask(path, headers={"Cookie": f"handin={at.tokens[who]}"})
        assert page.status == 200, path
        policy = re.search('http-equiv="Content-Security-Policy" content="([^"]+)"', page.text)[1]
        assert "default-src &#39;none&#39;" in policy
        assert "unsafe" not in policy
        assert "<img src=x" not in page.text
        assert "onerror" not in re.sub(r"&lt;.*?&gt;", "", page.text)


def test_feedback_has_no_expected_answer_of_a_hidden_test(at):
    """What ada reads says what she got, and has no solution in it."""
    page = at.ask("a/ch177/attempts/1/feedback", headers=at.ada)

    assert page.status == 200
    for secret in ("HIDDEN TESTS", "BEGIN SOLUTION", "zip(layer_sizes[:-1]"):
        assert secret not in page.text


def test_another_clock_changes_nothing_for_worse(at):
    """An attempt that seems to come from the future, since the clock was set back, blocks nobody for long."""
    at.tokens["hal"] = at.serving.links.make("hal")
    hand_in(at, "hal", (f"{COUNTING}.ipynb", notebook(at.course, "hal1")))
    until(lambda: attempts(at, "hal")[0]["state"] == "graded")
    with sqlite3.connect(at.course / "handed_in.db", timeout=30) as database:
        database.execute(
            "UPDATE handin_attempts SET received = '2099-01-01 00:00:00.000000' WHERE student = 'hal'"
        )

    second = hand_in(at, "hal", (f"{COUNTING}.ipynb", notebook(at.course, "hal2")))

    assert second["number"] == 2
    until(lambda: attempts(at, "hal")[0]["state"] == "graded")
    assert [one["counts"] for one in attempts(at, "hal")] == [True, False]


def test_every_page_has_its_headers(at):
    """No frame, no guess at the type, no address to other sites, no copy kept by anybody."""
    for path in ("", "a/ch177", "a/ch177/attempts/1", "a/ch177/attempts/1/feedback", "a/none", "in/x"):
        headers = at.ask(path, headers=at.ada).headers

        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
        assert headers["Cache-Control"] == "no-store"
        assert "Server" not in headers


def test_an_upload_on_its_way_outlasts_a_new_grader(at):
    """The process that grades is killed and starts again while files come in: they stay where they are."""
    on_its_way = at.course / "submitted" / "ivy" / ".attempts" / "ch177" / ".0123456789abcdef"
    on_its_way.mkdir(parents=True)
    graders = [pid for pid, command in children(at.serving.process.pid).items() if "serve.grader" in command]
    at.tokens["ivy"] = at.serving.links.make("ivy")

    os.kill(*graders, signal.SIGKILL)
    hand_in(at, "ivy", (f"{COUNTING}.ipynb", notebook(at.course, "ivy")))

    until(lambda: attempts(at, "ivy")[0]["state"] == "graded")
    assert on_its_way.is_dir()


def test_a_second_server_is_refused(at):
    """It would take the first one's uploads for leftovers."""
    with Started(at.course, "serve", "--port", "0") as other:
        ended = other.ended()

    assert ended.returncode == 2
    assert "is served already" in ended.stderr


def test_the_log_holds_no_token(at):
    """Whatever came: links, cookies, headers; nor a traceback."""
    at.ask(f"in/{at.tokens['ada']}")
    log = at.serving.log.read_text()

    assert not [name for name, token in at.tokens.items() if token in log]
    assert at.ada["X-Xsrftoken"] not in log
    assert "Traceback" not in log
