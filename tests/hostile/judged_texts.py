"""Attacks by way of a test that does something with what a student wrote, as data.

Tests of real courses evaluate a student's expression, run a query, open a path, fill in a template, start a
command. That happens in the judge, so what the judge may do decides what a student can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# What says that something worked: built, so that no text of an attack has it.
GOT = "got got got"
SAY = "' '.join(['got'] * 3)"

DATA = "year,total\n2020,4\n"


@dataclass(frozen=True)
class Kind:
    """A test of an instructor's that acts on a text.

    Attributes:
        name: the one that students define.
        test: the grade cell.
        honest: a right answer.
        rights: what the instructor gives the test in the configuration.
    """

    name: str
    test: str
    honest: str
    rights: tuple[str, ...] = ()


KINDS = {
    kind.name: kind
    for kind in (
        Kind("expression", "value = eval(expression)\nassert value == 4, value", "2 + 2"),
        Kind(
            "program",
            'space = {}\nexec(program, space)\nassert space["result"] == 4, space["result"]',
            "result = 4",
        ),
        Kind(
            "queries",
            "import sqlite3\n\n"
            'book = sqlite3.connect(":memory:")\n'
            'book.execute("CREATE TABLE sales (total)")\n'
            'book.execute("INSERT INTO sales VALUES (4)")\n'
            'for query in queries.split(";"):\n'
            "    rows = book.execute(query).fetchall()\n"
            "    book.commit()\n"
            "assert rows == [(4,)], rows",
            "SELECT total FROM sales",
        ),
        Kind("path", 'text = open(path).read()\nassert "total" in text[:20], text', "data.csv"),
        Kind(
            "template",
            "class Point:\n"
            "    def __init__(self, x):\n"
            "        self.x = x\n\n\n"
            "text = template.format(Point(4))\n"
            'assert text == "4", text',
            "{0.x}",
        ),
        Kind(
            "command",
            "import subprocess\n\n"
            "done = subprocess.run(command, shell=True, capture_output=True, text=True)\n"
            'assert done.stdout == "4\\n", done.stdout + done.stderr',
            "echo 4",
            ("programs",),
        ),
    )
}


@dataclass(frozen=True)
class Judged:
    """An attack: a text that a test acts on.

    Attributes:
        name: what it tries.
        kind: which test.
        text: the student's; {course}, {host}, {doors}, {port}, {home} and {member} are filled in.
        later: another student's text, right after it, that looks for what is left.
        first: the student's cell before it.
        stock: whether it succeeds without any wall, and may safely be tried there. What others are after,
            a process of its own and a clean environment keep from them already.
    """

    name: str
    kind: str
    text: str
    later: str = ""
    first: str = ""
    stock: bool = True


def _tried(*lines: str) -> str:
    """A program that says what came of it as its result."""
    body = "\n".join(f"    {line}" for line in lines)
    return f"import os, sys\ntry:\n{body}\nexcept BaseException as error:\n    result = repr(error)"


def _raising(expression: str) -> str:
    """An expression whose value ends in the test's message."""
    return f"str({expression})"


