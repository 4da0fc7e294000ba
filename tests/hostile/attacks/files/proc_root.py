"""Leaves the work folder through the magic links of /proc: root, cwd, exe and open descriptors."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

parent = os.getppid()
links = ("self/root", "1/root", f"{parent}/root", f"{parent}/cwd", "self/cwd/../..", "thread-self/root")
for link in links:
    try:
        print("ESCAPED: listed", link, os.listdir("/proc/" + link)[:3])
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
import os

for process in ("self", "1", str(os.getppid())):
    for what in ("fd", "map_files", "ns", "task"):
        try:
            print("ESCAPED: listed", process, what, os.listdir(f"/proc/{process}/{what}")[:3])
        except OSError as error:
            print("held:", type(error).__name__)
""",
]
