"""Asks the account's database for the home folder of whoever runs the grader, and reads it."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import pwd

mark = "CAN" + "ARY-"
homes = {os.path.expanduser("~"), "/root", os.path.dirname("{course}") + "/home"}
try:
    homes.add(pwd.getpwuid(os.getuid()).pw_dir)
except KeyError as error:
    print("held:", type(error).__name__)
for home in homes:
    try:
        for name in os.listdir(home):
            path = os.path.join(home, name)
            if os.path.isfile(path) and mark in open(path, errors="replace").read(10_000):
                print("ESCAPED: read", name, open(path).read(10_000))
    except OSError as error:
        print("held:", type(error).__name__)
print("held: nothing found")
"""
]
