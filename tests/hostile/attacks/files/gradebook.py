"""Writes a score into the gradebook. Its file must be out of reach."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import sqlite3

for address in ("file:{course}/gradebook.db?mode=rw", "file:{course}/gradebook.db?mode=ro&immutable=1"):
    try:
        gradebook = sqlite3.connect(address, uri=True)
        print("ESCAPED:", gradebook.execute("SELECT * FROM grade").fetchall())
        gradebook.execute("UPDATE grade SET score = 100")
        gradebook.commit()
        print("ESCAPED: wrote a score")
    except sqlite3.Error as error:
        print("held:", type(error).__name__)
"""
]
