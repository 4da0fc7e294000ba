"""Replaces its own process by a program that prints into its place."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import sys

for path in ("/bin/sh", "/usr/bin/env", sys.executable, "/bin/busybox"):
    for environment in ({}, {"LD_PRELOAD": "./mine.so"}):
        try:
            os.execve(path, [path, "-c", "echo ESCAPED"], environment)
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
