"""An input transformer that makes every later cell a `pass`.

A test that is never run raises nothing, and nbgrader gives it full marks.
"""

EARNS = True
CELLS = {
    "ans": """
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])
ans = 56
"""
}
