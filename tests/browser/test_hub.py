"""A real JupyterHub with its own proxy: a student hands in from there, the instructor grades beside it."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from answering import COUNTING, FORGETFUL, fill
from playwright.sync_api import expect
from running import until
from serving import free_port

PROGRAMS = Path(sys.executable).parent
PASSWORD = "for this test alone"
CONFIG = """
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.SharedPasswordAuthenticator.admin_password = {password!r} * 3
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.Spawner.args = ["--allow-root", "--ServerApp.root_dir={course}"]
c.Spawner.notebook_dir = "{course}"
c.Spawner.environment = {environment}
c.JupyterHub.custom_scopes = {{"custom:handin:teach": {{"description": "See the class."}}}}
c.JupyterHub.load_groups = {{"teachers": {{"users": ["prof"]}}}}
c.JupyterHub.load_roles = [
    {{"name": "user", "scopes": ["self", "access:services!service=handin"]}},
    {{"name": "teaching", "scopes": ["custom:handin:teach"], "users": ["tess"]}},
]
c.JupyterHub.services = [
    {{
        "name": "handin",
        "url": "http://127.0.0.1:{service}",
        "command": [{python!r}, "-m", "autograder", "serve", "--course", "{course}"],
        "oauth_no_confirm": True,
        "oauth_client_allowed_scopes": ["read:users:groups!user", "custom:handin:teach"],
    }}
]
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory, copy_course, root):
    """A Hub with the service: its address, the course."""
    folder = tmp_path_factory.mktemp("hub")
    course = copy_course(folder / "course", COUNTING)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Handin.before = 'all'\nc.Handin.instructor_groups = ['teachers']\n")
        file.write("c.Handin.instructor_scopes = ['custom:handin:teach']\n")
    released = course / "release" / "ch177"
    released.mkdir(parents=True)
    for name in (f"{COUNTING}.ipynb", "layers.py"):
        shutil.copy(root / "release" / "ch177" / name, released)
    home = {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    (folder / "config").mkdir()  # where nbgrader in a server of the Hub finds the course
    (folder / "config" / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(course)!r}\n"
        "c.CourseDirectory.course_id = 'linear-algebra-for-neural-networks'\n"
    )
    ports = {name: free_port() for name in ("public", "hub", "proxy", "service")}
    (folder / "jupyterhub_config.py").write_text(
        CONFIG.format(
            **ports, password=PASSWORD, course=course, python=sys.executable, environment=json.dumps(home)
        )
    )
    log = folder / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [PROGRAMS / "jupyterhub", "-f", "jupyterhub_config.py"],
            cwd=folder,
            env=os.environ | home | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        until(lambda: "JupyterHub is now running" in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield SimpleNamespace(address=f"http://127.0.0.1:{ports['public']}", course=course, log=log)
    finally:
        process.send_signal(signal.SIGTERM)  # it ends what it has started
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def log_in(page, hub, name):
    """Open the service, which leads to the Hub's login and back."""
    page.goto(f"{hub.address}/services/handin/")
    expect(page.locator("#username_input")).to_be_visible()
    page.locator("#username_input").fill(name)
    page.locator("#password_input").fill(PASSWORD)
    page.locator("#login_submit").click()
    page.wait_for_url("**/services/handin/**")


def test_a_student_hands_in_from_the_hub(page, hub, tmp_path, complaints):
    """From the Hub's own page; and formgrader, in the instructor's server, has the same score."""
    homework = tmp_path / f"{COUNTING}.ipynb"
    shutil.copy(hub.course / "release" / "ch177" / homework.name, homework)
    fill(homework, FORGETFUL)

    log_in(page, hub, "ada")
    page.goto(f"{hub.address}/hub/home")
    page.get_by_role("button", name="Services").or_(page.get_by_text("Services")).first.click()
    page.get_by_role("link", name="handin").click()
    page.get_by_role("link", name="ch177").click()
    page.get_by_label("Notebooks, or a zip").set_input_files(homework)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".total")).to_have_text("1 of 4 points", timeout=120_000)

    page.goto(f"{hub.address}/hub/logout")
    page.goto(f"{hub.address}/services/handin/a/ch177")
    expect(page.locator("#username_input")).to_be_visible()
    log_in(page, hub, "prof")
    page.get_by_role("link", name="ch177").click()
    expect(page.get_by_role("row", name="ada")).to_contain_text("1 of 4")

    page.goto(f"{hub.address}/hub/spawn")
    page.wait_for_url("**/user/prof/**", timeout=120_000)
    page.goto(f"{hub.address}/user/prof/formgrader/manage_submissions/ch177")
    row = page.locator("#main-table tr", has_text="ada")
    expect(row.locator(".score")).to_have_text(re.compile(r"1(\.0*)? / 4"))
    page.goto(f"{hub.address}/services/handin/instructor/ch177/report")
    page.locator("a[href*='formgrader/gradebook/']").first.click()
    page.wait_for_url(f"**/user/prof/formgrader/gradebook/ch177/{COUNTING}")
    complaints.clear()  # JupyterLab's and formgrader's own wishes


def test_a_scope_makes_an_instructor(page, hub, complaints):
    """One of the Hub's custom scopes, by a role; who has neither scope nor group sees no class."""
    log_in(page, hub, "tess")
    expect(page.locator("h1")).to_have_text("The class")

    page.context.clear_cookies()
    log_in(page, hub, "stu")
    expect(page.locator("h1")).to_have_text("Assignments")
    page.goto(f"{hub.address}/services/handin/instructor")
    expect(page.locator("h1")).to_have_text("This isn’t yours to see or do")
    complaints.clear()


def test_a_student_s_server_is_no_way_in(hub):
    """Nothing of the service's can be had without logging in, nor by a made-up name."""
    host = hub.address.removeprefix("http://")
    for path in ("", "instructor", "a/ch177"):
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("GET", f"/services/handin/{path}", headers={"X-Forwarded-User": "prof"})
        answer = connection.getresponse()

        assert answer.status in (302, 303)
        assert "/services/handin/login" in answer.headers["Location"]
