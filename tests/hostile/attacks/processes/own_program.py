"""Writes a program of its own and starts it: by name, by descriptor and through the loader."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import glob
import os
import subprocess

with open("mine", "w") as file:
    file.write("#!/bin/sh\\nexit 0\\n")
os.chmod("mine", 0o755)
opened = os.open("mine", os.O_RDONLY)
loaders = glob.glob("/lib64/ld-linux*") + ["/lib/ld-linux-aarch64.so.1"]
for command in (["./mine"], [f"/proc/self/fd/{opened}"], [loaders[0], "/bin/true"]):
    try:
        subprocess.run(command, check=True)
        print("ESCAPED: ran", command[0])
    except (OSError, subprocess.SubprocessError) as error:
        print("held:", type(error).__name__)
""",
    """
import os

try:
    os.execve(os.open("mine", os.O_RDONLY | os.O_CLOEXEC), ["mine"], {})
except OSError as error:
    print("held:", type(error).__name__)
""",
]
