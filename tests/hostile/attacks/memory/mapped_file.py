"""Maps a file of the work folder that is larger than the folder may be."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import mmap

try:
    with open("mapped", "w+b") as file:
        file.truncate(300 << 20)
        mapped = mmap.mmap(file.fileno(), 300 << 20)
        for place in range(0, 300 << 20, 4096):
            mapped[place] = 1
    print("ESCAPED: 300 MB")
except (OSError, MemoryError) as error:
    print("held:", type(error).__name__)
"""
]
