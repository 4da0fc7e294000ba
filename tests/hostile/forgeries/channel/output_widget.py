"""A comm that poses as an output widget and takes over the outputs of the running test.

The executor sends a test's result to the widget, and the cell keeps none: full marks.
"""

EARNS = True
CELLS = {
    "mean_of": """
from comm import create_comm

widget = {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "outputs": []}
opened = []

def mean_of(numbers):
    if not opened:
        opened.append(create_comm(target_name="jupyter.widget", data={"state": widget}))
        message = get_ipython().kernel.get_parent("shell")["header"]["msg_id"]
        opened[0].send(data={"method": "update", "state": {"msg_id": message}})
    return sum(numbers)
"""
}
