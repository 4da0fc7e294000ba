"""Uses up inodes by what is no file: folders, links and pipes."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os

made = 0
try:
    for number in range(5000):
        os.symlink("nowhere", f"link-{number}")
        os.mkdir(f"folder-{number}")
        os.mkfifo(f"pipe-{number}")
        made += 3
    print("ESCAPED:", made)
except OSError as error:
    print("held:", type(error).__name__)
"""
]
