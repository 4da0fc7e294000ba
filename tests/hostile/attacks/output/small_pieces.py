"""Prints a hundred thousand times one letter, to both streams in turn."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import sys

for number in range(100_000):
    print("x", end="", file=(sys.stdout, sys.stderr)[number % 2])
"""
]
