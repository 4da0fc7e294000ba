"""Leaves links where the grader might write or clean up: they must not lead it out of the folder."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os

for name in ("1_double.ipynb", "output.json", "result", "out", "home"):
    try:
        os.symlink("{course}/gradebook.db", name)
        os.symlink("{course}", name + ".d")
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
import os
import shutil

here = os.getcwd()
try:
    shutil.rmtree(here, ignore_errors=True)
    os.rmdir(here)
    os.symlink(os.path.dirname("{host}"), here)
    print("replaced the work folder by a link")
except OSError as error:
    print("held:", type(error).__name__)
""",
]
