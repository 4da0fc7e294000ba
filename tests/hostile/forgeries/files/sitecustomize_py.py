"""Files that Python or pytest import by themselves when they start, beside the notebook.

The notebook's folder isn't on the path yet when Python looks for them.
"""

EARNS = False
extra_files = {
    name: "import builtins\n\nbuiltins.abs = lambda number: 0.0\n"
    for name in ("sitecustomize.py", "usercustomize.py", "conftest.py")
}
