"""Becomes root, or joins other groups."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

for change in (
    lambda: os.setresuid(0, 0, 0),
    lambda: os.setuid(0),
    lambda: os.seteuid(0),
    lambda: os.setresgid(0, 0, 0),
    lambda: os.setgid(0),
    lambda: os.setgroups([0, 4, 27]),
    lambda: os.setgroups([]),
    lambda: os.initgroups("root", 0),
):
    try:
        change()
        print("ESCAPED: now", os.getresuid(), os.getresgid(), os.getgroups())
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
