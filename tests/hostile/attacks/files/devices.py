"""Opens devices: memory, disks, terminals, virtual machines. Only null, zero and randomness are here."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import os

for name in (
    "mem", "kmem", "port", "kmsg", "vda", "vda1", "sda", "nvme0n1", "loop-control", "loop0", "dm-0",
    "tty", "tty0", "console", "ptmx", "fuse", "kvm", "net/tun", "vhost-vsock", "userfaultfd", "hpet", "rtc0",
):
    try:
        os.close(os.open("/dev/" + name, os.O_RDONLY | os.O_NONBLOCK))
        print("ESCAPED: opened", name)
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
import os

try:
    for name in os.listdir("/dev"):
        if name not in ("null", "zero", "full", "random", "urandom", "stdin", "stdout", "stderr", "fd"):
            print("ESCAPED: there is", name)
    print("held: listed")
except OSError as error:
    print("held:", type(error).__name__)
""",
]
