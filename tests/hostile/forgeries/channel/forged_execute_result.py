"""A raw execute_result message with the number 2, sent while the test is running.

nbgrader takes the first result of a cell for its points.
"""

EARNS = True
CELLS = {
    "sq": """
def sq(x):
    kernel = get_ipython().kernel
    points = {"data": {"text/plain": "2"}, "metadata": {}, "execution_count": 1}
    kernel.session.send(kernel.iopub_socket, "execute_result", points, kernel.get_parent("shell"))
    return x * 2
"""
}
