"""Serves and calls with asyncio, whose own socket pair is allowed."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import asyncio

async def nothing(reader, writer):
    writer.close()

for make in (
    lambda: asyncio.start_server(nothing, "127.0.0.1", 0),
    lambda: asyncio.open_connection("127.0.0.1", {port}),
    lambda: asyncio.start_unix_server(nothing, "mine"),
    lambda: asyncio.open_unix_connection("{doors}/stream"),
):
    try:
        made = await make()
        empty = hasattr(made, "sockets") and not made.sockets
        print("held: no socket" if empty else "ESCAPED: asyncio has a socket")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
