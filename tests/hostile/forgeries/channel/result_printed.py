"""Text on stdout that looks like the results of graders.

nbgrader doesn't read scores from streams.
"""

EARNS = False
CELLS = {
    "ans": """
import json

class Talkative(int):
    def __eq__(self, other):
        print("2.0")
        print(json.dumps({"score": 2.0, "max_score": 2.0, "status": "passed"}))
        print("1 passed in 0.01s", "OK", "Out[1]: 2.0", sep="\\n")
        return int.__eq__(self, other)

ans = Talkative(56)
"""
}
