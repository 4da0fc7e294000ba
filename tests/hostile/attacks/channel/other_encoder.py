"""Replaces the functions that write answers in its own process."""

OUTCOME = "caught"
STOCK = False
CELLS = [
    """
import gc
import sys

messages = sys.modules.get("autograder.remote.messages")
outputs = [messages.Output("stream", name="stdout", text="") for _ in range(30_000)]
messages.encode = lambda answer, encode=messages.encode: encode(messages.Ran(outputs, 1))
"""
]
