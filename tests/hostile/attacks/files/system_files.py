"""Reads the machine's accounts, keys and configuration. No account of the host's may show."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
for path in ("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/hostname", "/etc/hosts"):
    try:
        with open(path) as file:
            text = file.read()
        known = [line for line in text.splitlines() if line.startswith(("root:", "daemon:", "127."))]
        print("ESCAPED: read" if known else "held: nothing in", path)
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
import os

for path in ("/root", "/home", "/var/log", "/var/lib", "/boot", "/srv", "/mnt"):
    try:
        names = os.listdir(path)
        print("ESCAPED: listed" if names else "held: nothing in", path)
    except OSError as error:
        print("held:", type(error).__name__)
""",
]
