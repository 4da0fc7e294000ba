"""Plants modules and compiled files where the next student's imports find them."""

OUTCOME = "held"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import importlib.util
import os
import sys
import json.tool

for folder in filter(None, [*sys.path, sys.prefix, os.path.dirname(json.tool.__cached__)]):
    try:
        with open(os.path.join(folder, "left_by_a_student.py"), "w") as file:
            file.write("here = True")
        print("planted in", folder)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
LATER = [
    """
import os
import sys

try:
    import left_by_a_student
    print("ESCAPED: imported", left_by_a_student.__file__)
except ImportError as error:
    print("held:", type(error).__name__)
import json.tool
for folder in filter(None, [*sys.path, sys.prefix, os.path.dirname(json.tool.__cached__)]):
    try:
        os.remove(os.path.join(folder, "left_by_a_student.py"))
        print("ESCAPED: it was in", folder)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
