"""Replaces the functions that write answers in its own process."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import gc
import sys

messages = sys.modules.get("autograder.remote.messages")
outputs = [messages.Output("stream", name="stdout", text="") for _ in range(300_000)]
messages.encode = lambda answer, encode=messages.encode: encode(messages.Ran(outputs, 1))
"""
]
