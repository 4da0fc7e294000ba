"""Configuration files of IPython and the kernel beside the notebook.

They would have every cell replaced, but the kernel doesn't read them there.
"""

EARNS = False
extra_files = {
    name: "c = get_config()\nc.InteractiveShellApp.exec_lines = [\n"
    "    \"get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])\"\n]\n"
    for name in ("ipython_config.py", "ipython_kernel_config.py")
}
