"""Maps shared memory, which limits on a process's own data don't count."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import mmap

for make in (
    lambda: mmap.mmap(-1, 2 << 30),
    lambda: mmap.mmap(open("/dev/zero", "r+b").fileno(), 2 << 30),
    lambda: mmap.mmap(-1, 2 << 30, flags=mmap.MAP_PRIVATE),
):
    try:
        mapped = make()
        for place in range(0, 2 << 30, 4096):
            mapped[place] = 1
        print("ESCAPED: two gigabytes")
        mapped.close()
    except (OSError, MemoryError) as error:
        print("held:", type(error).__name__)
"""
]
