"""Makes the course's folder and gradebook unreadable for their owner, by chmod, chown and utime."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import os

for path in ("{course}/gradebook.db", "{course}/source/demo/1_double.ipynb", "{host}"):
    for change in (
        lambda: os.chmod(path, 0o600),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: os.utime(path, (0, 0)),
        lambda: os.setxattr(path, "user.planted", b"x"),
        lambda: os.truncate(path, os.stat(path).st_size),
    ):
        try:
            change()
            print("ESCAPED: changed an attribute of", path)
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
