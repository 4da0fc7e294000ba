"""Changes mode, owner, times and extended attributes of the runtime's files: that needs no open file."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

path = os.__file__
now = os.stat(path)
for change in (
    lambda: os.chmod(path, now.st_mode),
    lambda: os.chown(path, now.st_uid, now.st_gid),
    lambda: os.chown(path, -1, -1),
    lambda: os.utime(path, ns=(now.st_atime_ns, now.st_mtime_ns)),
    lambda: os.setxattr(path, "user.planted", b"x") or os.removexattr(path, "user.planted"),
    lambda: os.truncate(path, now.st_size),
):
    try:
        change()
        print("ESCAPED: changed an attribute")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
