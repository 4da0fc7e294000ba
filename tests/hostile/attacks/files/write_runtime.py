"""Plants modules into the Python that all students share. Nothing of it may be writable."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import sys
import sysconfig
import numpy

folders = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "scripts", "data")}
folders |= {os.path.dirname(numpy.__file__), sys.prefix, sys.base_prefix, *filter(None, sys.path)}
for folder in sorted(folders):
    path = os.path.join(folder, "planted-by-a-student.pth")
    try:
        with open(path, "x"):
            os.remove(path)
        print("ESCAPED: wrote into", folder)
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
import os
import json.decoder

for path in (os.__file__, json.decoder.__file__, json.decoder.__cached__):
    try:
        open(path, "r+").close()
        print("ESCAPED: opened for writing", path)
    except OSError as error:
        print("held:", type(error).__name__)
""",
]
