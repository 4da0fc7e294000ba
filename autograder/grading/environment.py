"""What a result depends on beside the course: this program, and what is installed."""

from __future__ import annotations

import hashlib
import platform
import site
from functools import cache
from pathlib import Path

import numpy as np

import autograder

# What of this program a result depends on: grading and the student's process, and what these import.
DECIDING_ROOMS = (
    *("errors", "results", "text", "limits", "sandbox", "remote", "exercise", "student", "course"),
    *("intake", "judge", "warm", "grading"),
)


@cache
def program() -> str:
    """This program's deciding rooms, as one number."""
    digest = hashlib.sha256(platform.python_version().encode())
    engine = Path(autograder.__file__).parent
    for place in sorted(path for path in engine.iterdir() if path.stem in DECIDING_ROOMS):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if "__pycache__" not in path.parts and path.is_file():
                digest.update(str(path.relative_to(engine)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@cache
def installed() -> str:
    """What is installed, in which versions, as one number."""
    places = {Path(np.__file__).parents[1], *map(Path, site.getsitepackages())}
    names = sorted(path.name for place in places for path in place.glob("*.dist-info"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
