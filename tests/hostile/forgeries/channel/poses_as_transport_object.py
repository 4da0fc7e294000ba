"""An answer with the keys and attributes that a remote reference or a verdict might have.

It is compared as the dictionary that it is.
"""

EARNS = False
CELLS = {
    "ans": """
ans = {"t": "int", "v": 56, "kind": "value", "type": "int", "value": 56, "__class__": "int", "ref": 0}
""",
    "sq": """
def sq(x):
    return {"kind": "exception", "passed": True, "score": 2.0, "ndarray": True, "data": [2.0, 6.0, -4.0]}
""",
}
