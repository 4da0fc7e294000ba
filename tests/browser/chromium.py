"""Which Chromium the tests of pages drive; `python tests/browser/chromium.py` prints it, or fails."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def find() -> str | None:
    """The system's Chromium or Chrome, else the one that `playwright install chromium` brought, else None."""
    if system := next(filter(None, map(shutil.which, NAMES)), None):
        return system
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


if __name__ == "__main__":
    print(find() or sys.exit("There is no Chromium."))
