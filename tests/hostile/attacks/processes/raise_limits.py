"""Lifts the limits that it has been given."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import resource

for name in ("AS", "DATA", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE", "MEMLOCK"):
    try:
        which = getattr(resource, "RLIMIT_" + name)
        top = 1 << 20 if name == "NOFILE" else resource.RLIM_INFINITY
        resource.setrlimit(which, (top, top))
        print("ESCAPED: lifted", name)
    except (OSError, ValueError) as error:
        print("held:", type(error).__name__)
"""
]
