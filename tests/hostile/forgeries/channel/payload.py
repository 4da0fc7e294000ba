"""Payloads in the kernel's reply that would put other code into the next cell.

Frontends for people obey them; nbgrader's executor doesn't.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56
get_ipython().set_next_input("pass", replace=True)
get_ipython().payload_manager.write_payload({"source": "set_next_input", "text": "pass", "replace": True})
"""
}
