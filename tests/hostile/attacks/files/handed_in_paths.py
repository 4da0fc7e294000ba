"""Hands in files whose paths lead out of the work folder. They may only ever land in it."""

OUTCOME = "held"
STOCK = False
FILES = {
    "../outside.txt": "planted",
    "/tmp/planted-by-a-student/outside.txt": "planted",
    "data/../../../outside.txt": "planted",
    "data/inside.txt": "mine",
}
CELLS = [
    """
import os

for path in ("../outside.txt", "/tmp/planted-by-a-student/outside.txt", "../../outside.txt"):
    try:
        with open(path) as file:
            print("ESCAPED:", path, file.read())
    except OSError as error:
        print("held:", type(error).__name__)
print(open("data/inside.txt").read())
"""
]
