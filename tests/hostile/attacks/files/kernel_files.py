"""Reads and writes what the kernel offers as files: /proc/sys, /sys, its log, its crash handler."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
for path in (
    "/proc/version",
    "/proc/cpuinfo",
    "/proc/mounts",
    "/proc/self/maps",
    "/proc/kallsyms",
    "/proc/sys/kernel/core_pattern",
    "/sys/class/net/lo/address",
    "/sys/fs/cgroup/cgroup.procs",
    "/sys/kernel/mm/transparent_hugepage/enabled",
):
    try:
        with open(path, "rb") as file:
            print("ESCAPED: read", path, file.read(40))
    except OSError as error:
        print("held:", type(error).__name__)
""",
    """
for name in ("oom_score_adj", "coredump_filter", "comm", "timerslack_ns"):
    path = f"/proc/self/{name}"
    try:
        with open(path, "r+") as file:
            file.write(file.read())
        print("ESCAPED: wrote", path)
    except OSError as error:
        print("held:", type(error).__name__)
""",
]
