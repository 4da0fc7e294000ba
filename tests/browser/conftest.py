"""What all tests of pages share: a headless Chromium, pages that must not complain, axe, screenshots.

Playwright drives the system's Chromium: its driver comes with the wheel, so no second package has to fit
the browser's version, as with Selenium, and it waits by itself for what a test looks for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import chromium
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

HERE = ("http://127.0.0.1:", "http://localhost:", "file:", "data:", "blob:", "about:")
WINDOW = {"width": 1280, "height": 900}

expect.set_options(timeout=30_000)  # milliseconds; as long as a click waits


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; for no longer than a module, since asyncio.run() doesn't work beside it."""
    program = chromium.find()
    assert program, "There is no Chromium. Run: make test-packages"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=os.geteuid() != 0)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page complained of: errors on the console, exceptions, requests to other machines.

    A test fails if there is something left in it at its end; one that expects a complaint takes it out.
    """
    return []


@pytest.fixture
def page(browser, complaints) -> Iterator[Page]:
    """A fresh page, without cookies, that reaches this machine alone and must not complain."""
    context = browser.new_context(viewport=WINDOW)

    def elsewhere(route: Route) -> None:
        if route.request.url.startswith(HERE):
            route.continue_()
        else:
            complaints.append(f"It asks another machine for {route.request.url}")
            route.abort()

    context.route("**/*", elsewhere)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """What axe-core objects to in a page: a line for each element, with the rule and how grave it is.

    Called as `axe(page)`, or `axe(page, options={"rules": {"region": {"enabled": False}}})`.
    """

    def run(page: Page, **asked: object) -> list[str]:
        violations = Axe().run(page, **asked).response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for rule in violations
            for node in rule["nodes"]
        ]

    return run


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], None]:
    """Keep what a page looks like as NAME.png, if the variable SCREENSHOTS names a folder for it."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take
