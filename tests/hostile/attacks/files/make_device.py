"""Makes device files of its own in the work folder, for the first disk and for memory, and opens them."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import stat

for name, kind, major, minor in (
    ("disk", stat.S_IFBLK, 254, 0),
    ("disk2", stat.S_IFBLK, 8, 0),
    ("memory", stat.S_IFCHR, 1, 1),
    ("log", stat.S_IFCHR, 1, 11),
    ("zero", stat.S_IFCHR, 1, 5),
):
    try:
        os.mknod(name, kind | 0o600, os.makedev(major, minor))
        with open(name, "rb") as file:
            print("ESCAPED: opened", name, len(file.read(16)))
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
