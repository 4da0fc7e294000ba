"""Adds to the course's tests and to another student's work, moves it away and back."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

notebook = "demo/1_double.ipynb"
for name in (f"source/{notebook}", f"submitted/another/{notebook}", "solutions/demo/double.py"):
    try:
        with open("{course}/" + name, "a") as file:
            file.write(" ")
        print("ESCAPED: wrote", name)
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
import os

for change in (
    lambda: os.rename("{course}/source", "{course}/gone") or os.rename("{course}/gone", "{course}/source"),
    lambda: os.mkdir("{course}/submitted/planted"),
    lambda: os.symlink("/", "{course}/planted"),
    lambda: os.remove("{course}/submitted/another/demo/planted"),
):
    try:
        change()
        print("ESCAPED: changed it")
    except OSError as error:
        print("held:", type(error).__name__)
""",
]
