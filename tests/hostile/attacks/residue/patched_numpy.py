"""Patches numpy, built-ins and modules in place; the next student computes with them."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import builtins
import math
import sys

import numpy as np

np.mean = np.allclose = lambda *_args, **_kwargs: "left"
builtins.print_ = builtins.sum = lambda *_: "left"
math.tau = 0
sys.modules["left"] = sys
np.random.seed(177)
np.seterr(all="ignore")
sys.path.insert(0, "/left")
print("held: in its own process")
"""
]
LATER = [
    """
import builtins
import math
import sys

import numpy as np

for name, left in (
    ("numpy", np.mean([1]) == "left"),
    ("built-ins", hasattr(builtins, "print_") or sum([1]) == "left"),
    ("math", math.tau == 0),
    ("modules", "left" in sys.modules),
    ("path", "/left" in sys.path),
    ("errors", np.geterr()["divide"] == "ignore"),
):
    print("ESCAPED:" if left else "held:", name)
"""
]
