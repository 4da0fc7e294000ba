"""IPython told not to display the last expression of a cell.

A partial credit of 0.0 isn't shown then, and a cell without a number counts in full.
"""

EARNS = True
CELLS = {
    "mean_of": """
%config InteractiveShell.ast_node_interactivity = "none"

def mean_of(numbers):
    return sum(numbers)
"""
}
