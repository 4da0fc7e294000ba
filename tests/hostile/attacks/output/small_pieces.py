"""Prints a million times one letter, to both streams in turn."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import sys

for number in range(300_000):
    print("x", end="", file=(sys.stdout, sys.stderr)[number % 2])
"""
]