ATTACKS = (
    # files
    Judged("lists_the_course", "expression", f"__import__('os').listdir('{{course}}') and {SAY}"),
    Judged(
        "reads_hidden_tests", "expression", _raising("open('{course}/source/demo/1_double.ipynb').read()")
    ),
    Judged("reads_a_classmate", "path", "{course}/submitted/another/demo/1_double.ipynb"),
    Judged("reads_the_configuration", "path", "{course}/nbgrader_config.py"),
    Judged("reads_the_host", "path", "{host}"),
    Judged(
        "reads_the_gradebooks_file",
        "program",
        _tried(
            "data = open('{course}/gradebook.db', 'rb').read()",
            "start = data.find(b'CAN' + b'ARY')",
            "result = data[start:start + 60]",
        ),
    ),
    Judged("reads_home", "program", _tried("result = open('{home}/secret.txt').read()")),
    Judged(
        "writes_outside",
        "expression",
        f"open('{{course}}/source/demo/written.txt', 'w').write('x') and {SAY}",
    ),
    Judged("writes_into_the_host", "program", _tried("open('{host}', 'a').write('x')", f"result = {SAY}")),
    Judged("opens_all_to_everyone", "program", _tried("os.chmod('{course}', 0o777)", f"result = {SAY}")),
    Judged(
        "dates_files_back", "program", _tried("os.utime('{course}/gradebook.db', (1, 1))", f"result = {SAY}")
    ),
    Judged(
        "removes_the_gradebook",
        "program",
        _tried(
            "os.rename('{course}/gradebook.db', '{course}/g')",
            "os.rename('{course}/g', '{course}/gradebook.db')",
            f"result = {SAY}",
        ),
    ),
    Judged(
        "links_out",
        "program",
        _tried("os.symlink('{course}', 'course')", f"result = os.listdir('course') and {SAY}"),
    ),
    Judged("links_hard", "program", _tried("os.link('{host}', 'there')", "result = open('there').read()")),
    Judged(
        "walks_up",
        "program",
        _tried("os.chdir('/')", "result = [p for p in os.listdir('{course}')]", f"result = {SAY}"),
    ),
    # databases
    Judged(
        "attaches_and_changes",
        "queries",
        "ATTACH DATABASE '{course}/gradebook.db' AS book;"
        "UPDATE book.grade SET score = 100;SELECT total FROM sales",
    ),
    Judged(
        "attaches_and_reads",
        "queries",
        "ATTACH DATABASE '{course}/gradebook.db' AS book;SELECT * FROM book.grade",
    ),
    Judged(
        "attaches_and_makes",
        "queries",
        "ATTACH DATABASE '{course}/new.db' AS book;CREATE TABLE book.x (y);SELECT total FROM sales",
    ),
    # environment
    Judged("reads_the_environment", "expression", _raising("dict(__import__('os').environ)"), stock=False),
    Judged(
        "formats_the_environment",
        "template",
        "{0.__init__.__globals__[os].environ}",
        first="import os",
        stock=False,
    ),
    Judged("environment_by_proc", "program", _tried(f"result = open('/proc/self/environ').read() and {SAY}")),
    Judged(
        "members_environment",
        "program",
        _tried(f"result = open('/proc/{{member}}/environ').read() and {SAY}"),
        stock=False,
    ),
    Judged(
        "members_folder",
        "program",
        _tried("os.listdir('/proc/{member}/cwd/')", f"result = {SAY}"),
        stock=False,
    ),
    # programs
    Judged(
        "runs_a_program",
        "program",
        _tried("import subprocess", "result = subprocess.run(['cat', '{host}'], capture_output=True).stdout"),
    ),
    Judged(
        "runs_a_shell", "program", _tried("os.system('echo x >> {host}') == 0 or 1 / 0", f"result = {SAY}")
    ),
    Judged(
        "spawns",
        "program",
        _tried(
            "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)[1] == 0 or 1 / 0", f"result = {SAY}"
        ),
    ),
    Judged("command_reads_the_host", "command", "cat {host}"),
    Judged("command_writes_the_course", "command", "echo x >> {course}/gradebook.db; echo 4"),
    Judged("command_sees_the_environment", "command", "env; cat /proc/*/environ", stock=False),
    # network
    Judged(
        "connects",
        "program",
        _tried("import socket", "socket.create_connection(('127.0.0.1', {port}), 2)", f"result = {SAY}"),
    ),
    Judged(
        "connects_by_name",
        "program",
        _tried(
            "import socket",
            "s = socket.socket(socket.AF_UNIX)",
            "s.connect('{doors}/stream')",
            f"result = {SAY}",
        ),
    ),
    Judged(
        "connects_abstractly",
        "program",
        _tried(
            "import socket",
            "s = socket.socket(socket.AF_UNIX)",
            "s.connect('\\0{doors}/stream')",
            f"result = {SAY}",
        ),
    ),
    Judged(
        "listens",
        "program",
        _tried("import socket", "socket.create_server(('127.0.0.1', 0))", f"result = {SAY}"),
    ),
    Judged(
        "command_connects",
        "command",
        "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", {port}), 2)'"
        " && echo got got got",
    ),
    # other processes
    Judged("signals_the_member", "program", _tried("os.kill({member}, 0)", f"result = {SAY}")),
    Judged(
        "signals_its_parent",
        "program",
        _tried(
            "import signal",
            "os.kill(os.getppid(), signal.SIGWINCH) if os.getppid() > 1 else 1 / 0",
            f"result = {SAY}",
        ),
        stock=False,
    ),
    Judged(
        "ends_everybody",
        "program",
        _tried("import signal", "os.kill(-1, signal.SIGKILL)", f"result = {SAY}"),
        stock=False,
    ),
    Judged(
        "members_priority",
        "program",
        _tried("os.setpriority(os.PRIO_PROCESS, {member}, 5)", f"result = {SAY}"),
        stock=False,
    ),
    Judged(
        "members_memory",
        "program",
        _tried("open('/proc/{member}/mem', 'rb')", f"result = {SAY}"),
        stock=False,
    ),
    Judged(
        "stays_behind",
        "program",
        _tried("import time", "os.fork() or (os.setsid(), time.sleep(60), os._exit(0))", "result = 'x'"),
        stock=False,
    ),
    # what is left for the next
    Judged(
        "leaves_a_file",
        "program",
        _tried("open('left', 'w').write('x')", "result = 'x'"),
        later=_tried("open('left')", f"result = {SAY}"),
        stock=False,
    ),
    Judged(
        "leaves_a_module",
        "program",
        _tried("open('colorsys.py', 'w').write('x = 1')", "result = 'x'"),
        later=_tried("import colorsys", f"result = colorsys.x and {SAY}"),
        stock=False,
    ),
    Judged(
        "leaves_something_at_home",
        "program",
        _tried("open(os.path.expanduser('~/left-by-a-student'), 'w').write('x')", "result = 'x'"),
        later=_tried("os.remove(os.path.expanduser('~/left-by-a-student'))", f"result = {SAY}"),
        stock=False,
    ),
    Judged(
        "leaves_something_in_tmp",
        "program",
        _tried(
            "import tempfile",
            "open(os.path.join(tempfile.gettempdir(), 'left-by-a-student'), 'w').write('x')",
            "result = 'x'",
        ),
        later=_tried(
            "import tempfile",
            "os.remove(os.path.join(tempfile.gettempdir(), 'left-by-a-student'))",
            f"result = {SAY}",
        ),
        stock=False,
    ),
    Judged(
        "leaves_shared_memory",
        "program",
        _tried("open('/dev/shm/left-by-a-student', 'w').write('x')", "result = 'x'"),
        later=_tried(  # a test cell is run twice
            "left = '/dev/shm/left-by-a-student'",
            "os.rename(left, left + '-1') if os.path.exists(left) else os.remove(left + '-1')",
            f"result = {SAY}",
        ),
    ),
    # starving the machine
    Judged(
        "fills_the_disk",
        "program",
        _tried("f = open('large', 'wb')", "[f.write(bytes(1 << 20)) for _ in range(150)]", f"result = {SAY}"),
        stock=False,
    ),
    Judged(
        "takes_memory_beside_its_own",
        "program",
        _tried("f = os.memfd_create('x')", "os.ftruncate(f, 1 << 32)", f"result = {SAY}"),
        stock=False,
    ),
)


def filled(text: str, places: Mapping[str, object]) -> str:
    """A text that knows where things are."""
    for place, value in places.items():
        text = text.replace(f"{{{place}}}", str(value))
    return text
