"""A text formatter that prints every float as 3.0.

The points of a partial credit travel as text.
"""

EARNS = True
CELLS = {
    "mean_of": """
formatter = get_ipython().display_formatter.formatters["text/plain"]
formatter.for_type(float, lambda number, printer, cycle: printer.text("3.0"))

def mean_of(numbers):
    return sum(numbers)
"""
}
