"""Leaves settings in the home folder that run code: IPython's, matplotlib's, Python's."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import site

for path in (
    "~/.ipython/profile_default/startup/00-planted.py",
    "~/.config/matplotlib/matplotlibrc",
    os.path.join(site.getusersitepackages(), "usercustomize.py"),
    "~/.pythonrc", "sitecustomize.py", "matplotlibrc",
):
    path = os.path.expanduser(path)
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write("# left behind")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
LATER = [
    """
import os
import site

for path in (
    "~/.ipython/profile_default/startup/00-planted.py", "~/.config/matplotlib/matplotlibrc",
    os.path.join(site.getusersitepackages(), "usercustomize.py"), "sitecustomize.py", "matplotlibrc",
):
    print("ESCAPED: found" if os.path.exists(os.path.expanduser(path)) else "held: no", path)
"""
]
