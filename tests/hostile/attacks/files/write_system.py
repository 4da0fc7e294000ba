"""Writes into the machine's folders, with a name and without. Only the work folder takes files."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

folders = ("/", "/usr", "/usr/lib", "/etc", "/tmp", "/var/tmp", "/run", "/dev", "/dev/shm", "/opt", "/root")
for folder in folders:
    path = os.path.join(folder, "planted-by-a-student")
    try:
        with open(path, "x") as file:
            file.write("x")
        os.remove(path)
        print("ESCAPED: wrote into", folder)
    except OSError as error:
        print("held:", type(error).__name__)
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_RDWR))
        print("ESCAPED: wrote a nameless file into", folder)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
