"""Loads and unloads parts of the kernel."""

OUTCOME = "held"
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

with open("module.ko", "wb") as file:
    file.write(b"\\x7fELF" + bytes(100))
opened = os.open("module.ko", os.O_RDONLY)
finit, kexec = {"x86_64": (313, 246), "aarch64": (273, 104)}[platform.machine()]
with open("module.ko", "rb") as file:
    attempt("init_module", libc.init_module(file.read(), 104, b""))
attempt("finit_module", libc.syscall(finit, opened, b"", 0))
attempt("delete_module", libc.delete_module(b"missing", 0o4000))
attempt("kexec_load", libc.syscall(kexec, 0, 0, None, 0))
"""
]
