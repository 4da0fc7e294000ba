"""Ends a cell with a value whose text is 200 MB."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
class Long:
    def __repr__(self):
        return "x" * (200 << 20)

Long()
""",
    """
[Long()] * 3
""",
]
