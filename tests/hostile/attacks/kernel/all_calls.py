"""Makes every system call there is, with nonsense for arguments. The kernel and the grader stay."""

OUTCOME = "either"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import os
import platform

# Not those that end, stop or replace this process, or wait.
spared = {
    "x86_64": {15, 23, 34, 35, 56, 57, 58, 59, 60, 61, 128, 130, 202, 219, 231, 232, 247, 270, 281, 322, 435},
    "aarch64": {22, 72, 73, 93, 94, 95, 98, 101, 115, 133, 137, 139, 220, 221, 260, 281, 435},
}
for number in range(470):
    if number not in spared[platform.machine()]:
        libc.syscall(number, -1, -1, -1, -1, -1, -1)
print("asked for all")
"""
]
