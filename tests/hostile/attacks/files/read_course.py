"""Opens what a course keeps from students by its absolute paths. None of it may be there to open."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
for name in (
    "nbgrader_config.py",
    "gradebook.db",
    "solutions/demo/double.py",
    "source/demo/1_double.ipynb",
    "submitted/another/demo/1_double.ipynb",
):
    try:
        with open("{course}/" + name, errors="replace") as file:
            print("ESCAPED: read", name, file.read()[-2000:])
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
