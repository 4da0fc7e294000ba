"""Displays Markdown, LaTeX and widgets that would load from elsewhere."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
from IPython.display import Image, Latex, Markdown, display

display(Markdown("![](http://example.com/seen.png) [click](javascript:alert(1))"))
display(Latex(r"$\\def\\x{\\x\\x}\\x$ \\input{/etc/passwd}"))
display({"application/vnd.jupyter.widget-view+json": {"model_id": "../../x", "version_major": 2}}, raw=True)
Image(url="http://example.com/seen.png")
"""
]
