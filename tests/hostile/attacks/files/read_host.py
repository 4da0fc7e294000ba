"""Opens a file of the host's that everybody there may read. In here nobody may."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import io, os, pathlib

for way in (open, io.FileIO, pathlib.Path.read_text, lambda path: os.open(path, os.O_RDONLY)):
    try:
        found = way("{host}")
        print("ESCAPED:", found if isinstance(found, str) else "opened it")
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
import os

for flags in (os.O_PATH, os.O_RDONLY | os.O_DIRECTORY):
    try:
        folder = os.open(os.path.dirname("{host}"), flags)
        with open(os.open("secret.txt", os.O_RDONLY, dir_fd=folder)) as file:
            print("ESCAPED:", file.read())
    except OSError as error:
        print("held:", type(error).__name__)
""",
]
