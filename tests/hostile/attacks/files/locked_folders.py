"""Leaves folders that nobody may enter or write to, with files in them. They have to be gone afterwards."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os

for name, mode in (("closed", 0), ("fixed", 0o500), ("blind", 0o300)):
    os.mkdir(name)
    os.mkdir(f"{name}/inner")
    with open(f"{name}/inner/file", "w") as file:
        file.write("x")
    os.chmod(f"{name}/inner", mode)
    os.chmod(name, mode)
os.chmod(".", 0)
print("locked")
"""
]
