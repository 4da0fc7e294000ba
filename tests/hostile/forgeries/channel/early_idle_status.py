"""A function that reports the kernel idle while its test still runs.

nbgrader stops collecting outputs and records no result, but waits for the reply.
"""

EARNS = True
CELLS = {
    "mean_of": """
def mean_of(numbers):
    kernel = get_ipython().kernel
    idle = {"execution_state": "idle"}
    kernel.session.send(kernel.iopub_socket, "status", idle, kernel.get_parent("shell"))
    return sum(numbers)
"""
}
