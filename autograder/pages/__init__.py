"""Pages that people look at: one file, no script, no network, and nothing of a student's that is alive."""

from autograder.pages.clean import code, from_html, from_markdown, picture
from autograder.pages.page import page

__all__ = ["code", "from_html", "from_markdown", "page", "picture"]
