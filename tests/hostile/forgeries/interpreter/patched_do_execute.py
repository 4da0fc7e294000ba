"""The kernel's own do_execute replaced by one that always replies "ok".

The cell isn't even handed to IPython.
"""

EARNS = True
CELLS = {
    "ans": """
kernel = get_ipython().kernel

async def reply_ok(*args, **options):
    return {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}

kernel.do_execute = reply_ok
ans = 56
"""
}
