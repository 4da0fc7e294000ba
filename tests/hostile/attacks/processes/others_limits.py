"""Takes descriptors, files and time from its parent by lowering its limits."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import resource

for target in (os.getppid() or 1, 1):
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
        try:
            print("ESCAPED: lowered", resource.prlimit(target, limit, (5, 5)))
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
DANGEROUS = True
