"""Runs programs: by subprocess, posix_spawn and a shell."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import os
import subprocess
import sys

for run in (
    lambda: subprocess.run(["/bin/sh", "-c", "id"], check=True),
    lambda: subprocess.run([sys.executable, "-c", "1"], check=True),
    lambda: subprocess.run([sys.executable, "-c", "1"], check=True, close_fds=False),
    lambda: os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 0"], {}), 0)[1] and os.stat("/missing"),
    lambda: os.popen("echo hello").read().strip() == "hello" or os.stat("/missing"),
    lambda: os.system("exit 0") and os.stat("/missing"),
):
    try:
        run()
        print("ESCAPED: ran a program")
    except (OSError, subprocess.SubprocessError) as error:
        print("held:", type(error).__name__)
"""
]
