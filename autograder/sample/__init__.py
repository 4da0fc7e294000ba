"""A made-up class, for trying things out."""

from autograder.sample.made_up_class import fill_submitted

__all__ = ["fill_submitted"]
