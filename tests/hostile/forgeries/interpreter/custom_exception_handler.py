"""An exception handler for all errors that does nothing.

The traceback is gone, but the kernel's reply still says that the cell failed.
"""

EARNS = False
CELLS = {
    "ans": """
get_ipython().set_custom_exc((BaseException,), lambda *args, **options: None)
ans = 56
"""
}
