"""Crashes in every way that leaves a core, with the limit for cores lifted. None may be left anywhere."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import ctypes
import resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("ESCAPED: cores have no limit")
except (OSError, ValueError) as error:
    print("held:", type(error).__name__)
""",
    """
import os
os.abort()
""",
    """
import ctypes
ctypes.string_at(0)
""",
]
