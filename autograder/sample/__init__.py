"""A made-up class, for trying things out."""

from autograder.sample.sample import fill_submitted

__all__ = ["fill_submitted"]
