"""Puts symbolic and hard links to the host's files into the work folder, and opens those."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import os

for number, target in enumerate(("{host}", "{course}/gradebook.db", "/etc/passwd")):
    for make in (os.symlink, os.link):
        name = f"{make.__name__}-{number}"
        try:
            make(target, name)
            with open(name, errors="replace") as file:
                text = file.read()
            print("ESCAPED: read", text[-100:]) if "root:x" in text or number < 2 else print("held: empty")
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
