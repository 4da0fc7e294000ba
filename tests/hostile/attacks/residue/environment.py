"""Changes the environment, the mask for files, the folder, limits and signals for who comes next."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import resource
import signal

os.environ["LEFT"] = "behind"
os.umask(0o777)
os.chdir("/")
resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 600)
print("held: done in its own process")
"""
]
LATER = [
    """
import os
import resource
import signal

mask = os.umask(0o022)
for name, left in (
    ("environment", "LEFT" in os.environ),
    ("mask", mask == 0o777),
    ("folder", os.getcwd() == "/"),
    ("limit", resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 30),
    ("signal", signal.getsignal(signal.SIGTERM) == signal.SIG_IGN),
    ("timer", signal.getitimer(signal.ITIMER_REAL)[0] > 60),
):
    print("ESCAPED:" if left else "held:", name)
"""
]
