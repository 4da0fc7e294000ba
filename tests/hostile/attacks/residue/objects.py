"""Looks through all of Python's objects, frames and threads for the grader's and other students'."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
kept = {"text": "EARLIER-JOB-fedcba98"}
print("held: in its own process")
"""
]
LATER = [
    """
import gc
import sys

mark, secret = "EARLIER" + "-JOB-", "CAN" + "ARY-"
own = (mark, secret)
texts = set()
for thing in gc.get_objects():
    parts = list(thing.items()) if type(thing) is dict else []
    parts += list(thing) if type(thing) in (list, tuple, set) else []
    for part in parts:
        for text in part if type(part) is tuple else (part,):
            if type(text) is str and text not in own and (mark in text or secret in text):
                texts.add(text)
frame = sys._getframe()
while frame is not None:
    texts |= {str(value) for value in frame.f_locals.values() if type(value) is str and mark in value}
    frame = frame.f_back
texts = {text for text in texts if mark + "fed" in text or secret in text}
print("ESCAPED: found" if texts else "held: found", texts)
"""
]
