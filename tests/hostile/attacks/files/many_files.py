"""Uses up the file system's inodes: 20,000 empty files."""

OUTCOME = "either"
STOCK = True
CELLS = [
    """
import os

made = 0
try:
    for number in range(20_000):
        os.close(os.open(f"empty-{number}", os.O_CREAT | os.O_WRONLY, 0o600))
        made += 1
    print("ESCAPED: 20,000 files")
except OSError as error:
    print("held:", type(error).__name__)
for number in range(made):
    os.remove(f"empty-{number}")
"""
]
