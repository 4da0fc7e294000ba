"""Hands in modules named like those that the grader's process needs.

They change nothing but the student's own.
"""

OUTCOME = "either"
STOCK = False
PLANTED = "raise SystemExit('planted')"
FILES = {
    f"{name}.py": PLANTED
    for name in (
        "numpy",
        "msgspec",
        "json",
        "os",
        "site",
        "sitecustomize",
        "autograder",
        "nbformat",
        "encodings",
    )
}
CELLS = [
    """
import importlib

for name in ("numpy", "msgspec", "json", "site", "autograder", "wave", "sitecustomize"):
    try:
        print(name, importlib.import_module(name).__file__ is not None)
    except BaseException as error:
        print("held:", type(error).__name__)
"""
]
