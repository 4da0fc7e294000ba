"""Leaves files wherever it may write; the next student looks for them."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import os
import tempfile

for folder in {os.path.expanduser("~"), tempfile.gettempdir(), ".", "..", "/tmp", "/var/tmp", "/dev/shm"}:
    try:
        with open(os.path.join(folder, "left-by-a-student.txt"), "w") as file:
            file.write("left behind")
        print("wrote into", folder)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
LATER = [
    """
import os
import tempfile

for folder in (os.path.expanduser("~"), tempfile.gettempdir(), ".", "..", "/tmp", "/var/tmp", "/dev/shm"):
    path = os.path.join(folder, "left-by-a-student.txt")
    try:
        with open(path) as file:
            print("ESCAPED: found", path, file.read())
        os.remove(path)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
