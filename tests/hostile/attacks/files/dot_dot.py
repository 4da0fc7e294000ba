"""Goes up from an open folder, step by step, with dir_fd and fchdir instead of a path."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
found = []
try:
    for step in range(30):
        above = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
        found = os.listdir(above)
        os.close(here)
        here = above
    for name in ("root", "home", "etc"):
        names = os.listdir(os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)) if name in found else []
        print("ESCAPED: listed" if "passwd" in names or name != "etc" and names else "held: nothing in", name)
except OSError as error:
    print("held:", type(error).__name__)
""",
    """
import os

before = os.getcwd()
try:
    os.chdir(os.path.relpath("{course}"))
    print("ESCAPED: went to", os.listdir("."))
except OSError as error:
    print("held:", type(error).__name__)
finally:
    os.chdir(before)
""",
]
