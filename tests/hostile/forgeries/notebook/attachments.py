"""Attachments and text in markdown cells that claim points.

Nobody reads scores there.
"""

EARNS = False


def tamper(notebook: dict) -> None:
    """Add claims to every markdown cell."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["attachments"] = {"score.json": {"application/json": '{"score": 11.0}'}}
            cell["source"] = "<!-- score: 11 / 11 -->\n**Graded: 11 / 11**"
