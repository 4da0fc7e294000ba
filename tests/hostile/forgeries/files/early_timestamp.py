"""A timestamp before the release, beside the notebook.

It is believed, but gives no points.
"""

EARNS = False
extra_files = {"timestamp.txt": "1999-12-31 23:59:59 UTC"}
