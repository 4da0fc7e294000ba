"""Fills the disk with files of a megabyte, up to 300. The work folder has to be full long before."""

OUTCOME = "either"
STOCK = True
CELLS = [
    """
written = 0
try:
    for number in range(300):
        with open(f"filler-{number}", "wb") as file:
            written += file.write(bytes(1 << 20))
except OSError as error:
    print("held:", type(error).__name__)
print("ESCAPED: wrote 300 MB" if written >= 300 << 20 else "held: it is full")
""",
    """
import glob, os

for path in glob.glob("filler-*"):
    os.remove(path)
""",
]
