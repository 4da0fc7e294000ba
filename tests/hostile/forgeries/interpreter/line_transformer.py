"""An input transformer that makes assignments of the lines that begin with assert.

IPython lets notebooks add their own syntax this way.
"""

EARNS = True
CELLS = {
    "words": """
def soften(lines):
    return ["_ = " + line[len("assert "):] if line.startswith("assert ") else line for line in lines]

get_ipython().input_transformers_post.append(soften)
words = []
"""
}
