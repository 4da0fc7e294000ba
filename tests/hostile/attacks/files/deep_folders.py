"""Nests a thousand folders, deeper than any path may be long. They have to be gone afterwards."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os

start = os.getcwd()
try:
    for depth in range(1000):
        os.mkdir("n" * 200)
        os.chdir("n" * 200)
    print("went down", depth)
except OSError as error:
    print("held:", type(error).__name__)
os.chdir(start)
"""
]
