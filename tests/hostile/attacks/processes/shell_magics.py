"""Runs shell commands the way notebooks do: an exclamation mark, and a cell of bash."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
try:
    lines = !echo hello
    print("ESCAPED: ran a command" if "hello" in lines else "held: no output")
except OSError as error:
    print("held:", type(error).__name__)
""",
    """%%bash
echo "ESCAPED: ran bash"
""",
    """!echo "ESCAPED: ran" echo
""",
    """
try:
    get_ipython().system("touch made-by-the-shell")
except OSError as error:
    print("held:", type(error).__name__)
import os
print("ESCAPED: ran touch" if os.path.exists("made-by-the-shell") else "held: no file")
""",
]
