"""Opens files until the machine has no more: 20,000."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import resource

try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (30_000, 30_000))
except (OSError, ValueError) as error:
    print("held:", type(error).__name__)
kept = []
try:
    while len(kept) < 20_000:
        kept.append(os.open("/dev/null", os.O_RDONLY))
    print("ESCAPED: 20,000 open files")
except OSError as error:
    print("held:", type(error).__name__)
for number in kept:
    os.close(number)
"""
]
