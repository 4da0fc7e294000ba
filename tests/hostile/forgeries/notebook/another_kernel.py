"""Another kernel and another language in the notebook's metadata.

nbgrader puts the instructor's kernel back.
"""

EARNS = False


def tamper(notebook: dict) -> None:
    """Name a kernel that doesn't exist and a language without asserts."""
    notebook["metadata"]["kernelspec"] = {"name": "lenient", "display_name": "Lenient", "language": "text"}
    notebook["metadata"]["language_info"] = {"name": "text", "file_extension": ".txt"}
